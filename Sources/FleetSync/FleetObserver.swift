public import FleetDeclarations
public import FleetKube
public import FleetModel
public import FleetRegistry

/// Makes the client of a cluster.
///
/// - Throws: ``FleetKube/KubeError`` when its credentials can not be found; nothing is sent.
public typealias ClientFactory = @Sendable (Cluster) async throws(KubeError) -> any ResourceClient

/// Looks at many clusters at once.
///
/// A cluster that is down, slow or wrong costs only itself: its comparison carries the failure.
public struct FleetObserver: Sendable {
    private let registry: Registry
    private let admission: Admission
    private let client: ClientFactory

    /// Makes an observer.
    ///
    /// - Parameters:
    ///   - registry: What earlier runs remember.
    ///   - admission: How many clusters are looked at at once.
    ///   - client: Makes a cluster's client.
    public init(registry: Registry, admission: Admission, client: @escaping ClientFactory) {
        self.registry = registry
        self.admission = admission
        self.client = client
    }

    /// Compares applications with what their clusters have.
    ///
    /// - Parameters:
    ///   - applications: Any order.
    ///   - clusters: The clusters to look at, with or without applications. Those that only an application names are
    ///     looked at as well.
    ///   - neighbours: What is known of a cluster's other applications, by the cluster's name.
    ///   - findsOrphans: Whether `applications` are all that the clusters should have.
    ///   - progress: Called as each cluster is done, on no particular queue.
    /// - Returns: One comparison a cluster, sorted by name.
    public func compare(
        _ applications: [DesiredApplication],
        on clusters: [Cluster],
        neighbours: @escaping @Sendable (String) -> Neighbours = { _ in Neighbours() },
        findsOrphans: Bool,
        progress: @escaping @Sendable (ClusterComparison) -> Void = { _ in }
    ) async -> [ClusterComparison] {
        let byCluster = Dictionary(grouping: applications, by: \.cluster.name)
        var all = Dictionary(clusters.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for application in applications { all[application.cluster.name] = application.cluster }
        return await withTaskGroup(of: ClusterComparison.self) { group in
            for cluster in all.values.sorted(by: { $0.name < $1.name }) {
                let mine = byCluster[cluster.name] ?? []
                group.addTask {
                    await admission.run {
                        await compare(mine, on: cluster, neighbours(cluster.name), findsOrphans: findsOrphans)
                    }
                }
            }
            var comparisons: [ClusterComparison] = []
            for await comparison in group {
                progress(comparison)
                comparisons.append(comparison)
            }
            return comparisons.sorted { $0.cluster < $1.cluster }
        }
    }

    private func compare(
        _ applications: [DesiredApplication],
        on cluster: Cluster,
        _ neighbours: Neighbours,
        findsOrphans: Bool
    ) async -> ClusterComparison {
        do {
            if Task.isCancelled { throw KubeError.cancelled(cluster: cluster.name) }
            let memory = try ClusterMemory(of: cluster.name, applications.map(\.name), in: registry)
            let observer = ClusterObserver(cluster: cluster.name, client: try await client(cluster))
            let comparison = await observer.compare(
                applications,
                memory: memory,
                neighbours: neighbours,
                findsOrphans: findsOrphans
            )
            if comparison.failure == nil { try remember(comparison, memory) }
            return comparison
        } catch {
            return ClusterComparison(cluster: cluster.name, failure: ClusterFailure(error))
        }
    }

    /// Keeps what makes the next look cheaper, and what is found on the cluster though the state does not know it.
    ///
    /// Writes nothing when nothing is new, which is the rule.
    private func remember(_ comparison: ClusterComparison, _ memory: ClusterMemory) throws {
        let confirmed = Dictionary(grouping: comparison.confirmed, by: \.application)
        for application in comparison.applications {
            let name = application.desired.name
            let now = Dictionary(
                (confirmed[name] ?? []).map { ($0.key, $0) },
                uniquingKeysWith: { first, _ in first }
            )
            if now == memory.confirmed[name] ?? [:] { continue }
            try registry.record(
                observations: now.mapValues {
                    Observation(resourceVersion: $0.resourceVersion, desiredHash: $0.desiredHash)
                },
                application: name,
                cluster: comparison.cluster
            )
        }
        for (name, entries) in comparison.found {
            try registry.add(inventory: entries, application: name, cluster: comparison.cluster)
        }
        for (name, keys) in comparison.vanished {
            try registry.remove(inventory: keys, application: name, cluster: comparison.cluster)
        }
        // Last: only now everything that was found is on record.
        if comparison.isInventoryKnown, !memory.isInventoryKnown {
            try registry.markInventoryKnown(cluster: comparison.cluster)
        }
    }
}

extension ClusterMemory {
    /// Reads what the registry remembers of a cluster.
    init(of cluster: String, _ applications: [String], in registry: Registry) throws {
        self.init()
        for (application, entries) in try registry.inventory(cluster: cluster) {
            inventory[application] = Dictionary(
                entries.map { ($0.key, $0.version) },
                uniquingKeysWith: { first, _ in first }
            )
        }
        isInventoryKnown = try registry.inventoryIsKnown(cluster: cluster)
        for application in applications {
            for (key, observation) in try registry.observations(cluster: cluster, application: application) {
                confirmed[application, default: [:]][key] = ConfirmedResource(
                    application: application,
                    key: key,
                    resourceVersion: observation.resourceVersion,
                    desiredHash: observation.desiredHash
                )
            }
        }
    }
}
