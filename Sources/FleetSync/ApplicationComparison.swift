public import FleetDeclarations
public import FleetHealth
public import FleetModel

/// One application on its cluster.
public struct ApplicationComparison: Sendable {
    /// What is wanted.
    public var desired: DesiredApplication
    /// Its resources, sorted by key; hooks are none of them.
    public var resources: [ResourceComparison]
    /// The hooks among its manifests that a sync would have to run, sorted; they are never compared.
    ///
    /// A hook without a name stands there with its `generateName` and `*`.
    public var hooks: [ResourceKey]
    /// Why not everything that may belong to it could be looked at, one line each; empty when all was seen.
    public var gaps: [String]
    /// What is odd but stops nothing: duplicates, hooks of a deletion and the like.
    public var warnings: [String]

    /// Makes a comparison.
    package init(
        desired: DesiredApplication,
        resources: [ResourceComparison] = [],
        hooks: [ResourceKey] = [],
        gaps: [String] = [],
        warnings: [String] = []
    ) {
        self.desired = desired
        self.resources = resources
        self.hooks = hooks
        self.gaps = gaps
        self.warnings = warnings
    }

    /// Synced, OutOfSync, or Unknown when something could not be compared.
    public var syncStatus: SyncStatus {
        if !gaps.isEmpty { return .unknown }
        if resources.contains(where: { if case .unknown = $0.outcome { true } else { false } }) { return .unknown }
        return resources.contains(where: \.isOutOfSync) ? .outOfSync : .synced
    }

    /// The worst health of its resources.
    public var health: Health {
        HealthAssessment.application(resources: resources.map(\.part))
    }
}
