import FleetHTTP
import FleetValue

extension Kubeconfig {
    /// How to reach a context's cluster as its user.
    ///
    /// Certificate files are looked at, so that a missing one is found here; token files and credential plugins are
    /// not, until they are needed.
    ///
    /// - Parameter context: The context's name; nil for `current-context`.
    /// - Returns: A connection; nothing was sent yet.
    /// - Throws: ``KubeError/configuration(_:)`` when the context, its cluster or its user is missing or contradicts
    ///   itself.
    public func connection(context: String? = nil) throws(KubeError) -> Connection {
        let name = context ?? currentContext
        guard !name.isEmpty else {
            throw fault("has no current-context; name a context" + Self.choice(contextNames))
        }
        guard let context = contexts[name] else {
            throw fault("has no context \"\(name)\"" + Self.choice(contextNames))
        }
        guard !context.cluster.isEmpty else { throw context.origin.fault(["cluster"], "is required") }
        guard let cluster = clusters[context.cluster] else {
            throw context.origin.fault(
                ["cluster"],
                "there is no cluster \"\(context.cluster)\"" + Self.choice(clusters.keys.sorted())
            )
        }
        var connection = try cluster.connection()
        connection.title = "context \"\(name)\" of \(context.origin.source.file)"
        if !context.namespace.isEmpty { connection.namespace = context.namespace }
        guard !context.user.isEmpty else { return connection }
        guard let user = users[context.user] else {
            throw context.origin.fault(
                ["user"],
                "there is no user \"\(context.user)\"" + Self.choice(users.keys.sorted())
            )
        }
        try user.complete(&connection, cluster: cluster, environment: inherited.environment)
        return connection
    }

    private func fault(_ message: String) -> KubeError {
        .configuration(ConfigurationFault(file: title, message: message))
    }

    /// What there is instead of a name that is not there.
    private static func choice(_ names: [String]) -> String {
        if names.isEmpty { return "; there are none" }
        let shown = names.prefix(10).joined(separator: ", ")
        return "; there are: " + (names.count > 10 ? "\(shown) and \(names.count - 10) more" : shown)
    }
}

extension KubeconfigCluster {
    /// The connection without a user.
    fileprivate func connection() throws(KubeError) -> Connection {
        guard !server.isEmpty else { throw origin.fault(["server"], "is required") }
        let hasAuthority = certificateAuthorityData != nil || !certificateAuthority.isEmpty
        let (address, problem) = ServerAddress.normalised(server, hasTLS: hasAuthority || skipsVerification)
        guard let address else { throw origin.fault(["server"], problem) }
        if skipsVerification, hasAuthority {
            throw origin.fault(
                ["insecure-skip-tls-verify"],
                "contradicts the certificate authority beside it; remove one of them"
            )
        }
        var tls = TLSOptions()
        tls.skipsVerification = skipsVerification
        tls.serverName = tlsServerName.isEmpty ? nil : tlsServerName
        tls.certificateAuthority = try pem(
            origin,
            data: certificateAuthorityData,
            file: certificateAuthority,
            key: "certificate-authority"
        )
        if !proxyURL.isEmpty { try checkProxy() }
        return Connection(server: address, tls: tls, proxy: proxyURL.isEmpty ? nil : proxyURL)
    }

    private func checkProxy() throws(KubeError) {
        let scheme = proxyURL.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard scheme.count == 2, ["http", "https", "socks5"].contains(scheme[0].lowercased()), !scheme[1].isEmpty else {
            throw origin.fault(["proxy-url"], "is no address of a proxy: http://, https:// or socks5:// and a host")
        }
    }

    /// What a credential plugin is told of the cluster: the `spec.cluster` of an `ExecCredential`.
    fileprivate func info(server: String) -> Value {
        var info: Mapping = ["server": .string(server)]
        if !tlsServerName.isEmpty { info["tls-server-name"] = .string(tlsServerName) }
        if skipsVerification { info["insecure-skip-tls-verify"] = true }
        let authority =
            certificateAuthorityData
            ?? (certificateAuthority.isEmpty ? nil : try? LocalFile.bytes(at: certificateAuthority))
        if let authority { info["certificate-authority-data"] = .string(Base64.text(of: authority)) }
        if !proxyURL.isEmpty { info["proxy-url"] = .string(proxyURL) }
        // Always there, null when nothing is set, as client-go writes it.
        info["config"] = execExtension ?? .null
        return .mapping(info)
    }
}

extension KubeconfigUser {
    /// Adds who to be to a connection.
    fileprivate func complete(
        _ connection: inout Connection,
        cluster: KubeconfigCluster,
        environment: [String: String]
    ) throws(KubeError) {
        guard authProvider.isEmpty else {
            throw origin.fault(
                ["auth-provider"],
                "\"\(authProvider)\" is built into old versions of kubectl only; use its credential plugin (exec) instead"
            )
        }
        connection.impersonation = impersonation
        connection.tls.clientCertificate = try pem(
            origin,
            data: clientCertificateData,
            file: clientCertificate,
            key: "client-certificate"
        )
        connection.tls.clientKey = try pem(origin, data: clientKeyData?.value, file: clientKey, key: "client-key")
        if connection.tls.clientCertificate != nil, connection.tls.clientKey == nil {
            throw origin.fault(["client-key"], "is required beside client-certificate")
        }
        if connection.tls.clientKey != nil, connection.tls.clientCertificate == nil {
            throw origin.fault(["client-certificate"], "is required beside client-key")
        }
        if connection.server.hasPrefix("http://"), connection.tls.clientCertificate != nil {
            // Without a scheme, a client certificate alone means https as well.
            if !cluster.server.contains("://") { connection.server = "https" + connection.server.dropFirst(4) }
        }
        let hasToken = token != nil || !tokenFile.isEmpty
        let hasPassword = !username.isEmpty || password != nil
        if hasToken, hasPassword {
            throw origin.fault(["username"], "stands beside a token, and only one of both can be sent")
        }
        if !tokenFile.isEmpty {
            connection.credential = .tokenFile(tokenFile)
        } else if let token {
            connection.credential = .token(token)
        } else if hasPassword {
            connection.credential = .basic(username: username, password: password ?? SecretText(""))
        } else if let exec {
            let info = exec.providesClusterInfo ? cluster.info(server: connection.server) : .null
            connection.credential = .plugin(exec, ExecPluginContext(clusterInfo: info, environment: environment))
        }
    }
}

/// Certificates or a key from text or a file, of which the text counts.
///
/// A file is passed on as a file, since certificates are renewed in place; here it is only looked at.
private func pem(
    _ origin: KubeconfigOrigin,
    data: [UInt8]?,
    file: String,
    key: String
) throws(KubeError) -> PEM? {
    if let data {
        guard isPEM(data) else { throw origin.fault([key + "-data"], "is not PEM text") }
        return .data(data)
    }
    if file.isEmpty { return nil }
    do {
        guard isPEM(try LocalFile.bytes(at: file)) else { throw origin.fault([key], "\(file) is not PEM text") }
    } catch let error as LocalFile.Failure {
        throw origin.fault([key], "\(file) \(error.message)")
    } catch let error as KubeError {
        throw error
    } catch {
        throw origin.fault([key], "\(file) can not be read")
    }
    return .file(file)
}

private func isPEM(_ bytes: [UInt8]) -> Bool { String(decoding: bytes, as: UTF8.self).contains("-----BEGIN ") }
