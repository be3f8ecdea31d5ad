import FleetDeclarations
import FleetKube
import FleetModel
import FleetValue

/// What a cluster's lists brought.
struct ClusterListing {
    /// Live resources that prove to be ours: by application, then key.
    var tracked: [String: [ResourceKey: (manifest: Manifest, type: APIResource)]] = [:]
    /// Every listed resource by key, ours or copied.
    var all: [ResourceKey: Manifest] = [:]
    /// Kinds that could not be listed.
    var failures: [GroupKind: KubeError] = [:]
    /// Set when the cluster as a whole does not answer.
    var unreachable: KubeError?
}

/// Which application a resource belongs to, so that none takes or deletes what is another's.
struct Owners {
    /// The first application by name that declares it.
    var declaring: [ResourceKey: String] = [:]
    /// The applications, not among those compared now, that have put it on the cluster.
    var recorded: [ResourceKey: Set<String>] = [:]

    /// Whether another application declares the resource now, or has applied it.
    func isOthers(_ key: ResourceKey, _ application: String) -> Bool {
        (declaring[key].map { $0 != application } ?? false)
            || (recorded[key]?.contains { $0 != application } ?? false)
    }
}

extension ClusterObserver {
    static func owners(of applications: [PreparedApplication], _ memory: ClusterMemory) -> Owners {
        var owners = Owners()
        for application in applications.sorted(by: { $0.desired.name < $1.desired.name }) {
            for (manifest, _) in application.manifests where owners.declaring[manifest.key] == nil {
                owners.declaring[manifest.key] = application.desired.name
            }
        }
        // What is compared now speaks for itself; only of the others it is the record that counts.
        let compared = Set(applications.map(\.desired.name))
        for (application, resources) in memory.inventory where !compared.contains(application) {
            for key in resources.keys { owners.recorded[key, default: []].insert(application) }
        }
        return owners
    }

    /// The kinds to list: those in use, or all when it is not known what is in use.
    func kinds(
        of applications: [PreparedApplication],
        _ memory: ClusterMemory,
        _ discovery: Discovery
    ) -> [APIResource] {
        var kinds: [GroupKind: APIResource] = [:]
        for application in applications {
            for case let (_, type?) in application.manifests { kinds[type.groupKind] = type }
        }
        guard memory.isInventoryKnown else {
            for type in discovery.listable where kinds[type.groupKind] == nil { kinds[type.groupKind] = type }
            return kinds.values.sorted { $0.groupKind < $1.groupKind }
        }
        for resources in memory.inventory.values {
            for (key, version) in resources where kinds[key.groupKind] == nil {
                let type = GroupVersionKind(group: key.group, version: version, kind: key.kind)
                kinds[key.groupKind] = discovery.resource(for: type) ?? discovery.resource(for: key.groupKind)
            }
        }
        return kinds.values.sorted { $0.groupKind < $1.groupKind }
    }

    func list(
        _ types: [APIResource],
        _ applications: [DesiredApplication],
        _ findsOrphans: Bool
    ) async -> ClusterListing {
        let selector = Self.selector(for: applications, findsOrphans)
        let client = client
        return await withTaskGroup(of: (APIResource, Result<[Manifest], KubeError>).self) { group in
            for type in types {
                group.addTask {
                    do throws(KubeError) {
                        return (type, .success(try await client.list(type, labelSelector: selector)))
                    } catch {
                        return (type, .failure(error))
                    }
                }
            }
            var listing = ClusterListing()
            for await (type, result) in group {
                switch result {
                case .success(let manifests):
                    for manifest in manifests { Self.add(manifest, type, to: &listing) }
                case .failure(let error):
                    if error.concernsCluster {
                        listing.unreachable = error
                        group.cancelAll()
                    }
                    listing.failures[type.groupKind] = error
                }
            }
            return listing
        }
    }

    /// Few applications are asked for by name, so that a large cluster answers little; many by the label alone.
    private static func selector(for applications: [DesiredApplication], _ findsOrphans: Bool) -> String {
        let label = Tracking.applicationLabel
        guard !findsOrphans, applications.count <= 20 else { return label }
        let names = applications.map { Tracking.labelValue(for: $0.name) }.sorted()
        return "\(label) in (\(names.joined(separator: ",")))"
    }

    private static func add(_ manifest: Manifest, _ type: APIResource, to listing: inout ClusterListing) {
        let key = ResourceKey(group: type.group, kind: type.kind, namespace: manifest.namespace, name: manifest.name)
        listing.all[key] = manifest
        // A label can be copied by a controller; the annotation names the very resource that it stands on.
        guard let text = manifest.annotations[Tracking.identifierAnnotation],
            let (application, identity) = Tracking.parse(text), identity == key,
            (manifest.value["metadata"]?["ownerReferences"]?.array ?? []).isEmpty
        else { return }
        listing.tracked[application, default: [:]][key] = (manifest, type)
    }
}
