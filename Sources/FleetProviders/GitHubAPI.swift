import FleetGenerators
import FleetValue

/// GitHub's REST API, version 2022-11-28.
///
/// - SeeAlso: <https://docs.github.com/en/rest>
struct GitHubAPI: HostingAPI {
    private let connection: ServiceConnection

    init(_ connection: ServiceConnection) {
        self.connection = connection.adding([
            ("Accept", "application/vnd.github+json"), ("X-GitHub-Api-Version", "2022-11-28"),
        ])
    }

    /// Where the API begins; GitHub Enterprise has it below `/api/v3`, which may be left out.
    static func address(_ declared: String) -> String {
        guard !declared.isEmpty else { return "https://api.github.com" }
        let address = ServiceAddress.trimmed(declared)
        let host = ServiceAddress.host(address)
        let isWhole = address.hasSuffix("/api/v3") || host.hasPrefix("api.") || host.contains(".api.")
        return isWhole ? address : address + "/api/v3"
    }

    func repositories(_ query: RepositoriesQuery) async throws(ProviderError) -> [HostedRepository] {
        let path = "/orgs/\(ServiceAddress.encoded(query.owner))/repos"
        let items = try await connection.linked(path, "per_page=100", what: "organization \"\(query.owner)\"")
        var repositories: [HostedRepository] = []
        for item in items {
            let fields = try ReplyFields(item, of: "GET \(path)", from: connection)
            if !query.includesArchived, fields.flag("archived") { continue }
            let name = try fields.text("name")
            repositories.append(
                HostedRepository(
                    organization: try fields.text("owner", "login"),
                    name: name,
                    slug: name,
                    identifier: try fields.number("id"),
                    url: try url(
                        query.cloneProtocol,
                        ssh: fields.optionalText("ssh_url"),
                        https: fields.optionalText("clone_url"),
                        service: "GitHub"
                    ),
                    defaultBranch: fields.optionalText("default_branch"),
                    labels: fields.texts("topics")
                )
            )
        }
        return repositories
    }

    func branches(of repository: HostedRepository, all: Bool) async throws(ProviderError) -> [HostedBranch] {
        let path = self.path(of: repository) + "/branches"
        guard all else {
            guard !repository.defaultBranch.isEmpty else { return [] }
            let place = path + "/" + ServiceAddress.encoded(repository.defaultBranch)
            // A repository without commits names a default branch that is not there.
            guard let reply = try await connection.find(place) else { return [] }
            return [try branch(reply.value, of: reply.request)]
        }
        let what = "repository \"\(repository.organization)/\(repository.name)\""
        var branches: [HostedBranch] = []
        for item in try await connection.linked(path, "per_page=100", what: what) {
            branches.append(try branch(item, of: "GET \(path)"))
        }
        return branches
    }

    private func branch(_ value: Value, of request: String) throws(ProviderError) -> HostedBranch {
        let fields = try ReplyFields(value, of: request, from: connection)
        return HostedBranch(name: try fields.text("name"), commit: try fields.text("commit", "sha"))
    }

    func has(
        _ path: String,
        in repository: HostedRepository,
        on branch: HostedBranch
    ) async throws(ProviderError) -> Bool {
        let place = self.path(of: repository) + "/contents/" + ServiceAddress.encodedPath(path)
        return try await connection.find(place, "ref=\(ServiceAddress.encoded(branch.name))") != nil
    }

    func pullRequests(_ query: PullRequestsQuery) async throws(ProviderError) -> [HostedPullRequest] {
        let path = "/repos/\(ServiceAddress.encoded(query.owner))/\(ServiceAddress.encoded(query.repository))/pulls"
        let what = "repository \"\(query.owner)/\(query.repository)\""
        var found: [HostedPullRequest] = []
        for item in try await connection.linked(path, "state=open&per_page=100", what: what) {
            let fields = try ReplyFields(item, of: "GET \(path)", from: connection)
            let labels = fields.list("labels").compactMap { $0["name"]?.string }
            guard query.labels.allSatisfy(labels.contains) else { continue }
            found.append(
                HostedPullRequest(
                    number: try fields.number("number"),
                    title: try fields.text("title"),
                    branch: try fields.text("head", "ref"),
                    targetBranch: try fields.text("base", "ref"),
                    commit: try fields.text("head", "sha"),
                    author: fields.optionalText("user", "login"),
                    labels: labels
                )
            )
        }
        return found
    }

    private func path(of repository: HostedRepository) -> String {
        "/repos/\(ServiceAddress.encoded(repository.organization))/\(ServiceAddress.encoded(repository.slug))"
    }
}
