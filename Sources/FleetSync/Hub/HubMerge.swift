import FleetDiff
import FleetGenerators
import FleetModel
import FleetValue

/// From what an Application is to look like to what is applied of it.
///
/// Server-side apply changes what it is given and takes back what it gave before; what others put on an Application stays
/// by itself, and must not be claimed.
enum HubMerge {
    /// `metadata.finalizers`.
    static func finalizers(of manifest: Manifest) -> [String] {
        (manifest.value["metadata"]?["finalizers"]?.array ?? []).compactMap(\.string)
    }

    /// The finalizers that an Application has after an apply; nil when server-side apply leads there by itself.
    ///
    /// A finalizer that somebody else set decides over the resources of an Application, so that it must not outlive its
    /// declaration; those of hooks are Argo CD's own business.
    static func finalizers(after desired: Manifest, on applied: Manifest) -> [String]? {
        guard desired.kind == Application.kind else { return nil }
        let wanted = finalizers(of: desired)
        let live = finalizers(of: applied)
        let left = live.filter { finalizer in
            wanted.contains(finalizer)
                || ApplicationSetPolicy.preservedFinalizers.contains(where: finalizer.hasPrefix)
        }
        return left == live ? nil : left
    }

    /// What is to be applied so that a live Application becomes the target.
    ///
    /// - Parameters:
    ///   - target: The whole Application as the set's policy wants it, what only the live one has included.
    ///   - generated: As the set gives it, with the owner's marks.
    ///   - live: As the hub has it.
    ///   - set: The set.
    /// - Returns: The generated Application with the target's spec, and with the target's values of its own labels and
    ///   annotations, and of those that are to stay and were ours before.
    static func applicable(
        _ target: Manifest,
        generated: Manifest,
        live: Manifest,
        _ set: ApplicationSet
    ) -> Manifest {
        var result = generated
        result.value["spec"] = target.value["spec"]
        let own = live.appliedFields(by: Tracking.fieldManager)?["f:metadata"]
        for (field, kept) in [
            ("labels", set.preservedFields.labels),
            ("annotations", set.preservedFields.annotations + ApplicationSetPolicy.preservedAnnotations),
        ] {
            let wanted = target.value["metadata"]?[field]
            var entries = generated.value["metadata"]?[field]?.mapping ?? Mapping()
            for key in entries.keys { entries[key] = wanted?[key] }
            for key in kept where own?["f:\(field)"]?["f:\(key)"] != nil {
                if let text = wanted?[key] { entries[key] = text }
            }
            result.value["metadata"]?[field] = entries.isEmpty ? nil : .some(.mapping(entries))
        }
        return result
    }
}
