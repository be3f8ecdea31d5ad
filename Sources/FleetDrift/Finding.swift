public import FleetDiff
public import FleetModel

/// One thing that is not as it was declared, or that could not be looked at.
public struct Finding: Hashable, Sendable {
    /// What kind of thing.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Declared fields have other values on the cluster.
        case modified
        /// A declared resource is not on the cluster.
        case missing
        /// A resource of an application is on the cluster and no longer declared.
        case extra
        /// A resource carries our label and belongs to no application that is declared.
        case orphaned
        /// A resource could not be compared.
        case unknown
        /// A cluster could not be looked at.
        case unreachable
        /// An Application or ApplicationSet could not be generated, resolved or rendered.
        case failed

        /// Whether it says that something could not be looked at, rather than what was seen.
        public var isBlind: Bool {
            switch self {
            case .unknown, .unreachable, .failed: true
            case .modified, .missing, .extra, .orphaned: false
            }
        }
    }

    /// What kind of thing.
    public var kind: Kind
    /// The cluster; empty when it is not known.
    public var cluster: String
    /// The application, or `applicationset/NAME`; empty when a cluster as a whole is meant.
    public var application: String
    /// The resource; nil when no single one is meant.
    public var resource: ResourceKey?
    /// The fields, Secrets masked; only when ``Kind/modified``.
    public var changes: [FieldChange]
    /// What else there is to say; empty for nothing.
    public var message: String

    /// Makes a finding.
    public init(
        kind: Kind,
        cluster: String,
        application: String,
        resource: ResourceKey? = nil,
        changes: [FieldChange] = [],
        message: String = ""
    ) {
        self.kind = kind
        self.cluster = cluster
        self.application = application
        self.resource = resource
        self.changes = changes
        self.message = message
    }
}
