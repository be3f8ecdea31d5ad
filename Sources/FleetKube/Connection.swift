public import FleetHTTP
public import FleetValue

/// How to reach one API server and who to be there.
public struct Connection: Sendable {
    /// The address: `https://host[:port][/path]` without a slash at the end.
    public var server: String
    /// Whom to trust, and the static client certificate.
    public var tls: TLSOptions
    /// The proxy's address; nil asks the environment, an empty text means none.
    public var proxy: String?
    /// The namespace that the context names, otherwise `default`.
    public var namespace: String
    /// Whom to act as.
    public var impersonation: Impersonation?
    /// Who to be.
    public var credential: Credential
    /// Where all this comes from, for messages: `context "eu" of /home/u/.kube/config`.
    public var title: String

    /// Makes a connection of its parts.
    public init(
        server: String,
        tls: TLSOptions = TLSOptions(),
        proxy: String? = nil,
        namespace: String = "default",
        impersonation: Impersonation? = nil,
        credential: Credential = .none,
        title: String = "the connection"
    ) {
        self.server = server
        self.tls = tls
        self.proxy = proxy
        self.namespace = namespace
        self.impersonation = impersonation
        self.credential = credential
        self.title = title
    }
}

/// Who to be on an API server, beside a static client certificate.
public enum Credential: Hashable, Sendable {
    /// Nobody, or whoever the client certificate names.
    case none
    /// A bearer token.
    case token(SecretText)
    /// A bearer token in a file that is read again every minute, since Kubernetes renews them.
    case tokenFile(String)
    /// A user name and a password.
    case basic(username: String, password: SecretText)
    /// Whatever a plugin says.
    case plugin(ExecPlugin, ExecPluginContext)
}

/// What a credential plugin is started with beside its own configuration.
public struct ExecPluginContext: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// What the plugin is told of the cluster, as `spec.cluster` of its `ExecCredential`; null for nothing.
    public var clusterInfo: Value
    /// The environment it inherits; never printed, since people keep secrets there.
    public var environment: [String: String]

    /// How much there is, without any of it.
    public var description: String { "\(environment.count) variables" }
    /// Without children, so that `dump` shows nothing either.
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// Makes a context.
    public init(clusterInfo: Value = .null, environment: [String: String] = [:]) {
        self.clusterInfo = clusterInfo
        self.environment = environment
    }
}
