/// What was done where, for error messages: the cluster, the verb and the resource.
public struct RequestPlace: Hashable, Sendable, CustomStringConvertible {
    /// The cluster's name.
    public var cluster: String
    /// The verb, such as `apply` or `list`.
    public var action: String
    /// What it was done to: `Deployment.apps web/frontend`, a kind alone for lists, or a path.
    public var subject: String

    /// Makes a place.
    public init(cluster: String, action: String, subject: String) {
        self.cluster = cluster
        self.action = action
        self.subject = subject
    }

    /// `cluster "eu-1": apply Deployment.apps web/frontend`.
    public var description: String { "cluster \"\(cluster)\": \(action) \(subject)" }
}
