import FleetDeclarations
import FleetKube
import FleetModel
import FleetValue

/// What a cluster's lists brought.
struct ClusterListing {
    /// Live resources that prove to be ours: by application, then key.
    private(set) var tracked: [String: [ResourceKey: (manifest: Manifest, type: APIResource)]] = [:]
    /// Every listed resource by key, ours or copied.
    private(set) var all: [ResourceKey: Manifest] = [:]
    /// The kinds that were listed.
    private(set) var listed: Set<GroupKind> = []
    /// Kinds that could not be listed.
    private(set) var failures: [GroupKind: KubeError] = [:]

    mutating func add(_ manifests: [Manifest], of type: APIResource) {
        listed.insert(type.groupKind)
        for manifest in manifests {
            let key = ResourceKey(
                group: type.group,
                kind: type.kind,
                namespace: type.namespaced ? manifest.namespace : "",
                name: manifest.name
            )
            all[key] = manifest
            if let application = Ownership.application(of: manifest, key) {
                tracked[application, default: [:]][key] = (manifest, type)
            }
        }
    }

    mutating func add(_ failure: KubeError, of type: APIResource) { failures[type.groupKind] = failure }

    /// Why it is not known which resources of a kind there are; nil when it was listed or the server has no such kind.
    func blindness(of kind: GroupKind, _ discovery: Discovery) -> String? {
        if let failure = failures[kind] { return failure.description }
        guard !listed.contains(kind), discovery.resource(for: kind) == nil else { return nil }
        return discovery.failure(of: kind).map { "it is not known whether the cluster serves it: \($0.message)" }
    }
}

extension ClusterObserver {
    /// More applications than these are asked for by the label alone, not by their names.
    private static let namedAtMost = 20

    /// The kinds to list: those in use, or all when it is not known what is in use; sorted, never none.
    func kinds(
        of applications: [PreparedApplication],
        _ memory: ClusterMemory,
        _ discovery: Discovery,
        _ findsOrphans: Bool
    ) -> [APIResource] {
        var kinds: [GroupKind: APIResource] = [:]
        for application in applications {
            for resource in application.resources {
                if let type = resource.readable, type.supports("list") { kinds[type.groupKind] = type }
            }
        }
        if memory.isInventoryKnown {
            let compared = Set(applications.map(\.desired.name))
            for (application, resources) in memory.inventory where findsOrphans || compared.contains(application) {
                for (key, version) in resources where kinds[key.groupKind] == nil {
                    let type = GroupVersionKind(group: key.group, version: version, kind: key.kind)
                    kinds[key.groupKind] = discovery.resource(for: type) ?? discovery.resource(for: key.groupKind)
                }
            }
        } else if findsOrphans || !applications.isEmpty {
            for type in discovery.listable where kinds[type.groupKind] == nil { kinds[type.groupKind] = type }
        }
        // What the server serves may be remembered; that it is there says only an answer.
        if kinds.isEmpty { return [.namespaces] }
        return kinds.values.sorted { $0.groupKind < $1.groupKind }
    }

    /// Lists kinds side by side.
    ///
    /// - Throws: The error of the first kind that says that the cluster as a whole does not answer.
    func list(
        _ types: [APIResource],
        _ applications: [DesiredApplication],
        byName: Bool
    ) async throws(KubeError) -> ClusterListing {
        let selector = Self.selector(for: byName ? applications : [])
        let client = client
        let results = await withTaskGroup(of: (Int, Result<[Manifest], KubeError>).self) { group in
            for (index, type) in types.enumerated() {
                group.addTask {
                    do throws(KubeError) {
                        // In two steps: Swift 6.3.1 with -O loses the first element when the call stands in the tuple.
                        let found = try await client.list(type, labelSelector: selector)
                        return (index, .success(found))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            var results = [Result<[Manifest], KubeError>?](repeating: nil, count: types.count)
            for await (index, result) in group {
                results[index] = result
                if case .failure(let error) = result, error.concernsCluster { group.cancelAll() }
            }
            return results
        }
        var listing = ClusterListing()
        var cancelled: KubeError?
        for (type, result) in zip(types, results) {
            switch result {
            case .success(let manifests)?: listing.add(manifests, of: type)
            // The others were cancelled on account of the one that says why.
            case .failure(let error)? where error.isCancellation: cancelled = error
            case .failure(let error)? where error.concernsCluster: throw error.ofCluster
            case .failure(let error)?: listing.add(error, of: type)
            case nil: continue
            }
        }
        if let cancelled { throw cancelled }
        return listing
    }

    /// Few applications are asked for by name, so that a large cluster answers little; many, and none, by the label.
    private static func selector(for applications: [DesiredApplication]) -> String {
        let label = Tracking.applicationLabel
        guard !applications.isEmpty, applications.count <= namedAtMost else { return label }
        let names = applications.map { Tracking.labelValue(for: $0.name) }.sorted()
        return "\(label) in (\(names.joined(separator: ",")))"
    }
}
