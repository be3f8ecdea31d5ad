public import FleetValue

extension AppProject {
    /// The `kind` of an AppProject; its `apiVersion` is ``Application/apiVersion``.
    public static let kind = "AppProject"

    /// The project that exists until one of its name is declared: it permits everything.
    public static let `default`: AppProject = {
        let everything: Value = [
            "apiVersion": .string(Application.apiVersion),
            "kind": .string(kind),
            "metadata": ["name": "default"],
            "spec": [
                "sourceRepos": ["*"],
                "destinations": [["server": "*", "name": "*", "namespace": "*"]],
                "clusterResourceWhitelist": [["group": "*", "kind": "*"]],
                "sourceNamespaces": ["*"],
            ],
        ]
        // Decoding this literal can not fail; what permits nothing would be the safe answer if it did.
        return (try? AppProject(decoding: everything)) ?? AppProject(manifest: Manifest(everything), name: "default")
    }()

    /// Decodes an AppProject document.
    ///
    /// Unknown fields are tolerated. ``problems`` finds what is decoded but can not be meant.
    ///
    /// - Throws: ``ModelError`` with the path of the first field of a wrong type or with a malformed glob: a pattern
    ///   that matches nothing could be one that was to refuse something.
    public init(decoding value: Value) throws(ModelError) {
        let document = try FieldReader(value)
        try document.requireType(apiVersion: Application.apiVersion, kind: Self.kind)
        let metadata = try document.reader("metadata")
        self.init(
            manifest: try Manifest(validating: value),
            name: try metadata.string("name"),
            namespace: try metadata.string("namespace", default: "")
        )
        guard let spec = try document.optionalReader("spec") else { return }
        description = try spec.string("description", default: "")
        sourceRepos = try spec.patterns("sourceRepos", RepositoryPattern.init)
        for rule in try spec.readers("destinations") { destinations.append(try DestinationRule(decoding: rule)) }
        clusterResourceWhitelist = try spec.kindRules("clusterResourceWhitelist") ?? []
        clusterResourceBlacklist = try spec.kindRules("clusterResourceBlacklist") ?? []
        namespaceResourceWhitelist = try spec.kindRules("namespaceResourceWhitelist")
        namespaceResourceBlacklist = try spec.kindRules("namespaceResourceBlacklist") ?? []
        sourceNamespaces = try spec.patterns("sourceNamespaces", NamePattern.init)
        permitOnlyProjectScopedClusters = try spec.bool("permitOnlyProjectScopedClusters")
        for account in try spec.readers("destinationServiceAccounts") {
            destinationServiceAccounts.append(try DestinationServiceAccount(decoding: account))
        }
        for role in try spec.readers("roles") { roles.append(try ProjectRole(decoding: role)) }
        syncWindows = try spec.optionalList("syncWindows") ?? []
        orphanedResources = try spec.optionalMapping("orphanedResources")
        signatureKeys = try spec.optionalList("signatureKeys") ?? []
        sourceIntegrity = try spec.optionalMapping("sourceIntegrity")
    }
}

extension DestinationRule {
    /// Decodes one entry of `destinations`.
    init(decoding reader: FieldReader) throws(ModelError) {
        self.init(
            server: try reader.pattern("server") { text throws(ModelError) in
                try NamePattern(Cluster.trimmed(server: text))
            },
            name: try reader.pattern("name", NamePattern.init),
            namespace: try reader.pattern("namespace", NamePattern.init)
        )
    }
}

extension DestinationServiceAccount {
    /// Decodes one entry of `destinationServiceAccounts`.
    init(decoding reader: FieldReader) throws(ModelError) {
        self.init(
            server: try reader.string("server", default: ""),
            namespace: try reader.string("namespace", default: ""),
            defaultServiceAccount: try reader.string("defaultServiceAccount", default: "")
        )
    }
}

extension ProjectRole {
    /// Decodes one entry of `roles`; its tokens are not looked at.
    init(decoding reader: FieldReader) throws(ModelError) {
        self.init(
            name: try reader.string("name"),
            description: try reader.string("description", default: ""),
            policies: try reader.strings("policies"),
            groups: try reader.strings("groups")
        )
    }
}

extension FieldReader {
    /// A field's text, empty when absent, turned into a pattern; a malformed one is an error at the field.
    fileprivate func pattern<Pattern>(
        _ key: String,
        _ make: (String) throws(ModelError) -> Pattern
    ) throws(ModelError) -> Pattern {
        let text = try string(key, default: "")
        return try Self.located(path(to: key), text, make)
    }

    /// A field's texts turned into patterns; a malformed one is an error at its place in the list.
    fileprivate func patterns<Pattern>(
        _ key: String,
        _ make: (String) throws(ModelError) -> Pattern
    ) throws(ModelError) -> [Pattern] {
        var patterns: [Pattern] = []
        for (index, text) in try strings(key).enumerated() {
            patterns.append(try Self.located(path(to: key).appending(index), text, make))
        }
        return patterns
    }

    /// A field's rules over kinds, or nil when it is absent.
    fileprivate func kindRules(_ key: String) throws(ModelError) -> [KindRule]? {
        guard let readers = try optionalReaders(key) else { return nil }
        var rules: [KindRule] = []
        for reader in readers {
            let group = try reader.string("group", default: "")
            let name = try reader.string("name", default: "")
            let make = { (kind: String) throws(ModelError) in try KindRule(group: group, kind: kind, name: name) }
            rules.append(try Self.located(reader.path, reader.string("kind", default: ""), make))
        }
        return rules
    }

    private static func located<Pattern>(
        _ path: ValuePath,
        _ text: String,
        _ make: (String) throws(ModelError) -> Pattern
    ) throws(ModelError) -> Pattern {
        do {
            return try make(text)
        } catch {
            throw ModelError(path, error.message)
        }
    }
}
