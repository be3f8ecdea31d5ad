import FleetHTTP
import FleetModel
import FleetValue

/// The `config` of an Argo CD cluster Secret: who to be on the cluster and whom to trust.
///
/// Follows argo-cd pkg/apis/application/v1alpha1/types.go (`ClusterConfig`). Its text shows nothing of it.
struct ArgoClusterConfig: Sendable, CustomStringConvertible, CustomReflectable {
    var username = ""
    var password: SecretText?
    var bearerToken: SecretText?
    /// `tlsClientConfig.insecure`.
    var skipsVerification = false
    /// `tlsClientConfig.serverName`; empty for the address's host.
    var serverName = ""
    /// `tlsClientConfig.caData`, decoded.
    var authority: [UInt8]?
    /// `tlsClientConfig.certData`, decoded.
    var certificate: [UInt8]?
    /// `tlsClientConfig.keyData`, decoded.
    var key: SecretBytes?
    /// `execProviderConfig`.
    var plugin: ExecPlugin?
    /// Whether `awsAuthConfig` is set.
    var isAWS = false
    /// `proxyUrl`; empty for the environment's.
    var proxyURL = ""

    var description: String { "(hidden)" }
    var customMirror: Mirror { Mirror(self, children: []) }

    init() {}

    /// Reads the JSON text; an empty one says nothing.
    ///
    /// - Throws: ``FleetModel/ModelError`` with the path of the field at fault, never with its content.
    init(parsing text: String) throws(ModelError) {
        self.init()
        if text.isEmpty { return }
        let value: Value
        do {
            value = try JSONReader.value(in: text)
        } catch {
            // The error's own words may repeat a part of the text.
            throw ModelError(ValuePath(), "is not JSON at \(error.position)")
        }
        try decode(value)
    }

    private mutating func decode(_ value: Value) throws(ModelError) {
        let config = try FieldReader(value)
        username = try config.string("username", default: "")
        password = try Self.secret("password", of: config)
        bearerToken = try Self.secret("bearerToken", of: config)
        proxyURL = try config.string("proxyUrl", default: "")
        isAWS = try config.optionalMapping("awsAuthConfig") != nil
        if let tls = try config.optionalReader("tlsClientConfig") {
            skipsVerification = try tls.bool("insecure")
            serverName = try tls.string("serverName", default: "")
            authority = try Self.data("caData", of: tls)
            certificate = try Self.data("certData", of: tls)
            key = try Self.data("keyData", of: tls).map { SecretBytes($0) }
        }
        if let exec = try config.optionalReader("execProviderConfig") { plugin = try Self.plugin(exec) }
    }

    private static func plugin(_ reader: FieldReader) throws(ModelError) -> ExecPlugin {
        let version = try reader.string("apiVersion", default: ExecPlugin.APIVersion.v1beta1.rawValue)
        guard let apiVersion = ExecPlugin.APIVersion(rawValue: version) else {
            throw reader.error("apiVersion", "\"\(version)\" is not supported")
        }
        var environment: [ExecPlugin.Variable] = []
        for (name, text) in try reader.stringMap("env").sorted(by: { $0.key < $1.key }) {
            environment.append(ExecPlugin.Variable(name: name, value: SecretText(text)))
        }
        return ExecPlugin(
            apiVersion: apiVersion,
            command: try reader.string("command"),
            arguments: try reader.strings("args"),
            environment: environment,
            installHint: try reader.string("installHint", default: "")
        )
    }

    private static func secret(_ key: String, of reader: FieldReader) throws(ModelError) -> SecretText? {
        let text = try reader.string(key, default: "")
        return text.isEmpty ? nil : SecretText(text)
    }

    private static func data(_ key: String, of reader: FieldReader) throws(ModelError) -> [UInt8]? {
        let text = try reader.string(key, default: "")
        if text.isEmpty { return nil }
        guard let bytes = Base64.decoded(text) else { throw reader.error(key, "is not valid base64") }
        return bytes
    }
}

// MARK: - Connections

extension ArgoClusterConfig {
    /// How the cluster is reached.
    ///
    /// - Parameters:
    ///   - server: A normalised address.
    ///   - title: Where all this comes from, for messages.
    ///   - environment: For a credential plugin; nil where the Secret must not start programs on this machine.
    /// - Returns: A connection; nothing was sent yet.
    /// - Throws: ``FleetModel/ModelError`` for what contradicts itself, or can not be used here.
    func connection(
        to server: String,
        title: String,
        environment: [String: String]?
    ) throws(ModelError) -> Connection {
        func fault(_ keys: String..., message: String) -> ModelError {
            ModelError(ValuePath(keys.map { .key($0) }), message)
        }
        guard !isAWS else {
            let message = "needs Argo CD's own program; register the cluster with a kubeconfig context instead"
            throw fault("awsAuthConfig", message: message)
        }
        if skipsVerification, authority != nil {
            throw fault("tlsClientConfig", "insecure", message: "contradicts caData beside it")
        }
        if (certificate == nil) != (key == nil) {
            throw fault("tlsClientConfig", message: "needs both certData and keyData, or none of them")
        }
        var connection = Connection(server: server, title: title)
        connection.tls.skipsVerification = skipsVerification
        connection.tls.serverName = serverName.isEmpty ? nil : serverName
        connection.tls.certificateAuthority = authority.map { .data($0) }
        if !proxyURL.isEmpty { connection.proxy = proxyURL }
        if let plugin {
            guard let environment else {
                let message =
                    "names the program \"\(plugin.title)\", and a Secret of another cluster must not start programs "
                    + "here; register the cluster with a kubeconfig context instead"
                throw fault("execProviderConfig", message: message)
            }
            connection.credential = .plugin(plugin, ExecPluginContext(environment: environment))
            return connection
        }
        connection.tls.clientCertificate = certificate.map { .data($0) }
        connection.tls.clientKey = key.map { .data($0.value) }
        if let bearerToken {
            guard username.isEmpty, password == nil else {
                throw fault("bearerToken", message: "stands beside a user name, and only one of both can be sent")
            }
            connection.credential = .token(bearerToken)
        } else if !username.isEmpty || password != nil {
            connection.credential = .basic(username: username, password: password ?? SecretText(""))
        }
        return connection
    }
}
