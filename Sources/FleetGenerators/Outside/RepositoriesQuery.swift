/// A question for the repositories of an organisation and their branches, with a row for each branch.
///
/// A row has Argo CD's parameters: `organization`, `repository`, `repository_id`, `url`, `branch`, `sha` and `labels`, a
/// list of strings. What is derived from them, the generator derives.
public struct RepositoriesQuery: Hashable, Sendable {
    /// The service that is asked.
    public var service: HostingService
    /// The organisation: GitHub's organization, GitLab's group, Gitea's owner, Bitbucket Server's project key.
    public var owner: String
    /// Which of a repository's addresses becomes `url`.
    public var cloneProtocol: CloneProtocol
    /// Whether all branches are given instead of the default one.
    public var includesAllBranches: Bool
    /// Whether archived repositories are given.
    public var includesArchived: Bool
    /// GitLab: whether the projects of groups below are given.
    public var includesSubgroups: Bool
    /// GitLab: whether projects that other groups share are given.
    public var includesShared: Bool
    /// GitLab: the topic that projects must have; empty for any.
    public var topic: String
    /// What repositories and branches must be like.
    public var filters: [Filter]

    /// Makes a question.
    public init(
        service: HostingService,
        owner: String,
        cloneProtocol: CloneProtocol = .ssh,
        includesAllBranches: Bool = false,
        includesArchived: Bool = true,
        includesSubgroups: Bool = false,
        includesShared: Bool = true,
        topic: String = "",
        filters: [Filter] = []
    ) {
        self.service = service
        self.owner = owner
        self.cloneProtocol = cloneProtocol
        self.includesAllBranches = includesAllBranches
        self.includesArchived = includesArchived
        self.includesSubgroups = includesSubgroups
        self.includesShared = includesShared
        self.topic = topic
        self.filters = filters
    }

    /// How a repository is cloned.
    public enum CloneProtocol: String, Hashable, Sendable {
        /// `git@HOST:PATH`, the usual one.
        case ssh
        /// `https://HOST/PATH`.
        case https
        /// Over endpoints that AWS has certified; CodeCommit only.
        case httpsFIPS = "https-fips"
    }

    /// Conditions that must all hold; a repository is given when one filter's do.
    ///
    /// Filters that look at repositories only and filters that look at branches are two stages, and each stage with
    /// any filter must be passed.
    public struct Filter: Hashable, Sendable {
        /// A regular expression for the repository's name.
        public var repository: String?
        /// A regular expression for one of the repository's labels.
        public var label: String?
        /// A regular expression for the branch's name.
        public var branch: String?
        /// Files or folders that the branch must all have.
        public var existingPaths: [String]?
        /// Files or folders of which the branch must have none.
        public var absentPaths: [String]?

        /// Makes a filter.
        public init(
            repository: String? = nil,
            label: String? = nil,
            branch: String? = nil,
            existingPaths: [String]? = nil,
            absentPaths: [String]? = nil
        ) {
            self.repository = repository
            self.label = label
            self.branch = branch
            self.existingPaths = existingPaths
            self.absentPaths = absentPaths
        }

        /// Whether the filter is of the second stage.
        public var concernsBranches: Bool { branch != nil || existingPaths != nil || absentPaths != nil }

        /// Whether the filter is of the first stage; one without conditions is of neither.
        public var concernsRepositories: Bool { !concernsBranches && (repository != nil || label != nil) }
    }
}
