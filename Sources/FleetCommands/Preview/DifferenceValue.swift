import FleetDeclarations
import FleetValue

/// What differs between two sets of Applications, as data.
enum DifferenceValue {
    /// One document of kind `ApplicationSetDiff`.
    static func value(_ difference: ApplicationDifference) -> Value {
        [
            "apiVersion": "fleet.internal/v1",
            "kind": "ApplicationSetDiff",
            "complete": .bool(difference.failures.isEmpty),
            "summary": [
                "created": .integer(Int64(difference.count(.created))),
                "changed": .integer(Int64(difference.count(.changed))),
                "deleted": .integer(Int64(difference.count(.deleted))),
                "unknown": .integer(Int64(difference.count(.unknown))),
                "unchanged": .integer(Int64(difference.unchanged)),
            ],
            "clusters": .array(difference.clusters.map { .string($0) }),
            "items": .array(difference.items.map(value)),
            "failures": .array(difference.failures.map(value)),
        ]
    }

    private static func value(_ item: ApplicationDifference.Item) -> Value {
        var fields: Mapping = [
            "change": .string(item.change.rawValue),
            "name": .string(item.name),
            "namespace": .string(item.namespace),
            "applicationSet": item.applicationSet.map { .string($0) } ?? .null,
            "cluster": .string(item.cluster),
            "kept": .bool(item.isKept),
            "note": .string(item.note),
        ]
        switch item.change {
        case .changed:
            if let former = item.formerCluster { fields["formerCluster"] = .string(former) }
            fields["fields"] = .array(
                item.fields.map { field in
                    var change: Mapping = ["path": .string(field.path.description)]
                    change["old"] = field.old
                    change["new"] = field.new
                    return .mapping(change)
                }
            )
        case .deleted:
            fields["deletesResources"] = .bool(item.deletesResources)
        case .created, .unknown:
            break
        }
        return .mapping(fields)
    }

    private static func value(_ failure: ApplicationDifference.SideFailure) -> Value {
        let finding = failure.failure.finding
        return [
            "side": failure.isNew ? "new" : "old",
            "applicationSet": failure.failure.applicationSet.map { .string($0) } ?? .null,
            "application": failure.failure.application.map { .string($0) } ?? .null,
            "file": .string(finding.file),
            "line": .integer(Int64(finding.line)),
            "column": .integer(Int64(finding.column)),
            "message": .string(finding.message),
        ]
    }
}
