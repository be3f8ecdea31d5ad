public import FleetDeclarations
public import FleetKube
public import FleetModel
import FleetDiff
import FleetHealth
import FleetValue

/// Looks at one cluster: one list per kind in use, a local comparison, and a dry run of what seems to differ.
///
/// Everything of one cluster happens on that cluster's own queue; the requests themselves run side by side.
///
/// - Complexity: Requests: one per kind in use, one per desired resource that the lists did not bring, one per
///   resource that seems to differ.
public actor ClusterObserver {
    private let cluster: String
    let client: any ResourceClient
    private let executor: ClusterExecutor

    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    /// Makes an observer of one cluster.
    public init(cluster: String, client: any ResourceClient) {
        self.cluster = cluster
        self.client = client
        executor = ClusterExecutor(cluster: cluster)
    }

    /// Compares the given applications with what the cluster has.
    ///
    /// - Parameters:
    ///   - applications: All of this cluster that are to be compared.
    ///   - memory: What earlier runs found.
    ///   - findsOrphans: Whether `applications` are all that the cluster should have, so that what belongs to none of
    ///     them is known to be left over.
    /// - Returns: The comparison; a cluster that can not be reached is a comparison with a failure, not an error.
    public func compare(
        _ applications: [DesiredApplication],
        memory: ClusterMemory,
        findsOrphans: Bool
    ) async -> ClusterComparison {
        var comparison = ClusterComparison(
            cluster: cluster,
            applications: [],
            orphans: [],
            failure: nil,
            confirmed: [],
            isInventoryKnown: memory.isInventoryKnown
        )
        let discovery: Discovery
        let prepared: [PreparedApplication]
        do throws(KubeError) {
            (discovery, prepared) = try await prepare(applications)
        } catch {
            comparison.failure = ClusterFailure(error)
            return comparison
        }
        let listing = await list(kinds(of: prepared, memory, discovery), applications, findsOrphans)
        if let failure = listing.unreachable {
            comparison.failure = ClusterFailure(failure)
            return comparison
        }
        comparison.isInventoryKnown = memory.isInventoryKnown || (discovery.isComplete && listing.failures.isEmpty)
        let owners = Self.owners(of: prepared, memory)
        for application in prepared {
            let confirmed = memory.confirmed[application.desired.name] ?? [:]
            let compared = await compare(application, listing, owners, confirmed)
            comparison.applications.append(compared.comparison)
            comparison.confirmed += compared.confirmed
        }
        comparison.applications.sort { $0.desired.name < $1.desired.name }
        if findsOrphans {
            let known = Set(applications.map(\.name))
            comparison.orphans = listing.tracked.filter { !known.contains($0.key) }
                .flatMap { name, resources in resources.keys.map { OrphanedResource(key: $0, application: name) } }
                .sorted { $0.key < $1.key }
        }
        return comparison
    }
}
