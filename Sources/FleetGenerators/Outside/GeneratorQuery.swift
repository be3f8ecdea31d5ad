public import FleetValue

/// A question that a generator asks of the outside world.
///
/// Generators do no I/O: they ask, whoever runs them finds the answers and runs them again. Equal questions are asked
/// once, however many ApplicationSets and parameter sets need them.
public enum GeneratorQuery: Hashable, Sendable {
    /// All paths of a Git repository at a revision; answered by ``GeneratorAnswer/tree(_:)``.
    case gitTree(repository: String, revision: String)
    /// The contents of files at a commit, by paths in ascending order; answered by ``GeneratorAnswer/files(_:)``.
    case gitFiles(repository: String, commit: String, paths: [String])
    /// The repositories of an organisation; answered by ``GeneratorAnswer/rows(_:)``.
    case repositories(RepositoriesQuery)
    /// The open pull requests of a repository; answered by ``GeneratorAnswer/rows(_:)``.
    case pullRequests(PullRequestsQuery)
    /// What a plugin answers; answered by ``GeneratorAnswer/rows(_:)``.
    case plugin(PluginQuery)
    /// The resources of a kind on the cluster where Argo CD would run; answered by ``GeneratorAnswer/rows(_:)``, each row
    /// a whole resource.
    case resources(ResourcesQuery)
}

/// What was found out for a ``GeneratorQuery``.
public enum GeneratorAnswer: Hashable, Sendable {
    /// The tree of a repository.
    case tree(GitTree)
    /// File contents by path.
    case files([String: [UInt8]])
    /// Rows in the order of the source.
    case rows([Mapping])
}

/// The paths of a Git repository at one commit.
public struct GitTree: Hashable, Sendable {
    /// The commit's full hash.
    public var commit: String
    /// The paths of all files, ascending by bytes; symbolic links are files here.
    public var files: [String]

    /// Makes a tree.
    public init(commit: String, files: [String]) {
        self.commit = commit
        self.files = files
    }
}

/// Answers known so far; a failure is an answer too, and never an empty one.
public struct GeneratorAnswers: Sendable {
    /// Why a question has no answer.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// What went wrong, without secrets.
        public var description: String

        /// Makes a failure.
        public init(_ description: String) {
            self.description = description
        }
    }

    private var known: [GeneratorQuery: Result<GeneratorAnswer, Failure>] = [:]

    /// Makes answers to nothing.
    public init() {}

    /// The answer to a question; nil when it was not asked yet.
    public subscript(query: GeneratorQuery) -> Result<GeneratorAnswer, Failure>? {
        get { known[query] }
        set { known[query] = newValue }
    }
}
