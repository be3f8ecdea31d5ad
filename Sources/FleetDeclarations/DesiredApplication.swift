public import FleetModel

/// An Application of which it is known what should be on its cluster.
public struct DesiredApplication: Sendable {
    /// The Application, its origin, parent and wave.
    public var declared: DeclaredApplication
    /// The cluster that its destination means.
    public var cluster: Cluster
    /// The project that says what it may hold.
    public var project: AppProject
    /// Its manifests as rendered, in the order of sources and files, without the Applications, ApplicationSets and
    /// AppProjects that `fleet` takes up itself.
    public var manifests: [Manifest]
    /// The resolved revision of each source, in order.
    public var revisions: [String]
    /// A hash of all that was rendered.
    public var hash: String
    /// What the rendering warned of.
    public var warnings: [String]
    /// Whether it is no longer declared, so that all it put on the cluster is to be deleted.
    public var isRemoved: Bool

    /// Makes a desired application.
    public init(
        declared: DeclaredApplication,
        cluster: Cluster,
        project: AppProject,
        manifests: [Manifest],
        revisions: [String],
        hash: String,
        warnings: [String] = [],
        isRemoved: Bool = false
    ) {
        self.declared = declared
        self.cluster = cluster
        self.project = project
        self.manifests = manifests
        self.revisions = revisions
        self.hash = hash
        self.warnings = warnings
        self.isRemoved = isRemoved
    }

    /// The Application's name.
    public var name: String { declared.application.name }
}
