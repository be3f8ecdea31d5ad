public import FleetHealth
import FleetModel

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
    /// Whether something stays on the cluster that is to go later: it was not pruned, and nobody wants it for good.
    public var leavesBehind: Bool
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
        health: Health? = nil,
        leavesBehind: Bool = false
    ) {
        self.application = application
        self.cluster = cluster
        self.phase = phase
        self.message = message
        self.resources = resources
        self.revisions = revisions
        self.health = health
        self.leavesBehind = leavesBehind
    }
}
