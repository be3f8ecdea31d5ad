public import FleetModel
public import FleetValue

/// One entry of `metadata.managedFields`: which fields a manager set last, how and when.
///
/// - SeeAlso: <https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management>
public struct ManagedFieldsEntry: Hashable, Sendable {
    /// The field manager's name, such as `kubectl-edit`.
    public var manager: String
    /// `Apply` for server-side apply, `Update` for everything else.
    public var operation: String
    /// The version of the API in which the fields are named, such as `apps/v1`; empty where the server does not say.
    public var apiVersion: String
    /// The subresource the change came through, such as `scale`; empty for the resource itself, and always before 1.22.
    public var subresource: String
    /// When it last changed its fields, RFC 3339; empty where the server does not say.
    public var time: String
    /// The owned fields as the server stores them (`fieldsV1`): `f:name`, `k:{"key":…}`, `v:value`, `i:index`, `.`.
    public var fields: Mapping

    /// Whether the fields were set by server-side apply.
    public var isApply: Bool { operation == "Apply" }

    init?(_ value: Value) {
        guard let manager = value["manager"]?.string, let fields = value["fieldsV1"]?.mapping else { return nil }
        self.manager = manager
        operation = value["operation"]?.string ?? ""
        apiVersion = value["apiVersion"]?.string ?? ""
        subresource = value["subresource"]?.string ?? ""
        time = value["time"]?.string ?? ""
        self.fields = fields
    }

    /// Whether an entry is what `manager` applied to the resource itself; nothing else of it is looked at.
    static func isApplied(_ entry: Value, by manager: String) -> Bool {
        entry["operation"]?.string == "Apply" && entry["manager"]?.string == manager
            && (entry["subresource"]?.string ?? "").isEmpty
    }
}

extension Manifest {
    /// `metadata.managedFields`, in the server's order; entries of an unknown form are left out.
    public var managedFields: [ManagedFieldsEntry] {
        (value["metadata"]?["managedFields"]?.array ?? []).compactMap { ManagedFieldsEntry($0) }
    }

    /// The fields that `manager` owns through server-side apply, or nil when it has applied nothing.
    public func appliedFields(by manager: String) -> Mapping? {
        for entry in value["metadata"]?["managedFields"]?.array ?? []
        where ManagedFieldsEntry.isApplied(entry, by: manager) {
            return entry["fieldsV1"]?.mapping
        }
        return nil
    }
}
