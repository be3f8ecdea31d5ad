import FoundationEssentials
import Synchronization

/// A bare copy of a remote repository in the cache, brought up to date at most once a run.
///
/// Several processes may use it at once: who changes it holds its lock, and a new one appears complete or not at all.
/// A class, because all sources of the repository share what it has done so far.
final class Mirror: Sendable {
    /// What is done to get at a commit, in this order, each at most once a run.
    private enum Effort: Hashable {
        /// Fetches all branches and tags; makes the mirror if there is none.
        case update
        /// Fetches one reference or commit that is no branch and no tag.
        case exact(String)
        /// Throws the mirror away and makes a new one.
        case rebuild
    }

    /// How long to wait for another process that fetches the same repository.
    private static let patience = Duration.seconds(900)

    /// The repository's label, for errors.
    let label: String
    private let url: String
    private let directory: String
    private let git: Git
    private let gate: Gate
    private let options: RenderOptions
    private let efforts = SingleFlight<Effort, Bool>()
    private let current = Mutex<ObjectReader?>(nil)
    private let hasHead = Atomic(false)

    /// Where a mirror keeps what the repository's `HEAD` pointed to, for runs that can not ask.
    private static let head = "refs/fleet/HEAD"

    /// Makes a view of a mirror; nothing is done yet.
    ///
    /// - Parameters:
    ///   - url: The address, as declared.
    ///   - label: The address without credentials.
    ///   - directory: Where the mirror lies, or will.
    ///   - git: Runs git.
    ///   - gate: Limits how many repositories are fetched at once.
    ///   - options: Gives the time-outs.
    init(url: String, label: String, directory: String, git: Git, gate: Gate, options: RenderOptions) {
        self.url = url
        self.label = label
        self.directory = directory
        self.git = git
        self.gate = gate
        self.options = options
    }

    /// Cancels fetches.
    func cancel() { efforts.cancel() }

    /// Whether there is a mirror from this run or an earlier one.
    var exists: Bool { FileAccess.node(at: directory + "/HEAD") == .file }

    /// Takes note of what the repository answered when asked for its branches and tags.
    func note(_ references: RemoteReferences) {
        hasHead.store(references.hasHead, ordering: .relaxed)
    }

    /// The mirror's own branches and tags, as of its last update.
    func staleReferences() async throws(RenderError) -> RemoteReferences {
        let listing = try await run(RemoteReferences.localListing, in: .mirror(directory), options.listTimeout)
        return RemoteReferences(localListing: listing, head: Self.head)
    }

    /// The full SHA of a commit in the mirror that a short SHA names, after an update if need be; nil for none.
    func commit(forShort sha: String) async throws(RenderError) -> String? {
        let expression = sha + "^{commit}"
        if exists, let found = try await object(expression) { return found.name }
        _ = try await make(.update)
        return try await object(expression)?.name
    }

    /// Reads from a commit, and does what is needed for it to be there.
    ///
    /// - Parameters:
    ///   - commit: The full SHA.
    ///   - name: The full name of the reference that led to it, or nil when it was given as a SHA.
    ///   - revision: As declared, for errors.
    ///   - body: Called again when an object turns out to be missing, as after a fetch that was killed.
    /// - Returns: What `body` returns.
    /// - Throws: ``RenderError`` when the commit can not be had, and what `body` throws.
    func read<Value>(
        commit: String,
        name: String?,
        revision: String,
        _ body: (CommitTree) async throws(RenderError) -> Value
    ) async throws(RenderError) -> Value {
        let label = SourceLabel(repository: self.label, revision: commit)
        try await provide(commit: commit, name: name, revision: revision)
        for effort in [Effort.update, .rebuild] {
            do throws(RenderError) {
                return try await body(CommitTree(label: label, commit: commit, reader: reader()))
            } catch {
                guard case .repositoryDamaged = error else { throw error }
                _ = try await make(effort)
                if effort == .rebuild { try await provide(commit: commit, name: name, revision: revision) }
            }
        }
        return try await body(CommitTree(label: label, commit: commit, reader: reader()))
    }

    private func provide(commit: String, name: String?, revision: String) async throws(RenderError) {
        let tree = commit + "^{tree}"
        if exists, try await object(tree) != nil { return }
        _ = try await make(.update)
        if try await object(tree) != nil { return }
        // A reference that is no branch and no tag, or a commit that only its SHA leads to.
        let isFetched = try await make(.exact("+\(name ?? commit):refs/fleet/\(commit)"))
        if isFetched, try await object(tree) != nil { return }
        throw .revisionNotFound(repository: label, revision: revision)
    }

