public import FleetValue

/// `fleet.yaml`: what holds for a whole fleet directory.
///
/// ```yaml
/// apiVersion: fleet.internal/v1alpha1
/// kind: Fleet
/// metadata: {name: acme}
/// spec:
///   localCluster: hub
///   hubs: [hub]
///   concurrency: {fleet: 64, perCluster: 16}
///   deletions: {count: 3, percent: 10}
///   secrets: {github: {token: {env: GITHUB_TOKEN}}}
///   generators: {scmProviders: {allowedAddresses: [https://git.example.com/api/v4]}}
/// ```
public struct FleetConfiguration: Hashable, Sendable {
    /// The `kind` of the document; its `apiVersion` is ``Cluster/apiVersion``.
    public static let kind = "Fleet"

    /// `metadata.name`; empty when not set.
    public var name: String
    /// The cluster that `https://kubernetes.default.svc` and `in-cluster` mean; empty for none.
    public var localCluster: String
    /// The clusters on which Argo CD itself runs, so that its own kinds are applied there as resources.
    public var hubs: [String]
    /// How much is done at once.
    public var concurrency: Concurrency
    /// How much may vanish at once.
    public var deletions: DeletionLimit
    /// Where the values of Secrets are kept that generators refer to: by the Secret's name, by key.
    public var secrets: [String: [String: SecretSource]]
    /// What generators may ask of the outside.
    public var generators: Generators

    /// How much is done at once.
    public struct Concurrency: Hashable, Sendable {
        /// Clusters worked on at the same time, 1 to 10,000.
        public var fleet: Int
        /// Requests under way to one cluster, 1 to 1,000.
        public var perCluster: Int

        /// Makes limits.
        public init(fleet: Int = 64, perCluster: Int = 16) {
            self.fleet = fleet
            self.perCluster = perCluster
        }
    }

    /// Makes a configuration; without arguments the one that holds without a `fleet.yaml`.
    public init(
        name: String = "",
        localCluster: String = "",
        hubs: [String] = [],
        concurrency: Concurrency = Concurrency(),
        deletions: DeletionLimit = DeletionLimit(),
        secrets: [String: [String: SecretSource]] = [:],
        generators: Generators = Generators()
    ) {
        self.name = name
        self.localCluster = localCluster
        self.hubs = hubs
        self.concurrency = concurrency
        self.deletions = deletions
        self.secrets = secrets
        self.generators = generators
    }

    /// Decodes the document; `spec` and everything in it may be absent.
    ///
    /// - Throws: ``ModelError`` with the path of the first field that is unknown, of a wrong type or out of range.
    public init(decoding value: Value) throws(ModelError) {
        let document = try FieldReader(value)
        try document.requireType(apiVersion: Cluster.apiVersion, kind: Self.kind)
        try document.requireKnown(["apiVersion", "kind", "metadata", "spec"])
        self.init(name: try document.optionalReader("metadata")?.string("name", default: "") ?? "")
        guard let spec = try document.optionalReader("spec") else { return }
        try spec.requireKnown(["localCluster", "hubs", "concurrency", "deletions", "secrets", "generators"])
        localCluster = try spec.string("localCluster", default: "")
        hubs = try spec.strings("hubs")
        if let limits = try spec.optionalReader("concurrency") {
            try limits.requireKnown(["fleet", "perCluster"])
            concurrency.fleet = try limits.integer("fleet", default: concurrency.fleet, in: 1...10_000)
            concurrency.perCluster = try limits.integer("perCluster", default: concurrency.perCluster, in: 1...1_000)
        }
        if let limits = try spec.optionalReader("deletions") {
            try limits.requireKnown(["count", "percent"])
            deletions.count = try limits.integer("count", default: deletions.count, in: 0...Int.max)
            deletions.percent = try limits.integer("percent", default: deletions.percent, in: 0...100)
        }
        secrets = try Self.secrets(in: spec)
        if let reader = try spec.optionalReader("generators") { generators = try Generators(reader) }
    }
}

/// How much may be deleted in one operation before a person has to agree.
public struct DeletionLimit: Hashable, Sendable {
    /// So many may always be deleted.
    public var count: Int
    /// So many of a hundred may always be deleted, 0 to 100.
    public var percent: Int

    /// Makes a limit.
    public init(count: Int = 3, percent: Int = 10) {
        self.count = count
        self.percent = percent
    }

    /// Reads what `--allow-deletions` takes: `N`, up to N whatever share that is, or `P%`, up to that share.
    ///
    /// - Throws: ``ModelError`` without a path for anything else.
    public init(parsing text: String) throws(ModelError) {
        let isShare = text.hasSuffix("%")
        let digits = isShare ? text.dropLast() : text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let number = Int(digits), !isShare || number <= 100
        else {
            throw ModelError(ValuePath(), "\"\(text)\" is neither a number nor a percentage, such as 5 or 20%")
        }
        self = isShare ? DeletionLimit(count: 0, percent: number) : DeletionLimit(count: number, percent: 0)
    }

    /// Whether deleting so many is refused: more than ``count``, and more than ``percent`` of all there are.
    ///
    /// - Parameters:
    ///   - deleted: How many are to vanish.
    ///   - total: How many there are before that.
    /// - Returns: Whether a person has to agree first.
    public func refuses(deleting deleted: Int, of total: Int) -> Bool {
        guard deleted > count else { return false }
        return Double(deleted) * 100 > Double(percent) * Double(total)
    }
}
