public import FleetHealth
public import FleetModel

/// What came of syncing one application.
public struct ApplicationResult: Sendable {
    /// How it ended.
    public enum Phase: String, Sendable, Hashable {
        /// Everything that was to be done is done.
        case succeeded = "Succeeded"
        /// Something was refused or failed; what came after it was not done.
        case failed = "Failed"
        /// It could not be tried: the cluster, a parent or the selection stood in the way.
        case error = "Error"
        /// It was stopped from outside.
        case terminated = "Terminated"
    }

    /// The application.
    public var application: String
    /// The cluster.
    public var cluster: String
    /// How it ended.
    public var phase: Phase
    /// Why, one line; empty when it succeeded without more to say.
    public var message: String
    /// What came of each resource that something was done to, in the order in which it was done.
    public var resources: [ResourceResult]
    /// The resolved revisions.
    public var revisions: [String]
    /// The health at the end; nil when it was not looked at.
    public var health: Health?
    /// Whether there was anything to do.
    public var isChanged: Bool { resources.contains { $0.code == .synced || $0.code == .pruned } }

    /// Makes a result.
    public init(
        application: String,
        cluster: String,
        phase: Phase,
        message: String = "",
        resources: [ResourceResult] = [],
        revisions: [String] = [],
        health: Health? = nil
    ) {
        self.application = application
        self.cluster = cluster
        self.phase = phase
        self.message = message
        self.resources = resources
        self.revisions = revisions
        self.health = health
    }
}

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
    /// How deletions treat dependents where the application does not say.
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
