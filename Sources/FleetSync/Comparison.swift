public import FleetDeclarations
public import FleetDiff
public import FleetHealth
public import FleetKube
public import FleetModel
import FleetValue

/// One resource, as it should be and as it is.
public struct ResourceComparison: Sendable {
    /// What comparing gave.
    public enum Outcome: Sendable, Hashable {
        /// Nothing differs.
        case synced
        /// The cluster does not have it.
        case missing
        /// Fields differ.
        case modified([FieldChange])
        /// The cluster has it, nothing declares it any more.
        case extra
        /// It could not be compared; why.
        case unknown(String)
    }

    /// What identifies it.
    public var key: ResourceKey
    /// How the cluster serves its kind; nil while the kind's CustomResourceDefinition is only about to be applied.
    public var type: APIResource?
    /// What would be applied, tracking metadata included; nil when it is ``Outcome/extra``.
    public var desired: Manifest?
    /// What the cluster has; nil when ``Outcome/missing``, and let go when ``Outcome/synced``.
    public var live: Manifest?
    /// What applying would make of it, as a server-side dry run answered; only when ``Outcome/modified(_:)``.
    public var predicted: Manifest?
    /// The result.
    public var outcome: Outcome
    /// The live resource's health; nil when it has none.
    public var health: Health?
    /// Whether it belongs to this application by its tracking metadata, so that fields that were changed are taken back.
    public var isTracked: Bool
    /// Whether it is the destination's namespace that `CreateNamespace=true` asks for; never tracked, never pruned.
    public var isManagedNamespace = false

    /// What it adds to the health of its application.
    var forHealth: ResourceHealth {
        let isLive = outcome != .missing
        let isIgnored = (live ?? desired)?.annotation(HealthAssessment.ignoreAnnotation) == "true"
        return ResourceHealth(
            key: key,
            health: isLive ? health : Health(status: .missing),
            isLive: isLive,
            isPart: !isManagedNamespace,
            isCounted: !isIgnored
        )
    }

    /// Whether the cluster is deleting it already.
    public var isTerminating: Bool { live?.value["metadata"]?["deletionTimestamp"] != nil }

    /// Whether it makes its application ``FleetModel/SyncStatus/outOfSync``.
    public var isOutOfSync: Bool {
        switch outcome {
        case .missing, .modified: true
        case .extra:
            !isTerminating
                && !(live?.annotations["argocd.argoproj.io/compare-options"] ?? "").contains("IgnoreExtraneous")
        case .synced, .unknown: false
        }
    }
}

/// One application on its cluster.
public struct ApplicationComparison: Sendable {
    /// What is wanted.
    public var desired: DesiredApplication
    /// Its resources, sorted by key.
    public var resources: [ResourceComparison]
    /// What does not fit into one resource: duplicates, hooks and the like.
    public var warnings: [String] = []

    /// Synced, OutOfSync, or Unknown when something could not be compared.
    public var syncStatus: SyncStatus {
        if resources.contains(where: { if case .unknown = $0.outcome { true } else { false } }) { return .unknown }
        return resources.contains(where: \.isOutOfSync) ? .outOfSync : .synced
    }

    /// The worst health of its resources.
    public var health: Health {
        HealthAssessment.application(resources: resources.map(\.forHealth))
    }
}

/// A resource that carries a tracking label and belongs to no application that is known.
public struct OrphanedResource: Sendable, Hashable {
    /// What identifies it.
    public var key: ResourceKey
    /// The application that its tracking annotation names.
    public var application: String
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
