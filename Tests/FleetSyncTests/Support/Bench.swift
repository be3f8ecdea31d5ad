import FleetDeclarations
import FleetKube
import FleetModel
import FleetRegistry
import FleetValue
import Testing

@testable import FleetSync

/// Fake clusters, a registry in memory and what a run needs, to compare and sync applications without a fleet directory.
struct Bench {
    let registry: Registry
    let clusters: [String: FakeCluster]
    let log = EventLog()
    let journal: RecordingJournal
    let holder = LeaseHolder.current(purpose: "fleet sync")
    var planner = SyncPlanner(prune: true)
    var options = SyncOptions(clock: InstantClock())

    /// Makes clusters, each with a namespace `web`.
    init(_ names: String...) throws {
        registry = try Registry.inMemory()
        var clusters: [String: FakeCluster] = [:]
        for name in names.isEmpty ? ["one"] : names {
            clusters[name] = FakeCluster(name, log: log)
            clusters[name]?.makeNamespace("web")
            try registry.add(.named(name))
        }
        self.clusters = clusters
        journal = RecordingJournal(log: log, registry: registry, holder: holder)
    }

    /// The only cluster, or the one called `one`.
    var cluster: FakeCluster {
        get throws { try #require(clusters["one"]) }
    }

    var client: ClientFactory {
        let clusters = clusters
        return { cluster throws(KubeError) in
            guard let client = clusters[cluster.name] else {
                throw .credentials(cluster: cluster.name, .none)
            }
            return client
        }
    }

    var observer: FleetObserver {
        FleetObserver(registry: registry, admission: Admission(limit: 8), client: client)
    }

    /// Compares applications as a run over the whole fleet would, unless neighbours say otherwise.
    func compare(
        _ applications: [DesiredApplication],
        neighbours: Neighbours? = nil
    ) async -> [ClusterComparison] {
        await observer.compare(
            applications,
            on: clusters.keys.sorted().map { .named($0) },
            neighbours: { _ in neighbours ?? Neighbours() },
            findsOrphans: neighbours == nil
        )
    }

    /// The comparison of the one cluster.
    func look(_ applications: [DesiredApplication], neighbours: Neighbours? = nil) async throws -> ClusterComparison {
        try #require(await compare(applications, neighbours: neighbours).first)
    }

    var coordinator: SyncCoordinator {
        SyncCoordinator(
            registry: registry,
            journal: journal,
            holder: holder,
            admission: Admission(limit: 8),
            client: client,
            planner: planner,
            options: options
        )
    }

    /// Compares and syncs.
    @discardableResult
    func sync(
        _ applications: [DesiredApplication],
        blocked: [BlockedApplication] = []
    ) async -> [ApplicationResult] {
        await coordinator.sync(await compare(applications), blocked: blocked)
    }
}

extension Collection where Element == ApplicationResult {
    /// One line for each application.
    var summaries: [String] { map(\.summary) }
}
