import FleetDeclarations
import FleetDiff
import FleetHealth
import FleetModel
import FleetSync
import FleetValue

/// The resources of one application as a listing.
enum ResourceRows {
    /// What stands above the table.
    static func heading(_ comparison: ApplicationComparison) -> String {
        let application = comparison.desired.declared.application
        let health = comparison.health
        let message = health.message.isEmpty ? "" : " (\(health.message))"
        let lines = [
            ["Name:", application.name],
            ["Project:", application.project],
            ["Cluster:", "\(comparison.desired.cluster.name) (\(comparison.desired.cluster.server))"],
            ["Namespace:", application.destination.namespace],
            [
                "Source:",
                application.sources.map { "\($0.repoURL) \($0.path)@\($0.targetRevision)" }.joined(separator: ", "),
            ],
            ["Revision:", comparison.desired.revisions.joined(separator: ", ")],
            ["Origin:", comparison.desired.declared.origin.description],
            ["Sync:", comparison.syncStatus.rawValue],
            ["Health:", health.status.rawValue + message],
        ]
        return Table.text(lines) + "\n"
    }

    /// A line for each resource.
    static func listing(_ comparison: ApplicationComparison) -> Listing {
        Listing(
            kind: "ResourceList",
            columns: [
                .init(title: "GROUP"), .init(title: "KIND"), .init(title: "NAMESPACE"), .init(title: "NAME"),
                .init(title: "SYNC"), .init(title: "HEALTH"), .init(title: "MESSAGE"),
            ],
            rows: comparison.resources.map(row)
        )
    }

    private static func row(_ resource: ResourceComparison) -> Listing.Row {
        let key = resource.key
        let (status, message) = words(resource)
        let health = resource.health?.status.rawValue ?? ""
        return Listing.Row(
            cells: [key.group, key.kind, key.namespace, key.name, status, health, message],
            name: "\(key.groupKind.description.lowercased())/\(key.name)",
            value: [
                "group": .string(key.group), "kind": .string(key.kind), "namespace": .string(key.namespace),
                "name": .string(key.name), "syncStatus": .string(status), "healthStatus": .string(health),
                "message": .string(message),
            ]
        )
    }

    private static func words(_ resource: ResourceComparison) -> (status: String, message: String) {
        let health = resource.health?.message ?? ""
        switch resource.outcome {
        case .synced: return (SyncStatus.synced.rawValue, health)
        case .missing: return (SyncStatus.outOfSync.rawValue, "missing")
        case .modified(let changes):
            let paths = changes.prefix(3).map(\.path.description).joined(separator: ", ")
            let rest = changes.count > 3 ? " and \(changes.count - 3) more" : ""
            return (SyncStatus.outOfSync.rawValue, "differs in \(paths)\(rest)")
        case .extra: return (SyncStatus.outOfSync.rawValue, "requires pruning")
        case .unknown(let reason): return (SyncStatus.unknown.rawValue, reason)
        }
    }
}
