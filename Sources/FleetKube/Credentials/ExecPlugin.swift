/// A credential plugin, as the `exec` of a kubeconfig's user describes it.
///
/// - SeeAlso: <https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins>
public struct ExecPlugin: Hashable, Sendable {
    /// The versions of the protocol between `fleet` and the plugin.
    public enum APIVersion: String, Hashable, Sendable {
        /// Since Kubernetes 1.22.
        case v1 = "client.authentication.k8s.io/v1"
        /// Since Kubernetes 1.11.
        case v1beta1 = "client.authentication.k8s.io/v1beta1"
    }

    /// Whether the plugin may talk to the user.
    public enum InteractiveMode: String, Hashable, Sendable {
        /// It never does.
        case never = "Never"
        /// It does where there is a terminal.
        case ifAvailable = "IfAvailable"
        /// It can not do without a terminal.
        case always = "Always"
    }

    /// A variable that the plugin gets beside those it inherits.
    public struct Variable: Hashable, Sendable {
        /// The name.
        public var name: String
        /// The value, which may be a password.
        public var value: SecretText

        /// Makes a variable.
        public init(name: String, value: SecretText) {
            self.name = name
            self.value = value
        }
    }

    /// The version to speak.
    public var apiVersion: APIVersion
    /// An absolute path, or a name to look up in `PATH`.
    public var command: String
    /// The arguments; no shell looks at them.
    public var arguments: [String]
    /// Variables beside the inherited ones, of which they win.
    public var environment: [Variable]
    /// What to say when the command is missing; may be empty.
    public var installHint: String
    /// Whether it may ask.
    public var interactiveMode: InteractiveMode
    /// Whether it is told about the cluster.
    public var providesClusterInfo: Bool

    /// Makes a plugin.
    public init(
        apiVersion: APIVersion = .v1,
        command: String,
        arguments: [String] = [],
        environment: [Variable] = [],
        installHint: String = "",
        interactiveMode: InteractiveMode = .never,
        providesClusterInfo: Bool = false
    ) {
        self.apiVersion = apiVersion
        self.command = command
        self.arguments = arguments
        self.environment = environment
        self.installHint = installHint
        self.interactiveMode = interactiveMode
        self.providesClusterInfo = providesClusterInfo
    }

    /// Its name in messages: the command without folders.
    var title: String { command.split(separator: "/").last.map(String.init) ?? command }

    /// The hint on one line, without control characters that could disturb a terminal.
    var hint: String {
        let text = installHint.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : String($0) }
        return text.joined().split(separator: " ").joined(separator: " ")
    }
}
