public import FleetModel

/// Which applications on which clusters a command is about.
public struct Selection: Sendable {
    /// Selects clusters by label; nil for all.
    public var clusters: LabelSelector?
    /// Globs of application names, any of which must match; empty for all.
    public var applications: [Glob]
    /// Only this root Application and all that it brings; nil for all.
    public var root: String?

    /// Makes a selection; by default of everything.
    public init(clusters: LabelSelector? = nil, applications: [Glob] = [], root: String? = nil) {
        self.clusters = clusters
        self.applications = applications
        self.root = root
    }

    /// Whether the cluster is meant.
    public func includes(_ cluster: Cluster) -> Bool {
        clusters?.matches(cluster.labels) ?? true
    }

    /// Whether an application of this name is meant.
    public func includes(application name: String) -> Bool {
        applications.isEmpty || applications.contains { $0.matches(name) }
    }

    /// Whether the application on the cluster is meant.
    public func includes(_ application: Application, _ cluster: Cluster) -> Bool {
        includes(application: application.name) && includes(cluster)
    }
}
