/// A question for the pull requests of one repository, with a row for each.
///
/// A row has `number` (an integer), `title`, `branch`, `target_branch`, `head_sha`, `author` and `labels`, a list of
/// strings. What is derived from them, the generator derives, and it applies the filters of names and titles.
public struct PullRequestsQuery: Hashable, Sendable {
    /// The service that is asked.
    public var service: HostingService
    /// GitHub's and Gitea's owner, Bitbucket Server's project key; empty for GitLab.
    public var owner: String
    /// The repository; GitLab's project, by number or path.
    public var repository: String
    /// Labels that a pull request must all have.
    public var labels: [String]
    /// GitLab: the state it must be in, `opened` for example; empty for any.
    ///
    /// The other services give open ones.
    public var state: String
    /// Whether a repository that does not exist has no pull requests, instead of being an error.
    public var toleratesMissingRepository: Bool

    /// Makes a question.
    public init(
        service: HostingService,
        owner: String = "",
        repository: String,
        labels: [String] = [],
        state: String = "",
        toleratesMissingRepository: Bool = false
    ) {
        self.service = service
        self.owner = owner
        self.repository = repository
        self.labels = labels
        self.state = state
        self.toleratesMissingRepository = toleratesMissingRepository
    }
}
