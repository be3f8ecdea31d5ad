public import FleetDeclarations
import FleetKube
import FleetModel
import FleetRegistry

/// Looks at one cluster: one list per kind in use, a local comparison, and a dry run of what seems to differ.
///
/// Everything of one cluster happens on that cluster's own queue; the requests themselves run side by side.
///
/// - Complexity: Requests: one per kind in use, one per desired resource that the lists did not bring, one per
///   resource that seems to differ, and for the namespaces that `CreateNamespace=true` asks for one each or one list.
public actor ClusterObserver {
    private let cluster: String
    let client: any ResourceClient
    private let executor: ClusterExecutor

    /// The cluster's own queue.
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
    ///   - neighbours: What is known of the cluster's other applications.
    ///   - findsOrphans: Whether `applications` are all that the cluster should have, so that what belongs to none of
    ///     them is known to be left over.
    /// - Returns: The comparison; a cluster that can not be reached is a comparison with a failure, not an error.
    public func compare(
        _ applications: [DesiredApplication],
        memory: ClusterMemory,
        neighbours: Neighbours = Neighbours(),
        findsOrphans: Bool
    ) async -> ClusterComparison {
        do throws(KubeError) {
            return try await look(at: applications, memory, neighbours, findsOrphans)
        } catch {
            return ClusterComparison(
                cluster: cluster,
                failure: ClusterFailure(error),
                isInventoryKnown: memory.isInventoryKnown
            )
        }
    }

    private func look(
        at applications: [DesiredApplication],
        _ memory: ClusterMemory,
        _ neighbours: Neighbours,
        _ findsOrphans: Bool
    ) async throws(KubeError) -> ClusterComparison {
        let (discovery, prepared) = try await prepare(applications, memory)
        let listing = try await list(
            kinds(of: prepared, memory, discovery, findsOrphans),
            applications,
            // Who looks through everything wants to see everything.
            byName: !findsOrphans && memory.isInventoryKnown
        )
        let isWhole = discovery.isComplete && listing.failures.isEmpty
        let looksThroughAll = !memory.isInventoryKnown && (findsOrphans || !applications.isEmpty)
        var comparison = ClusterComparison(
            cluster: cluster,
            isInventoryKnown: memory.isInventoryKnown || (looksThroughAll && isWhole)
        )
        let view = ClusterView(
            listing: listing,
            discovery: discovery,
            owners: Owners(prepared, neighbours),
            memory: memory,
            isWhole: isWhole || memory.isInventoryKnown,
            declaredUIDs: Set(prepared.flatMap(\.resources).compactMap { listing.all[$0.manifest.key]?.uid })
        )
        var drafts = prepared.map { ApplicationDraft($0, view) }
        try await lookAtNamespaces(&drafts, view)
        try await confirm(&drafts)
        for draft in drafts {
            comparison.applications.append(draft.finished(view))
            comparison.confirmed += draft.confirmed
        }
        comparison.applications.sort { $0.desired.name < $1.desired.name }
        if findsOrphans {
            let known = Set(applications.map(\.name))
            comparison.orphans = listing.tracked.filter { !known.contains($0.key) }
                .flatMap { name, resources in resources.keys.map { OrphanedResource(key: $0, application: name) } }
                .sorted { $0.key < $1.key }
        }
        comparison.found = Self.found(listing, memory)
        comparison.vanished = Self.vanished(prepared, view)
        return comparison
    }

    /// What proves to be ours and is in no inventory.
    private static func found(_ listing: ClusterListing, _ memory: ClusterMemory) -> [String: [InventoryEntry]] {
        var found: [String: [InventoryEntry]] = [:]
        for (application, resources) in listing.tracked {
            let known = memory.inventory[application] ?? [:]
            let new = resources.filter { known[$0.key] == nil }
            if new.isEmpty { continue }
            found[application] = new.map { key, live in
                InventoryEntry(key: key, version: live.type.version, wave: SyncWave.of(live.manifest))
            }
        }
        return found
    }

    /// What is in an inventory, is not declared and surely is not ours on the cluster any more.
    private static func vanished(_ prepared: [PreparedApplication], _ view: ClusterView) -> [String: [ResourceKey]] {
        var vanished: [String: [ResourceKey]] = [:]
        for application in prepared {
            let name = application.desired.name
            let tracked = view.listing.tracked[name] ?? [:]
            let gone = (view.memory.inventory[name] ?? [:]).keys.filter { key in
                tracked[key] == nil && !application.declares(key)
                    && (view.listing.listed.contains(key.groupKind)
                        || view.discovery.isComplete && view.discovery.resource(for: key.groupKind) == nil)
            }
            if !gone.isEmpty { vanished[name] = gone.sorted() }
        }
        return vanished
    }
}

/// What is known of a cluster when its applications are compared.
struct ClusterView {
    let listing: ClusterListing
    let discovery: Discovery
    let owners: Owners
    let memory: ClusterMemory
    /// Whether every kind that may hold something of ours could be looked at.
    let isWhole: Bool
    /// What the server calls the live resources that are declared.
    let declaredUIDs: Set<String>
}
