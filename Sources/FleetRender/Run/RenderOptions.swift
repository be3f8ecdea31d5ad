import FoundationEssentials

/// How a ``Renderer`` works.
public struct RenderOptions: Sendable {
    /// How many repositories are asked or fetched at once.
    public var fetchConcurrency: Int
    /// How many renderings run a tool at once.
    public var renderConcurrency: Int
    /// The kustomize to use: a path, or a name in `PATH`; nil looks for `kustomize`, then `kubectl`.
    ///
    /// A file whose name starts with `kubectl` is called with `kustomize DIR`, any other with `build DIR`.
    public var kustomize: String?
    /// The environment of git and kustomize, credential helpers' variables included.
    public var environment: [String: String]
    /// The longest that asking a repository for its branches and tags may take.
    public var listTimeout: Duration
    /// The longest that fetching a repository may take.
    public var fetchTimeout: Duration
    /// The longest that one run of kustomize may take.
    public var renderTimeout: Duration
    /// How large the files of one directory source may be together, in bytes.
    public var maximumSourceBytes: Int
    /// Whether the last mirror is used, with a warning, when a repository can not be reached.
    public var usesStaleMirrors: Bool

    /// Makes options.
    ///
    /// - Parameters:
    ///   - fetchConcurrency: At least 1.
    ///   - renderConcurrency: At least 1; by default the number of cores.
    ///   - kustomize: By default what the environment's `FLEET_KUSTOMIZE` says, if it says anything.
    ///   - environment: By default this process's own.
    public init(
        fetchConcurrency: Int = 8,
        renderConcurrency: Int? = nil,
        kustomize: String? = nil,
        environment: [String: String]? = nil
    ) {
        let environment = environment ?? ProcessInfo.processInfo.environment
        self.fetchConcurrency = max(1, fetchConcurrency)
        self.renderConcurrency = max(1, renderConcurrency ?? ProcessInfo.processInfo.activeProcessorCount)
        self.environment = environment
        let override = kustomize ?? environment["FLEET_KUSTOMIZE"] ?? ""
        self.kustomize = override.isEmpty ? nil : override
        listTimeout = .seconds(60)
        fetchTimeout = .seconds(600)
        renderTimeout = .seconds(60)
        maximumSourceBytes = 10 * 1_048_576
        usesStaleMirrors = false
    }
}
