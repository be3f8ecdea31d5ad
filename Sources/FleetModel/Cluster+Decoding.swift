public import FleetValue

extension Cluster {
    /// The `apiVersion` of fleet's own documents.
    public static let apiVersion = "fleet.internal/v1alpha1"
    /// The `kind` of a cluster's document.
    public static let kind = "Cluster"
    /// The label by which Argo CD knows a Secret as a cluster: its value is `cluster`.
    public static let secretTypeLabel = "argocd.argoproj.io/secret-type"

    /// Whether a document is one that ``init(decoding:)`` takes: fleet's `Cluster`, or an Argo CD cluster Secret.
    public static func isCluster(_ value: Value) -> Bool {
        if value["kind"]?.string == kind { return value["apiVersion"]?.string == apiVersion }
        return isSecret(value)
    }

    /// Decodes fleet's `Cluster`, or an Argo CD cluster Secret (`data` in base64, or `stringData`).
    ///
    /// Of a Secret the credential is not taken over; labels and annotations are kept whole, but for annotations that
    /// repeat what it holds. A Secret without a name entry takes its server as name. The server loses its trailing
    /// slashes.
    ///
    /// - Throws: ``ModelError`` with the path of the first field that is missing, of a wrong type or, in a `Cluster`,
    ///   unknown; never with the content of a Secret's `config`.
    public init(decoding value: Value) throws(ModelError) {
        if value["kind"]?.string == "Secret" {
            try self.init(secret: value)
        } else {
            try self.init(document: value)
        }
    }

    /// A cluster's address as it is compared: without white space around and slashes at its end.
    public static func trimmed(server: String) -> String {
        var address = server[...]
        while let last = address.last, last == "/" || last.isWhitespace { address.removeLast() }
        while let first = address.first, first.isWhitespace { address.removeFirst() }
        return String(address)
    }

    private init(document value: Value) throws(ModelError) {
        let document = try FieldReader(value)
        try document.requireType(apiVersion: Self.apiVersion, kind: Self.kind)
        try document.requireKnown(["apiVersion", "kind", "metadata", "spec"])
        let metadata = try document.reader("metadata")
        let spec = try document.reader("spec")
        try spec.requireKnown(["server", "project", "credential"])
        let server = Self.trimmed(server: try spec.string("server"))
        guard server.hasPrefix("https://") || server.hasPrefix("http://") else {
            throw spec.error("server", "\"\(server)\" is not an address; it begins with https://")
        }
        self.init(
            name: try metadata.string("name"),
            server: server,
            labels: try Self.labels(in: metadata),
            annotations: try metadata.stringMap("annotations"),
            project: try spec.string("project", default: ""),
            credential: try spec.optionalReader("credential").map(CredentialReference.init(decoding:))
        )
    }

    /// The labels, checked as Kubernetes checks them: selectors can name no others.
    private static func labels(in metadata: FieldReader) throws(ModelError) -> [String: String] {
        let labels = try metadata.stringMap("labels")
        for (key, value) in try metadata.optionalMapping("labels") ?? [:] {
            let path = metadata.path(to: "labels").appending(key)
            if let problem = KubernetesNames.problem(inLabelKey: key) {
                throw ModelError(path, "label key \"\(key)\" \(problem)")
            }
            if let text = value.string, let problem = KubernetesNames.problem(inLabelValue: text) {
                throw ModelError(path, "value \"\(text)\" \(problem)")
            }
        }
        return labels
    }
}

// MARK: - Credentials

