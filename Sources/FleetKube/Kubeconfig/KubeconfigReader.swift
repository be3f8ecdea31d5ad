import FleetModel
import FleetValue
import FleetYAML

/// Reads one kubeconfig file: unknown fields are ignored, as kubectl ignores them; wrong types are errors.
struct KubeconfigReader {
    private let source: KubeconfigSource
    private let folder: String

    /// Reads a file's content.
    static func read(
        _ bytes: [UInt8],
        file: String,
        environment: [String: String]
    ) throws(KubeError) -> Kubeconfig {
        let source = KubeconfigSource(file: file, bytes: bytes)
        let documents: [YAMLDocument]
        do {
            documents = try YAMLReader.documents(in: bytes, file: file)
        } catch {
            throw .configuration(
                ConfigurationFault(file: file, line: error.line, message: Self.message(of: error))
            )
        }
        guard documents.count <= 1 else {
            let message = "holds \(documents.count) documents, and a kubeconfig is one"
            throw .configuration(ConfigurationFault(file: file, line: documents[1].line, message: message))
        }
        do {
            let reader = KubeconfigReader(source: source, folder: LocalFile.folder(of: file))
            return try reader.kubeconfig(documents.first?.value ?? .mapping([:]), environment)
        } catch {
            throw .configuration(source.fault(error))
        }
    }

    /// What is wrong with the text, without showing any of it: a line of a kubeconfig may hold a secret.
    private static func message(of error: YAMLError) -> String {
        if case .unsuitableTag = error { return "has a value that is not what its tag says" }
        return error.message
    }

    private func kubeconfig(_ value: Value, _ environment: [String: String]) throws(ModelError) -> Kubeconfig {
        let root = try FieldReader(value)
        if let kind = try root.optionalString("kind"), kind != "Config" {
            throw root.error("kind", "expected \"Config\"; this is no kubeconfig")
        }
        var clusters: [String: KubeconfigCluster] = [:]
        for (name, entry) in try entries(root, list: "clusters", inner: "cluster") {
            clusters[name] = try cluster(entry)
        }
        var users: [String: KubeconfigUser] = [:]
        for (name, entry) in try entries(root, list: "users", inner: "user") {
            users[name] = try user(entry)
        }
        var contexts: [String: KubeconfigContext] = [:]
        for (name, entry) in try entries(root, list: "contexts", inner: "context") {
            contexts[name] = KubeconfigContext(
                cluster: try entry.string("cluster", default: ""),
                user: try entry.string("user", default: ""),
                namespace: try entry.string("namespace", default: ""),
                origin: origin(entry)
            )
        }
        return Kubeconfig(
            file: source.file,
            clusters: clusters,
            users: users,
            contexts: contexts,
            currentContext: try root.string("current-context", default: ""),
            environment: environment
        )
    }

    /// The named entries of a list, each with the mapping that it holds; an entry without one holds an empty one.
    private func entries(
        _ root: FieldReader,
        list: String,
        inner: String
    ) throws(ModelError) -> [(name: String, entry: FieldReader)] {
        var result: [(name: String, entry: FieldReader)] = []
        var names: Set<String> = []
        for entry in try root.readers(list) {
            let name = try entry.string("name")
            guard names.insert(name).inserted else {
                throw entry.error("name", "\"\(name)\" stands twice under \(list)")
            }
            let content = try entry.optionalMapping(inner) ?? [:]
            result.append((name, try FieldReader(.mapping(content), at: entry.path(to: inner))))
        }
        return result
    }

    private func cluster(_ entry: FieldReader) throws(ModelError) -> KubeconfigCluster {
        var execExtension: Value?
        for named in try entry.readers("extensions") {
            let name = try named.optionalString("name")
            if name == "client.authentication.k8s.io/exec" { execExtension = named.value("extension") }
        }
        return KubeconfigCluster(
            server: try entry.string("server", default: ""),
            tlsServerName: try entry.string("tls-server-name", default: ""),
            skipsVerification: try entry.bool("insecure-skip-tls-verify"),
            certificateAuthority: try path(entry, "certificate-authority"),
            certificateAuthorityData: try data(entry, "certificate-authority-data"),
            proxyURL: try entry.string("proxy-url", default: ""),
            execExtension: execExtension,
            origin: origin(entry)
        )
    }

