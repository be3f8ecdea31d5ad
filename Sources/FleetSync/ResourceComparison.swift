public import FleetDiff
public import FleetHealth
public import FleetKube
public import FleetModel

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
    public var isManagedNamespace: Bool
    /// Why it must not be pruned now although nothing declares it; nil when it may.
    public var hold: String?

    /// Makes a comparison.
    package init(
        key: ResourceKey,
        type: APIResource? = nil,
        desired: Manifest? = nil,
        live: Manifest? = nil,
        predicted: Manifest? = nil,
        outcome: Outcome,
        health: Health? = nil,
        isTracked: Bool = false,
        isManagedNamespace: Bool = false,
        hold: String? = nil
    ) {
        self.key = key
        self.type = type
        self.desired = desired
        self.live = live
        self.predicted = predicted
        self.outcome = outcome
        self.health = health
        self.isTracked = isTracked
        self.isManagedNamespace = isManagedNamespace
        self.hold = hold
    }

    /// Whether it makes its application ``FleetModel/SyncStatus/outOfSync``.
    public var isOutOfSync: Bool {
        switch outcome {
        case .missing, .modified: true
        case .extra: live?.list(annotation: Self.compareOptions).contains("IgnoreExtraneous") != true
        case .synced, .unknown: false
        }
    }

    /// What it adds to the health of its application, if its own is `health`.
    func part(_ health: Health?, isLive: Bool) -> ResourceHealth {
        ResourceHealth(
            key: key,
            health: isLive ? health : Health(status: .missing),
            isLive: isLive,
            isPart: !isManagedNamespace,
            isCounted: !ignoresHealth
        )
    }

    /// What it adds to the health of its application.
    var part: ResourceHealth { part(health, isLive: outcome != .missing) }

    /// Whether its health does not count for its application.
    var ignoresHealth: Bool { (live ?? desired)?.annotation(HealthAssessment.ignoreAnnotation) == "true" }

    private static let compareOptions = "argocd.argoproj.io/compare-options"
}
