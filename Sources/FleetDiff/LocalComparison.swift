public import FleetModel
import FleetValue

/// The first, cheap look at a desired and a live manifest: surely in sync, or worth a server-side dry run.
///
/// It is exact in one direction only. ``Verdict/inSync`` means that server-side apply would change nothing: every
/// desired field stands in the live resource with the same value and is owned by the manager, and the manager owns
/// nothing else. ``Verdict/candidate(_:)`` means only that this could not be shown: the server may still find both
/// equal, for example where it writes a quantity differently.
///
/// The live resource's own `managedFields` say which lists are associative and by what keys, so no schema is needed.
/// Two things they can not tell: what admission webhooks would make of the desired manifest today, and that the schema
/// of a custom resource has meanwhile turned a list of single elements into one that is replaced as a whole.
///
/// - SeeAlso: structured-merge-diff `merge/update.go` (what apply does) and `typed/tofieldset.go` (what it then owns).
public enum LocalComparison {
    /// What the look gave.
    public enum Verdict: Hashable, Sendable {
        /// Server-side apply would change nothing.
        case inSync
        /// Something may differ; the first path where it was seen.
        case candidate(FieldPath)
    }

    /// Compares one pair.
    ///
    /// - Parameters:
    ///   - desired: What would be applied, tracking metadata included.
    ///   - live: What the server holds, in the same API version, `managedFields` included.
    ///   - manager: The field manager that applies.
    /// - Returns: ``Verdict/inSync`` only where the server would leave the resource and what the manager owns alone.
    /// - Complexity: Linear in the size of `desired` and of the manager's own fields.
    public static func compare(desired: Manifest, live: Manifest, manager: String) -> Verdict {
        guard case .mapping(let desired) = desired.value, case .mapping(let live) = live.value,
            let managed = live["metadata"]?["managedFields"]?.array
        else { return .candidate(FieldPath()) }
        for name in ["apiVersion", "kind"] {
            guard let text = desired[name]?.string, !text.isEmpty, live[name] == .string(text) else {
                return .candidate(FieldPath([.field(name)]))
            }
        }
        // One manager has one entry for what it applied. Of several, or of one that names the fields of another version
        // of the API, the server would have to make one in this version: it changes something.
        let places = managed.indices.filter { ManagedFieldsEntry.isApplied(managed[$0], by: manager) }
        guard places.count == 1, let place = places.first, let owned = managed[place]["fieldsV1"]?.mapping,
            managed[place]["apiVersion"] == desired["apiVersion"]
        else { return .candidate(FieldPath()) }
        var walk = OwnedFieldsWalk(managed: managed, own: place, apiVersion: desired["apiVersion"]?.string ?? "")
        return walk.isSameResource(desired, live, owned) ? .inSync : .candidate(walk.path)
    }
}
