import FleetDeclarations
import FleetHealth
import FleetModel
import FleetRegistry

/// Keeps what came of a sync in the state.
struct SyncRecords {
    let registry: Registry
    /// In seconds since 1970.
    let now: Double

    /// Keeps what came of each application, and forgets those that are gone.
    func keep(_ results: [ApplicationResult], _ look: FleetLook, prune: Bool) throws {
        let known = Dictionary(
            try registry.applications().map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let removed = Dictionary(
            look.removed.cascading.map { ($0.name, $0.cluster.name) },
            uniquingKeysWith: { first, _ in first }
        )
        var gone: [(name: String, cluster: String)] = []
        var records: [ApplicationRecord] = []
        for result in results {
            if let cluster = removed[result.application] {
                if prune, result.phase == .succeeded, !result.leavesBehind {
                    gone.append((result.application, cluster))
                }
            } else if let record = known[result.application] {
                records.append(updated(record, result))
            }
        }
        if prune {
            // Their resources stay by the will of whoever left the finalizer out; they are nobody's from now on.
            gone += look.removed.orphaning.map { ($0.name, $0.cluster) }
        }
        try registry.save(records)
        let registered = Set(try registry.clusters().map(\.name))
        for application in gone where registered.contains(application.cluster) {
            try registry.record(inventory: [], application: application.name, cluster: application.cluster)
            try registry.record(observations: [:], application: application.name, cluster: application.cluster)
        }
        try registry.removeApplications(named: gone.map(\.name))
    }

    private func updated(_ record: ApplicationRecord, _ result: ApplicationResult) -> ApplicationRecord {
        var record = record
        if result.phase == .succeeded {
            let isLeft = result.resources.contains { $0.code == .pruneSkipped }
            record.syncStatus = (isLeft ? SyncStatus.outOfSync : .synced).rawValue
            record.lastSynced = now
            if result.isChanged { record.healthStatus = HealthStatus.progressing.rawValue }
            record.message = ""
        } else {
            record.message = result.message
        }
        if let health = result.health { record.healthStatus = health.status.rawValue }
        record.updatedAt = now
        return record
    }
}
