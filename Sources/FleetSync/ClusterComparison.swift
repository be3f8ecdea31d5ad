import FleetKube
public import FleetModel
import FleetRegistry

/// What was seen on one cluster.
public struct ClusterComparison: Sendable {
    /// The cluster's name.
    public var cluster: String
    /// Its applications, sorted by name.
    public var applications: [ApplicationComparison]
    /// Resources that carry our label and belong to no known application, sorted by key.
    public var orphans: [OrphanedResource]
    /// Why the cluster could not be looked at; then there are no applications.
    public var failure: ClusterFailure?
    /// Resources that a dry run found equal though they look different, to be remembered with their resource version.
    public var confirmed: [ConfirmedResource]
    /// Whether every kind that the cluster serves was looked through, so that the inventory is known.
    public var isInventoryKnown: Bool
    /// What was found on the cluster and is in no inventory, by application.
    var found: [String: [InventoryEntry]] = [:]
    /// What is in an inventory and no longer the application's on the cluster, by application.
    var vanished: [String: [ResourceKey]] = [:]

    /// Makes a comparison.
    package init(
        cluster: String,
        applications: [ApplicationComparison] = [],
        orphans: [OrphanedResource] = [],
        failure: ClusterFailure? = nil,
        confirmed: [ConfirmedResource] = [],
        isInventoryKnown: Bool = false
    ) {
        self.cluster = cluster
        self.applications = applications
        self.orphans = orphans
        self.failure = failure
        self.confirmed = confirmed
        self.isInventoryKnown = isInventoryKnown
    }
}

/// A resource that carries a tracking label and belongs to no application that is known.
public struct OrphanedResource: Sendable, Hashable {
    /// What identifies it.
    public var key: ResourceKey
    /// The application that its tracking annotation names.
    public var application: String

    /// Makes an entry.
    package init(key: ResourceKey, application: String) {
        self.key = key
        self.application = application
    }
}

/// Why a cluster could not be looked at.
public struct ClusterFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What stood in the way.
    public enum Kind: String, Sendable, Hashable {
        /// It did not answer.
        case unreachable
        /// It answered that the credentials do not suffice, or there were none.
        case unauthorized
        /// The state file could not be read or written.
        case state
    }

    /// What stood in the way.
    public var kind: Kind
    /// Why, one line.
    public var description: String

    /// Sorts an error in.
    public init(_ error: any Error) {
        description = String(describing: error)
        kind =
            switch error {
            case let error as KubeError where error.concernsCredentials: .unauthorized
            case is KubeError: .unreachable
            default: .state
            }
    }
}

/// A resource that the server itself found in sync.
public struct ConfirmedResource: Sendable, Hashable {
    /// The application.
    public var application: String
    /// What identifies it.
    public var key: ResourceKey
    /// The live resource version for which it holds.
    public var resourceVersion: String
    /// The hash of what was rendered for which it holds.
    public var desiredHash: String

    /// Makes a record.
    public init(application: String, key: ResourceKey, resourceVersion: String, desiredHash: String) {
        self.application = application
        self.key = key
        self.resourceVersion = resourceVersion
        self.desiredHash = desiredHash
    }
}
