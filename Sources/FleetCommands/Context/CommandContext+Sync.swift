import FleetDeclarations
import FleetKube
import FleetModel
import FleetSync
import Glibc

extension CommandContext {
    /// Who the journal says asked.
    static var user: String {
        Environment.value("FLEET_USER") ?? Environment.value("USER") ?? "uid \(getuid())"
    }

    /// Syncs a selection.
    ///
    /// - Parameters:
    ///   - directory: Declares the fleet.
    ///   - selection: What to sync.
    ///   - kind: How the journal calls it.
    ///   - prune: Whether what is no longer declared is deleted.
    ///   - limit: How much may be deleted at once; nil for what `fleet.yaml` says.
    ///   - options: How it is carried out.
    /// - Returns: What came of it.
    /// - Throws: What ``SyncRun/run(_:kind:planner:options:progress:)`` throws; nothing is changed then.
    func sync(
        _ directory: FleetDirectory,
        _ selection: Selection,
        kind: String,
        prune: Bool,
        limit: DeletionLimit?,
        options: SyncOptions
    ) async throws -> SyncOutcome {
        let clients = clients
        let admission = try admission(directory)
        let run = SyncRun(
            looker: try looker(directory),
            registry: registry,
            admission: admission,
            client: { cluster throws(KubeError) in try await clients.client(for: cluster) },
            user: Self.user,
            now: Timestamp.now
        )
        return try await run.run(
            selection,
            kind: kind,
            planner: SyncPlanner(
                prune: prune,
                deletionLimit: limit ?? directory.configuration.deletions,
                isLimitExplicit: limit != nil
            ),
            options: options
        )
    }
}
