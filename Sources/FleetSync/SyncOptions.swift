/// How a sync is carried out.
public struct SyncOptions: Sendable {
    /// What a dry run does.
    public enum DryRun: String, Sendable, CaseIterable {
        /// Changes things.
        case none
        /// Says what would be done, and sends nothing that could change anything.
        case client
        /// Sends everything as a dry run, so that the server says what it would refuse.
        case server
    }

    /// Whether, and how, it is only tried.
    public var dryRun: DryRun
    /// Whether fields are taken from other appliers, and from anyone on resources that are not tracked yet.
    public var forceConflicts: Bool
    /// Whether the end waits until everything is healthy.
    public var waitsForHealth: Bool
    /// The longest time to wait for the health of one step.
    public var healthTimeout: Duration
    /// What waiting goes by.
    public var clock: any Clock<Duration>

    /// Makes options.
    public init(
        dryRun: DryRun = .none,
        forceConflicts: Bool = false,
        waitsForHealth: Bool = false,
        healthTimeout: Duration = .seconds(300),
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.dryRun = dryRun
        self.forceConflicts = forceConflicts
        self.waitsForHealth = waitsForHealth
        self.healthTimeout = healthTimeout
        self.clock = clock
    }
}
