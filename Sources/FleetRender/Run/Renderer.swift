public import FleetModel

/// Renders Applications: fetches their repositories, reads their sources and keeps what came of it.
///
/// One renderer is one run: each repository is asked for its branches and tags once, each revision is resolved once,
/// and equal sources are rendered once, however many Applications use them and however many ask at the same time. A
/// later run makes a new renderer; what stays between runs is the cache folder. Several processes may share it.
///
/// What is read: with a relative `repoURL` and the revision `HEAD` (or none) the files as they lie, changed and new ones
/// included; in every other case a commit. A class, because all of that is shared.
public final class Renderer: Sendable {
    let cache: CacheFolder
    let renderings: RenderCache
    let runner = ToolRunner()
    let options: RenderOptions
    let repositories: RepositoryPool
    let gate: Gate
    let sources = SingleFlight<SourceKey, RenderCache.Entry>()
    let folders = SingleFlight<FolderKey, SourceFolder>()
    let tool = SingleFlight<Bool, KustomizeTool>()

    /// Makes a renderer; nothing is read or started yet.
    ///
    /// - Parameters:
    ///   - fleetDirectory: What relative `repoURL`s start from; relative itself to the working directory, or absolute.
    ///   - cacheDirectory: Made when it is needed, for its owner only.
    ///   - options: How to work.
    public init(fleetDirectory: String, cacheDirectory: String, options: RenderOptions = RenderOptions()) {
        self.options = options
        cache = CacheFolder(cacheDirectory)
        renderings = RenderCache(cache)
        gate = Gate(limit: options.renderConcurrency)
        repositories = RepositoryPool(
            fleetDirectory: CacheFolder(fleetDirectory).path,
            cache: cache,
            git: Git(runner: runner, environment: options.environment),
            options: options
        )
    }

    /// How many processes were started so far: git and kustomize.
    public var processesStarted: Int { runner.processesStarted }

    /// Renders an Application.
    ///
    /// - Returns: Its manifests. An Application whose sources hold none has none; that is no error.
    /// - Throws: ``RenderError``, the one of its first source that fails.
    public func render(_ application: Application) async throws(RenderError) -> RenderedApplication {
        guard application.sources.count != 1 else {
            return Self.joined([try await render(source: 0, of: application)])
        }
        let results = await withTaskGroup(of: Outcome.self) { group in
            for index in application.sources.indices {
                group.addTask { await self.outcome(of: index, application) }
            }
            var results: [Int: Result<RenderedSource, RenderError>] = [:]
            for await outcome in group { results[outcome.index] = outcome.result }
            return results
        }
        var rendered: [RenderedSource] = []
        for index in application.sources.indices {
            guard let result = results[index] else { throw .cancelled }
            rendered.append(try result.get())
        }
        return Self.joined(rendered)
    }

    /// Asks and fetches the repositories of many Applications at once, as far as something new is needed.
    ///
    /// An error is kept and thrown by ``render(_:)`` for each Application that it concerns.
    public func prefetch(_ applications: [Application]) async {
        var wanted: [SourcePlace: (ApplicationSource, String)] = [:]
        for application in applications {
            for source in application.sources {
                let place = SourcePlace(repository: source.repoURL, revision: source.targetRevision, path: source.path)
                wanted[place] = (source, application.name)
            }
        }
        await withTaskGroup(of: Void.self) { group in
            for (source, application) in wanted.values {
                group.addTask { await self.prepare(source, of: application) }
            }
        }
    }

    /// Ends what is under way; whoever waits for it gets ``RenderError/cancelled``.
    public func cancel() {
        repositories.cancel()
        folders.cancel()
        sources.cancel()
    }

    /// What became of one source.
    ///
    /// No tuple: Swift 6.3.1 loses the first part of `return (index, try await …)` in an optimized closure.
    private struct Outcome: Sendable {
        var index: Int
        var result: Result<RenderedSource, RenderError>
    }

    private func outcome(of index: Int, _ application: Application) async -> Outcome {
        do throws(RenderError) {
            let source = try await render(source: index, of: application)
            return Outcome(index: index, result: .success(source))
        } catch {
            return Outcome(index: index, result: .failure(error))
        }
    }

    private struct SourcePlace: Hashable {
        var repository: String
        var revision: String
        var path: String
    }

    /// Puts the sources' manifests together.
    ///
    /// Of equal keys the last one counts, as in Argo CD.
    private static func joined(_ sources: [RenderedSource]) -> RenderedApplication {
        var warnings: [String] = []
        for warning in sources.flatMap(\.warnings) where !warnings.contains(warning) { warnings.append(warning) }
        let manifests = sources.flatMap(\.manifests)
        var counts: [ResourceKey: Int] = [:]
        for manifest in manifests where !manifest.name.isEmpty { counts[manifest.key, default: 0] += 1 }
        let repeated = counts.filter { $0.value > 1 }
        var remaining = repeated
        let kept = manifests.filter { manifest in
            guard !repeated.isEmpty, let count = remaining[manifest.key] else { return true }
            remaining[manifest.key] = count - 1
            return count == 1
        }
        for (key, count) in repeated.sorted(by: { $0.key < $1.key }) {
            warnings.append("\(key) is declared \(count) times; the last one counts")
        }
        var hash = sources.count == 1 ? sources[0].hash : ""
        if sources.count != 1 {
            var digest = Digest()
            for source in sources { digest.add(source.hash) }
            hash = digest.text
        }
        return RenderedApplication(manifests: kept, revisions: sources.map(\.revision), warnings: warnings, hash: hash)
    }
}
