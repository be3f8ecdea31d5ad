public import FleetValue

/// A question for the parameter sets of a plugin, with a row for each.
public struct PluginQuery: Hashable, Sendable {
    /// Where the plugin listens: `http://plugin.argocd.svc`.
    public var address: String
    /// The token that it is sent.
    public var token: SecretReference
    /// After how many seconds the request is given up; nil for the usual time.
    public var timeout: Int?
    /// The ApplicationSet that asks.
    public var applicationSet: String
    /// `input.parameters` of the generator.
    public var parameters: Mapping

    /// Makes a question.
    public init(
        address: String,
        token: SecretReference,
        timeout: Int? = nil,
        applicationSet: String,
        parameters: Mapping = Mapping()
    ) {
        self.address = address
        self.token = token
        self.timeout = timeout
        self.applicationSet = applicationSet
        self.parameters = parameters
    }
}
