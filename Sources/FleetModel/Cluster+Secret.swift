public import FleetValue

/// Argo CD's cluster Secrets.
extension Cluster {
    /// The address and the name by which Argo CD calls the cluster that it runs on.
    public static let localServer = "https://kubernetes.default.svc"

    /// Whether a document is an Argo CD cluster Secret.
    public static func isSecret(_ value: Value) -> Bool {
        value["kind"]?.string == "Secret"
            && value["metadata"]?["labels"]?[secretTypeLabel]?.string == "cluster"
    }

    /// Decodes an Argo CD cluster Secret; see ``init(decoding:)``.
    init(secret value: Value) throws(ModelError) {
        let document = try FieldReader(value)
        try document.requireType(apiVersion: "v1", kind: "Secret")
        let metadata = try document.reader("metadata")
        guard Self.isSecret(value) else {
            throw metadata.error("labels", "is not a cluster's: needs \(Self.secretTypeLabel): cluster")
        }
        let server = Self.trimmed(server: try Self.secretEntry("server", of: document) ?? "")
        guard !server.isEmpty else {
            throw ModelError(document.path(to: "data").appending("server"), "is required")
        }
        let name = try Self.secretEntry("name", of: document) ?? ""
        let config = try Self.secretEntry("config", of: document) ?? ""
        let repeats = SecretRepetition(config: config)
        self.init(
            name: name.isEmpty ? server : name,
            server: server,
            labels: try metadata.stringMap("labels"),
            annotations: try metadata.stringMap("annotations").filter { !repeats.isIn($0.value, under: $0.key) },
            project: try Self.secretEntry("project", of: document) ?? ""
        )
    }

    /// One entry of a Secret as text: of `stringData`, else of `data`.
    ///
    /// - Throws: ``ModelError`` at the entry, without its content.
    static func secretEntry(_ key: String, of secret: FieldReader) throws(ModelError) -> String? {
        if let text = try secret.optionalReader("stringData")?.optionalString(key) { return text }
        guard let data = try secret.optionalReader("data"), let encoded = try data.optionalString(key) else {
            return nil
        }
        guard let bytes = Base64.decoded(encoded) else { throw data.error(key, "is not base64") }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw data.error(key, "is not UTF-8 text") }
        return text
    }

    /// The `config` of an Argo CD cluster Secret: JSON text that holds credentials; empty when there is none.
    ///
    /// - Throws: ``ModelError`` at the entry, without its content.
    public static func config(ofSecret value: Value) throws(ModelError) -> String {
        try secretEntry("config", of: try FieldReader(value)) ?? ""
    }

    // MARK: - Encoding

    /// The Argo CD cluster Secret of this cluster, with `stringData`; labels and annotations in ascending order.
    ///
    /// - Parameters:
    ///   - namespace: Where Argo CD runs.
    ///   - config: What Argo CD is to know of credentials, as JSON text; `{}` for nothing.
    /// - Returns: A Secret that ``init(decoding:)`` reads back, but for the credential reference.
    public func secret(namespace: String, config: String) -> Manifest {
        var metadata: Mapping = [
            "name": .string(Self.secretName(server: server)), "namespace": .string(namespace),
        ]
        var labels = labels
        labels[Self.secretTypeLabel] = "cluster"
        metadata["labels"] = Self.sorted(labels)
        if !annotations.isEmpty { metadata["annotations"] = Self.sorted(annotations) }
        var entries: Mapping = ["name": .string(name), "server": .string(server)]
        if !project.isEmpty { entries["project"] = .string(project) }
        entries["config"] = .string(config)
        return Manifest([
            "apiVersion": "v1", "kind": "Secret", "metadata": .mapping(metadata), "type": "Opaque",
            "stringData": .mapping(entries),
        ])
    }

    /// The name that Argo CD gives a cluster's Secret: `cluster-HOST-HASH`, the host in small letters without its port,
    /// the hash the 32-bit FNV-1a of the whole address, in decimal.
    ///
    /// Follows argo-cd util/db/secrets.go (`URIToSecretName`).
    public static func secretName(server: String) -> String {
        var hash: UInt32 = 0x811C_9DC5
        for byte in server.utf8 {
            hash ^= UInt32(byte)
            hash = hash &* 0x0100_0193
        }
        return "cluster-\(host(of: server))-\(hash)"
    }

    /// The host of an address as a part of a name; of an IPv6 address the short form with hyphens.
    private static func host(of server: String) -> String {
        var rest = server[...]
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            let address = String(authority[authority.index(after: authority.startIndex)..<end])
            return String((IPv6Text.short(address) ?? address.lowercased()).map { $0 == ":" ? "-" : $0 })
        }
        return authority.prefix { $0 != ":" }.lowercased()
    }
}

/// What of a Secret may stand in its annotations as well.
private struct SecretRepetition {
    /// Shorter texts stand in other texts by chance.
    private static let shortest = 6

    /// How the names of annotations end in which tools keep a copy of the whole manifest: kubectl's and those made
    /// after its example, kapp's, Rancher's.
    private static let copies = [
        "/last-applied-configuration", "/last-applied", "/last-applied-config", "kapp.k14s.io/original",
        "objectset.rio.cattle.io/applied",
    ]

    private var secrets: [String] = []

    /// Collects the secrets of a Secret's `config`.
    init(config: String) {
        guard let value = try? JSONReader.value(in: config) else {
            if config.utf8.count >= Self.shortest { secrets = [config] }
            return
        }
        collect(value, isSecret: false)
    }

    private mutating func collect(_ value: Value, isSecret: Bool) {
        switch value {
        case .string(let text): if isSecret, text.utf8.count >= Self.shortest { secrets.append(text) }
        case .array(let values): for value in values { collect(value, isSecret: isSecret) }
        case .mapping(let mapping):
            for (key, value) in mapping {
                let names = ["password", "bearerToken", "keyData", "env"]
                collect(value, isSecret: isSecret || names.contains(key))
            }
        default: break
        }
    }

    /// Whether an annotation holds a secret, or may hold the whole Secret.
    func isIn(_ text: String, under name: String) -> Bool {
        Self.copies.contains { name.hasSuffix($0) } || secrets.contains { text.contains($0) }
    }
}