extension CredentialReference {
    /// Decodes `spec.credential`: a mapping with exactly one of `kubeconfig`, `tokenFile`, `tokenEnvironment`,
    /// `inCluster`, `argocdSecret`, `argocdSecretFile`.
    ///
    /// - Throws: ``ModelError`` with the path of the field at fault.
    public init(decoding reader: FieldReader) throws(ModelError) {
        let kinds = [
            "kubeconfig", "tokenFile", "tokenEnvironment", "inCluster", "argocdSecret", "argocdSecretFile",
        ]
        try reader.requireKnown(kinds)
        // "inCluster:" with nothing after it reads as null and is meant.
        guard reader.mapping.count == 1, let (kind, value) = reader.mapping.first else {
            throw ModelError(reader.path, "needs exactly one of \(kinds.joined(separator: ", "))")
        }
        let details = try FieldReader(kind == "inCluster" && value.isNull ? [:] : value, at: reader.path(to: kind))
        switch kind {
        case "kubeconfig":
            try details.requireKnown(["file", "context"])
            let file = try details.string("file", default: "")
            self = .kubeconfig(file: file.isEmpty ? nil : file, context: try details.string("context"))
        case "tokenFile":
            try details.requireKnown(["path", "certificateAuthority"])
            self = .tokenFile(
                path: try details.string("path"),
                certificateAuthority: try details.optionalString("certificateAuthority")
            )
        case "tokenEnvironment":
            try details.requireKnown(["variable", "certificateAuthority"])
            self = .tokenEnvironment(
                variable: try details.string("variable"),
                certificateAuthority: try details.optionalString("certificateAuthority")
            )
        case "argocdSecret":
            try details.requireKnown(["hub", "namespace", "name"])
            self = .argocdSecret(
                hub: try details.string("hub"),
                namespace: try details.string("namespace"),
                name: try details.string("name")
            )
        case "argocdSecretFile":
            try details.requireKnown(["path", "cluster"])
            self = .argocdSecretFile(path: try details.string("path"), cluster: try details.string("cluster"))
        default:
            try details.requireKnown([])
            self = .inCluster
        }
    }

    /// The mapping that ``init(decoding:)`` reads.
    public var value: Value {
        switch self {
        case .kubeconfig(let file, let context):
            ["kubeconfig": Self.mapping([("file", file), ("context", context)])]
        case .tokenFile(let path, let authority):
            ["tokenFile": Self.mapping([("path", path), ("certificateAuthority", authority)])]
        case .tokenEnvironment(let variable, let authority):
            ["tokenEnvironment": Self.mapping([("variable", variable), ("certificateAuthority", authority)])]
        case .inCluster:
            ["inCluster": [:]]
        case .argocdSecret(let hub, let namespace, let name):
            ["argocdSecret": Self.mapping([("hub", hub), ("namespace", namespace), ("name", name)])]
        case .argocdSecretFile(let path, let cluster):
            ["argocdSecretFile": Self.mapping([("path", path), ("cluster", cluster)])]
        }
    }

    private static func mapping(_ fields: [(String, String?)]) -> Value {
        var mapping = Mapping()
        for (key, text) in fields {
            if let text { mapping.append(key, .string(text)) }
        }
        return .mapping(mapping)
    }
}

// MARK: - Encoding

extension Cluster {
    /// The document of kind `Cluster` that ``init(decoding:)`` reads; labels and annotations in ascending order.
    public var value: Value {
        var metadata: Mapping = ["name": .string(name)]
        if !labels.isEmpty { metadata["labels"] = Self.sorted(labels) }
        if !annotations.isEmpty { metadata["annotations"] = Self.sorted(annotations) }
        var spec: Mapping = ["server": .string(server)]
        if !project.isEmpty { spec["project"] = .string(project) }
        if let credential { spec["credential"] = credential.value }
        return [
            "apiVersion": .string(Self.apiVersion),
            "kind": .string(Self.kind),
            "metadata": .mapping(metadata),
            "spec": .mapping(spec),
        ]
    }

    /// A mapping of texts, keys in ascending order.
    static func sorted(_ entries: [String: String]) -> Value {
        .mapping(Mapping(uniqueEntries: entries.map { ($0.key, .string($0.value)) }).sortedByKey())
    }
}
