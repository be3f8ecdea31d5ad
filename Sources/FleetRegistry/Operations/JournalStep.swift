public import FleetModel

/// What a step does to a resource.
public enum StepAction: String, Hashable, Sendable, CaseIterable {
    /// Server-side apply.
    case apply
    /// Creation, which fails when the resource exists.
    case create
    /// Replacement of the whole resource.
    case replace
    /// Deletion because a hook's policy or a person wants it.
    case delete
    /// Deletion because it is no longer declared.
    case prune
}

/// One change to one resource, as planned.
public struct JournalStep: Hashable, Sendable {
    /// The cluster's name.
    public var cluster: String
    /// The Application's name; empty for what belongs to none.
    public var application: String
    /// What is done.
    public var action: StepAction
    /// To which resource.
    public var key: ResourceKey
    /// The sync phase: `PreSync`, `Sync`, `PostSync`, `SyncFail`.
    public var phase: String
    /// The sync wave.
    public var wave: Int

    /// Makes a step.
    public init(
        cluster: String,
        application: String,
        action: StepAction,
        key: ResourceKey,
        phase: String = "Sync",
        wave: Int = 0
    ) {
        self.cluster = cluster
        self.application = application
        self.action = action
        self.key = key
        self.phase = phase
        self.wave = wave
    }
}
