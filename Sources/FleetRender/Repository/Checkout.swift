/// A repository at a revision: what one source reads.
struct Checkout: Sendable {
    /// Where the files come from.
    enum Place: Sendable {
        /// A commit of a mirror; with the full name of the reference that led to it, if one did.
        case mirror(Mirror, commit: String, name: String?)
        /// A commit of a repository of this machine.
        case local(LocalRepository, commit: String)
        /// Files as they lie.
        case workTree(LocalRepository)
    }

    /// Where the files come from.
    var place: Place
    /// What is reported as the source's revision.
    var revision: String
    /// The revision as declared.
    var declared: String
    /// What was odd on the way.
    var warning: String?

    /// The folder that the source's paths start in.
    var prefix: String {
        switch place {
        case .mirror: ""
        case .local(let repository, _), .workTree(let repository): repository.prefix
        }
    }

    /// How errors name it.
    var label: SourceLabel {
        switch place {
        case .mirror(let mirror, let commit, _): SourceLabel(repository: mirror.label, revision: commit)
        case .local(let repository, let commit): SourceLabel(repository: repository.label, revision: commit)
        case .workTree(let repository): repository.workTree.label
        }
    }

    /// What tells this content from all other, for ever; nil for files as they lie, which may change.
    ///
    /// The repository belongs to it, so that a commit is never read for a repository that does not have it.
    func lastingKey(url: String) -> String? {
        switch place {
        case .mirror(_, let commit, _): url + " " + commit
        case .local(let repository, let commit): repository.root + " " + commit
        case .workTree: nil
        }
    }

    /// Reads from it.
    func read<Value>(
        _ body: (any SourceTree) async throws(RenderError) -> Value
    ) async throws(RenderError) -> Value {
        switch place {
        case .mirror(let mirror, let commit, let name):
            try await mirror.read(commit: commit, name: name, revision: declared) { (tree) async throws(RenderError) in
                try await body(tree)
            }
        case .local(let repository, let commit):
            try await repository.read(commit: commit) { (tree) async throws(RenderError) in try await body(tree) }
        case .workTree(let repository):
            try await body(repository.workTree)
        }
    }
}
