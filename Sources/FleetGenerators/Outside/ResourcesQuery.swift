public import FleetModel

/// Which resources of the cluster where Argo CD would run a `clusterDecisionResource` generator asks for.
///
/// Answered by the whole resources, ascending by name; a resource that is not there is no row, not a failure.
public struct ResourcesQuery: Hashable, Sendable {
    /// How resources are told.
    public enum Selection: Hashable, Sendable {
        /// By their name.
        case name(String)
        /// By their labels.
        case labels(LabelSelector)
    }

    /// The resources' `apiVersion`, `group/version`.
    public var apiVersion: String
    /// The resources' type as URLs have it: lower case and plural, such as `placementdecisions`.
    public var resource: String
    /// The namespace; empty for Argo CD's own, whichever that is.
    public var namespace: String
    /// Which of them.
    public var selection: Selection

    /// Makes a query.
    public init(apiVersion: String, resource: String, namespace: String, selection: Selection) {
        self.apiVersion = apiVersion
        self.resource = resource
        self.namespace = namespace
        self.selection = selection
    }
}
