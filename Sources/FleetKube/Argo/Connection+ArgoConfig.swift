import FleetHTTP
public import FleetModel
public import FleetValue

extension Connection {
    /// The `config` of the Argo CD cluster Secret that leads to the same place with the same credentials.
    ///
    /// Files are read now, as Argo CD could not read them: a token that is renewed in place is valid for a while only. A
    /// credential plugin is named, not run.
    ///
    /// - Returns: A mapping in the order of Argo CD's type; it holds secrets.
    /// - Throws: ``FleetModel/ModelError`` without a path for what Argo CD's Secrets have no field for, and for files that
    ///   can not be read.
    public func argocdConfig() throws(ModelError) -> Value {
        guard impersonation == nil else { throw Self.problem("Argo CD's Secrets can not say whom to act as") }
        var config = Mapping()
        switch credential {
        case .none: break
        case .token(let token): config["bearerToken"] = .string(token.value)
        case .tokenFile(let path):
            do {
                config["bearerToken"] = .string(try LocalFile.secret(at: path).value)
            } catch {
                throw Self.problem("token file \(path) \(error.message)")
            }
        case .basic(let username, let password):
            config["username"] = .string(username)
            config["password"] = .string(password.value)
        case .plugin(let plugin, _): config["execProviderConfig"] = Self.value(of: plugin)
        }
        var client = Mapping()
        client["insecure"] = .bool(tls.skipsVerification)
        if let name = tls.serverName { client["serverName"] = .string(name) }
        if let data = try Self.data(tls.clientCertificate) { client["certData"] = .string(data) }
        if let data = try Self.data(tls.clientKey) { client["keyData"] = .string(data) }
        if let data = try Self.data(tls.certificateAuthority) { client["caData"] = .string(data) }
        config["tlsClientConfig"] = .mapping(client)
        if let proxy, !proxy.isEmpty { config["proxyUrl"] = .string(proxy) }
        return .mapping(config)
    }

    private static func value(of plugin: ExecPlugin) -> Value {
        var exec: Mapping = ["command": .string(plugin.command)]
        if !plugin.arguments.isEmpty { exec["args"] = .array(plugin.arguments.map { .string($0) }) }
        if !plugin.environment.isEmpty {
            var variables = Mapping()
            for variable in plugin.environment { variables[variable.name] = .string(variable.value.value) }
            exec["env"] = .mapping(variables)
        }
        exec["apiVersion"] = .string(plugin.apiVersion.rawValue)
        if !plugin.installHint.isEmpty { exec["installHint"] = .string(plugin.installHint) }
        return .mapping(exec)
    }

    private static func data(_ pem: PEM?) throws(ModelError) -> String? {
        switch pem {
        case nil: return nil
        case .data(let bytes)?: return Base64.text(of: bytes)
        case .file(let path)?:
            do {
                return Base64.text(of: try LocalFile.bytes(at: path))
            } catch {
                throw problem("\(path) \(error.message)")
            }
        }
    }

    private static func problem(_ message: String) -> ModelError { ModelError(ValuePath(), message) }
}