    private func make(_ effort: Effort) async throws(RenderError) -> Bool {
        try await efforts.value(for: effort) { [self] () async throws(RenderError) in
            try await gate.pass { () async throws(RenderError) in try await perform(effort) }
        }
    }

    private func perform(_ effort: Effort) async throws(RenderError) -> Bool {
        try FileAccess.makeFolder(RepositoryPath.parent(directory))
        let lock = try await FileLock.acquire(directory + ".lock", patience: Self.patience)
        defer { withExtendedLifetime(lock) {} }
        var everything = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"]
        if hasHead.load(ordering: .relaxed) { everything.append("+HEAD:\(Self.head)") }
        switch effort {
        case .update where exists:
            do throws(RenderError) {
                _ = try await fetch(everything, into: directory)
            } catch {
                // What is left of a mirror is none any more.
                guard case .fetchFailed(_, let message) = error, message.contains("not a git repository: ") else {
                    throw error
                }
                try await rebuild(everything)
            }
            return true
        case .exact(let specification):
            // The server may refuse a commit that no reference leads to; then there is no such revision for us.
            do throws(RenderError) {
                _ = try await fetch([specification], into: directory)
                return true
            } catch {
                guard case .fetchFailed(_, let message) = error, Self.isRefusal(message) else { throw error }
                return false
            }
        case .update, .rebuild:
            try await rebuild(everything)
            return true
        }
    }

    /// Makes a new mirror beside the old one, if there is one, and puts it in its place.
    private func rebuild(_ specifications: [String]) async throws(RenderError) {
        // Folders of such names are what killed runs left. Never the same one again: their git may write to it still.
        let parent = RepositoryPath.parent(directory)
        let prefix = RepositoryPath.name(directory) + ".new-"
        for name in FileAccess.names(in: parent) ?? [] where name.hasPrefix(prefix) {
            FileAccess.remove(parent + "/" + name)
        }
        let fresh = directory + ".new-" + UUID().uuidString.lowercased()
        _ = try await run(["init", "--quiet", "--bare", "--template=", "--", fresh], options.listTimeout)
        do throws(RenderError) {
            _ = try await fetch(specifications, into: fresh)
        } catch {
            FileAccess.remove(fresh)
            throw error
        }
        FileAccess.remove(directory)
        guard FileAccess.move(fresh, to: directory) else {
            throw .cacheUnusable(path: directory, message: "the new mirror can not be put in place")
        }
        current.withLock { $0 = nil }
    }

    /// Whether git says that the repository does not have, or does not give, what was asked for.
    private static func isRefusal(_ message: String) -> Bool {
        ["not our ref", "couldn't find remote ref", "unadvertised object", "no such remote ref"]
            .contains { message.lowercased().contains($0) }
    }

    private func fetch(_ specifications: [String], into repository: String) async throws(RenderError) -> [UInt8] {
        let arguments = [
            "fetch", "--quiet", "--no-write-fetch-head", "--force", "--prune", "--no-tags", "--no-recurse-submodules",
            "--",
            url,
        ]
        return try await run(arguments + specifications, in: .mirror(repository), options.fetchTimeout)
    }

    private func run(
        _ arguments: [String],
        in repository: Git.Location = .none,
        _ timeout: Duration
    ) async throws(RenderError) -> [UInt8] {
        do throws(ToolFailure) {
            let output = try await git.run(arguments, in: repository, timeout: timeout)
            if output.status == 0 { return output.bytes }
            throw .notStarted(tool: "git", message: MessageText.git(output.errors))
        } catch {
            throw error.fetching(label)
        }
    }

    /// An object of the mirror; nil when it is not there, or when there is no mirror that could be read.
    private func object(_ name: String) async throws(RenderError) -> GitObject? {
        do throws(ToolFailure) {
            return try await reader().object(name)
        } catch .notStarted {
            current.withLock { $0 = nil }
            return nil
        } catch {
            throw error.fetching(label)
        }
    }

    private func reader() -> ObjectReader {
        current.withLock { current in
            if let current { return current }
            let reader = ObjectReader(git: git, location: .mirror(directory))
            current = reader
            return reader
        }
    }
}
