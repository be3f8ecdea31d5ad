import Synchronization

/// The repositories of a run: each is asked for its branches and tags once, and each revision is resolved once.
///
/// A class, because all sources share it.
final class RepositoryPool: Sendable {
    private struct Question: Hashable, Sendable {
        var repository: RepositoryReference
        var revision: RevisionName
    }

    private struct Listing: Sendable {
        var references: RemoteReferences
        var warning: String?
    }

    private let fleetDirectory: String
    private let cache: CacheFolder
    private let git: Git
    private let options: RenderOptions
    private let gate: Gate
    private let mirrors = Mutex<[String: Mirror]>([:])
    private let locals = SingleFlight<String, LocalRepository>()
    private let states = SingleFlight<String, LocalRepository.State>()
    private let listings = SingleFlight<String, Listing>()
    private let checkouts = SingleFlight<Question, Checkout>()

    /// Makes a pool; nothing is asked yet.
    init(fleetDirectory: String, cache: CacheFolder, git: Git, options: RenderOptions) {
        self.fleetDirectory = fleetDirectory
        self.cache = cache
        self.git = git
        self.options = options
        gate = Gate(limit: options.fetchConcurrency)
    }

    /// Cancels what is under way.
    func cancel() {
        checkouts.cancel()
        listings.cancel()
        states.cancel()
        for mirror in mirrors.withLock({ Array($0.values) }) { mirror.cancel() }
    }

    /// The content of a repository at a revision.
    func checkout(
        _ repository: RepositoryReference,
        at revision: RevisionName
    ) async throws(RenderError) -> Checkout {
        let question = Question(repository: repository, revision: revision)
        return try await checkouts.value(for: question) { [self] () async throws(RenderError) in
            switch repository {
            case .remote(let url): try await checkout(mirror(of: url, label: repository.label), url, revision)
            case .relative(let path): try await checkout(local(path), revision)
            }
        }
    }

    private func checkout(
        _ mirror: Mirror,
        _ url: String,
        _ revision: RevisionName
    ) async throws(RenderError) -> Checkout {
        func found(_ commit: String, _ name: String?, _ warning: String?) -> Checkout {
            let place = Checkout.Place.mirror(mirror, commit: commit, name: name)
            return Checkout(place: place, revision: commit, declared: revision.text, warning: warning)
        }
        if revision.isFullSHA { return found(revision.text.lowercased(), nil, nil) }
        let listing = try await listing(of: url, mirror)
        if let resolution = listing.references.resolve(revision.text) {
            return found(resolution.commit, resolution.name, listing.warning)
        }
        if revision.isShortSHA, let commit = try await mirror.commit(forShort: revision.text.lowercased()) {
            return found(commit, nil, listing.warning)
        }
        throw .revisionNotFound(repository: mirror.label, revision: revision.text)
    }

    private func checkout(
        _ local: LocalRepository,
        _ revision: RevisionName
    ) async throws(RenderError) -> Checkout {
        if revision.isHead {
            let state = try await states.value(for: local.root) { () async throws(RenderError) in
                try await local.state()
            }
            let place = Checkout.Place.workTree(local)
            return Checkout(place: place, revision: state.revision, declared: revision.text, warning: state.warning)
        }
        guard local.isGit else {
            let message = "can not be read: \(local.root) is no git repository"
            throw .revisionRefused(repository: local.label, revision: revision.text, message: message)
        }
        var commit: String?
        if !revision.isFullSHA {
            let listing = try await listings.value(for: local.root) { () async throws(RenderError) in
                Listing(references: try await local.references())
            }
            commit = listing.references.resolve(revision.text)?.commit
        }
        if commit == nil, revision.isFullSHA || revision.isShortSHA {
            commit = try await local.commit(forSHA: revision.text.lowercased())
        }
        guard let commit else { throw .revisionNotFound(repository: local.label, revision: revision.text) }
        let place = Checkout.Place.local(local, commit: commit)
        return Checkout(place: place, revision: commit, declared: revision.text, warning: nil)
    }

    private func mirror(of url: String, label: String) -> Mirror {
        mirrors.withLock { mirrors in
            if let mirror = mirrors[url] { return mirror }
            let directory = cache.mirror(of: url)
            let mirror = Mirror(url: url, label: label, directory: directory, git: git, gate: gate, options: options)
            mirrors[url] = mirror
            return mirror
        }
    }

    /// The repository of this machine that a relative `repoURL` names.
    func local(_ path: String) async throws(RenderError) -> LocalRepository {
        try await locals.value(for: path) { [self] () async throws(RenderError) in
            try LocalRepository(path: path, fleetDirectory: fleetDirectory, git: git, options: options)
        }
    }

    /// Asks a repository for its branches and tags, once a run.
    private func listing(of url: String, _ mirror: Mirror) async throws(RenderError) -> Listing {
        try await listings.value(for: url) { [self] () async throws(RenderError) in
            do throws(RenderError) {
                let references = try await gate.pass { () async throws(RenderError) in try await list(url, mirror.label)
                }
                mirror.note(references)
                return Listing(references: references)
            } catch {
                guard options.usesStaleMirrors, case .fetchFailed(_, let message) = error, mirror.exists
                else { throw error }
                let references = try await mirror.staleReferences()
                let warning = "repository \(mirror.label) can not be reached, its last mirror is used: \(message)"
                return Listing(references: references, warning: warning)
            }
        }
    }

    private func list(_ url: String, _ label: String) async throws(RenderError) -> RemoteReferences {
        do throws(ToolFailure) {
            let output = try await git.run(["ls-remote", "--", url], timeout: options.listTimeout)
            guard output.status == 0 else {
                throw .notStarted(tool: "git", message: MessageText.git(output.errors))
            }
            return RemoteReferences(listing: output.bytes)
        } catch {
            throw error.fetching(label)
        }
    }
}
