public import FleetModel

/// How one resource or application is, and why.
public struct Health: Hashable, Sendable, CustomStringConvertible {
    /// The word.
    public var status: HealthStatus
    /// Why, as the controller or the rule says it; often empty when healthy.
    public var message: String

    /// Makes a health.
    public init(status: HealthStatus, message: String = "") {
        self.status = status
        self.message = message
    }

    /// Makes a health, as the rules of this module write it.
    init(_ status: HealthStatus, _ message: String = "") {
        self.init(status: status, message: message)
    }

    /// `Degraded: container "web" failed with exit code 1`, or the word alone.
    public var description: String {
        message.isEmpty ? status.rawValue : "\(status.rawValue): \(message)"
    }
}