    private func user(_ entry: FieldReader) throws(ModelError) -> KubeconfigUser {
        KubeconfigUser(
            clientCertificate: try path(entry, "client-certificate"),
            clientCertificateData: try data(entry, "client-certificate-data"),
            clientKey: try path(entry, "client-key"),
            clientKeyData: try data(entry, "client-key-data").map { SecretBytes($0) },
            token: try secret(entry, "token"),
            tokenFile: try path(entry, "tokenFile"),
            username: try entry.string("username", default: ""),
            password: try secret(entry, "password"),
            impersonation: try impersonation(entry),
            exec: try exec(entry),
            authProvider: try authProvider(entry),
            origin: origin(entry)
        )
    }

    private func authProvider(_ entry: FieldReader) throws(ModelError) -> String {
        guard let provider = try entry.optionalReader("auth-provider") else { return "" }
        return try provider.string("name", default: "(unnamed)")
    }

    private func impersonation(_ entry: FieldReader) throws(ModelError) -> Impersonation? {
        var extra: [String: [String]] = [:]
        if let reader = try entry.optionalReader("as-user-extra") {
            for (key, _) in reader.mapping { extra[key] = try reader.strings(key) }
        }
        let result = Impersonation(
            user: try entry.string("as", default: ""),
            uid: try entry.string("as-uid", default: ""),
            groups: try entry.strings("as-groups"),
            extra: extra
        )
        if !result.user.isEmpty { return result }
        for (key, isSet) in [
            ("as-uid", !result.uid.isEmpty), ("as-groups", !result.groups.isEmpty), ("as-user-extra", !extra.isEmpty),
        ] where isSet {
            throw entry.error(key, "needs \"as\", the user to act as")
        }
        return nil
    }

    private func exec(_ entry: FieldReader) throws(ModelError) -> ExecPlugin? {
        guard let exec = try entry.optionalReader("exec") else { return nil }
        let version = try exec.string("apiVersion")
        guard let apiVersion = ExecPlugin.APIVersion(rawValue: version) else {
            throw exec.error(
                "apiVersion",
                "\"\(version)\" is not supported; update the plugin and use \(ExecPlugin.APIVersion.v1.rawValue)"
            )
        }
        let command = try exec.string("command")
        let mode: ExecPlugin.InteractiveMode
        if let text = try exec.optionalString("interactiveMode"), !text.isEmpty {
            guard let known = ExecPlugin.InteractiveMode(rawValue: text) else {
                throw exec.error("interactiveMode", "expected Never, IfAvailable or Always")
            }
            mode = known
        } else if apiVersion == .v1beta1 {
            mode = .ifAvailable
        } else {
            throw exec.error("interactiveMode", "is required with \(version): Never, IfAvailable or Always")
        }
        var environment: [ExecPlugin.Variable] = []
        for variable in try exec.readers("env") {
            environment.append(
                ExecPlugin.Variable(
                    name: try variable.string("name"),
                    value: SecretText(try variable.string("value", default: ""))
                )
            )
        }
        return ExecPlugin(
            apiVersion: apiVersion,
            // A bare name is looked up in PATH, anything with a slash is relative to the file.
            command: command.contains("/") ? LocalFile.absolute(command, in: folder) : command,
            arguments: try exec.strings("args"),
            environment: environment,
            installHint: try exec.string("installHint", default: ""),
            interactiveMode: mode,
            providesClusterInfo: try exec.bool("provideClusterInfo")
        )
    }

    private func origin(_ entry: FieldReader) -> KubeconfigOrigin {
        KubeconfigOrigin(source: source, path: entry.path)
    }

    private func path(_ entry: FieldReader, _ key: String) throws(ModelError) -> String {
        let path = try entry.string(key, default: "")
        return path.isEmpty ? "" : LocalFile.absolute(path, in: folder)
    }

    private func secret(_ entry: FieldReader, _ key: String) throws(ModelError) -> SecretText? {
        let text = try entry.string(key, default: "")
        return text.isEmpty ? nil : SecretText(text)
    }

    private func data(_ entry: FieldReader, _ key: String) throws(ModelError) -> [UInt8]? {
        let text = try entry.string(key, default: "")
        if text.isEmpty { return nil }
        guard let bytes = Base64.decoded(text) else { throw entry.error(key, "is not valid base64") }
        return bytes
    }
}
