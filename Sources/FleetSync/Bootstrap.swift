public import FleetGenerators
public import FleetModel
public import FleetRegistry
import FleetValue

/// Why a bootstrap can not go on.
public enum BootstrapError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name is taken by a cluster at another address.
    case otherCluster(name: String, server: String, wanted: String)
    /// The template does not give exactly one Application for the cluster.
    case root(cluster: String, reason: String)
    /// An Application of the root's name belongs to another cluster.
    case rootTaken(name: String, cluster: String, by: String)

    /// One sentence that names the cluster and the way out.
    public var description: String {
        switch self {
        case .otherCluster(let name, let server, let wanted):
            "cluster \"\(name)\" is registered at \(server), not at \(wanted); "
                + "remove it with \"fleet cluster remove \(name)\" or choose another name"
        case .root(let cluster, let reason):
            "the bootstrap template gives no root for cluster \"\(cluster)\": \(reason)"
        case .rootTaken(let name, let cluster, let other):
            "the root of cluster \"\(cluster)\" would be application \"\(name)\", which belongs to cluster \"\(other)\"; "
                + "choose another cluster name, or another name in the template"
        }
    }
}

/// The steps of a bootstrap before its sync.
///
/// Each may be repeated.
public struct Bootstrap: Sendable {
    private let registry: Registry
    private let now: @Sendable () -> Double

    /// Makes the steps.
    public init(registry: Registry, now: @escaping @Sendable () -> Double) {
        self.registry = registry
        self.now = now
    }

    /// Registers a cluster that has answered, or brings its registration up to date.
    ///
    /// Labels and annotations are added to those that are there; the credential reference is replaced.
    ///
    /// - Returns: The cluster as registered, and whether it is new.
    /// - Throws: ``BootstrapError/otherCluster(name:server:wanted:)``, and errors of the registry.
    public func register(_ wanted: Cluster, version: String) throws -> (cluster: Cluster, isNew: Bool) {
        let known = try registry.cluster(named: wanted.name)
        var cluster = wanted
        if let known {
            guard known.server == wanted.server else {
                throw BootstrapError.otherCluster(name: wanted.name, server: known.server, wanted: wanted.server)
            }
            cluster = try registry.update(named: wanted.name) { cluster in
                cluster.labels.merge(wanted.labels) { $1 }
                cluster.annotations.merge(wanted.annotations) { $1 }
                if !wanted.project.isEmpty { cluster.project = wanted.project }
                cluster.credential = wanted.credential
            }
        } else {
            try registry.add(wanted)
        }
        try registry.record(
            ClusterFacts(version: version, lastSeen: now(), lastAttempt: now()),
            of: wanted.name
        )
        return (cluster, known == nil)
    }

    /// Generates the cluster's root Application and keeps it in the state, which declares it from now on.
    ///
    /// - Parameters:
    ///   - cluster: The registered cluster.
    ///   - template: An ApplicationSet that gives one Application for it.
    ///   - inputs: What it is generated from, the cluster among it; nil for the cluster alone.
    /// - Returns: The root's name.
    /// - Throws: ``BootstrapError``, and errors of the generator and the registry.
    public func root(
        for cluster: Cluster,
        from template: ApplicationSet,
        inputs: GeneratorInputs? = nil
    ) throws -> String {
        var generated: [Application] = []
        let inputs = inputs ?? GeneratorInputs(clusters: ClusterInventory([cluster]))
        let problems = try ApplicationSetGenerator(applicationSet: template).generate(inputs) {
            generated.append($0)
        }
        if let problem = problems.first {
            throw BootstrapError.root(cluster: cluster.name, reason: problem.message)
        }
        // The implicit local cluster is no cluster to bootstrap.
        generated.removeAll { $0.destination.name != cluster.name && $0.destination.server != cluster.server }
        guard let root = generated.first, generated.count == 1 else {
            throw BootstrapError.root(cluster: cluster.name, reason: "it gives \(generated.count) Applications for it")
        }
        let known = try registry.application(named: root.name)
        // Two clusters' names can come to one when they are made fit for a name.
        if let known, known.cluster != cluster.name {
            throw BootstrapError.rootTaken(name: root.name, cluster: cluster.name, by: known.cluster)
        }
        let manifest = JSONWriter.text(of: root.manifest.value)
        let origin = FleetLooker.bootstrapOrigin + cluster.name
        guard known?.manifest != manifest || known?.origin != origin else { return root.name }
        var record =
            known
            ?? ApplicationRecord(
                name: root.name,
                cluster: cluster.name,
                origin: origin,
                manifest: manifest,
                updatedAt: now()
            )
        record.manifest = manifest
        record.origin = origin
        try registry.save([record])
        return root.name
    }
}
