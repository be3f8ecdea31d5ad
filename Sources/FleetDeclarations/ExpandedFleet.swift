public import FleetModel

/// What a fleet's declarations come to: every Application with its cluster and manifests, and what failed on the way.
public struct ExpandedFleet: Sendable {
    /// The Applications that were selected and could be rendered, sorted by name.
    public var applications: [DesiredApplication] = []
    /// What failed, selected or not, sorted by subject.
    public var failures: [ApplicationFailure] = []
    /// Every Application that is declared, whether or not it was selected or could be rendered, by name.
    public var declared: [String: DeclaredApplication] = [:]
    /// Every project that is declared, `default` included, by name.
    public var projects: [String: AppProject] = [:]
    /// What Applications declare that were not selected: by cluster and resource, the Application's name.
    ///
    /// Only of clusters to which a selected Application goes. A manifest without a namespace stands there twice, with
    /// the destination's and without, because only the cluster knows whether its kind lives in namespaces.
    public var unselected: [String: [ResourceKey: String]] = [:]
    /// What no set gives any more and a set's policy forbids to delete, by name; it counts as declared.
    public var kept: [KeptApplication] = []
    /// The ApplicationSets of which a generator gives nothing, by name: more often a mistake than a wish.
    public var emptySets: Set<String> = []
    /// The one root that was looked at, when it was not the whole fleet.
    public var root: String?

    /// Makes the expansion of no declarations at all.
    public init() {}

    /// Whether nothing failed, so that what is not declared is known to be no longer wanted.
    public var isComplete: Bool { failures.isEmpty }

    /// Tells, for each cluster, why it is not known all that is declared for it.
    public var doubts: Doubts { Doubts(self) }

    /// Why what is declared for a cluster is not known as a whole.
    ///
    /// A resource may have moved from one Application to another in the very change that broke the other. While one
    /// can not be read, nothing that may be its own must be deleted.
    public struct Doubts: Sendable {
        private var everywhere: String?
        private var byCluster: [String: String] = [:]

        init(_ fleet: ExpandedFleet) {
            if let root = fleet.root { everywhere = "only application \"\(root)\" and what it brings was looked at" }
            for failure in fleet.failures {
                let reason = "\(failure.subject) could not be read and may declare it now"
                switch (failure.stage, failure.cluster) {
                // What goes to no known cluster declares nothing on one.
                case (.destination, _): continue
                case (_, let cluster?): if byCluster[cluster] == nil { byCluster[cluster] = reason }
                case (_, nil): if everywhere == nil { everywhere = reason }
                }
            }
        }

        /// Why, one line; nil when everything that is declared for the cluster is known.
        public func about(_ cluster: String) -> String? { everywhere ?? byCluster[cluster] }
    }
}
