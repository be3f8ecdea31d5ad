import FleetGenerators
import FleetValue

/// Gitea's REST API, version 1, which Forgejo has too.
///
/// - SeeAlso: <https://docs.gitea.com/api/>
struct GiteaAPI: HostingAPI {
    private let connection: ServiceConnection
    private let concurrency: Int

    init(_ connection: ServiceConnection) {
        self.connection = connection
        concurrency = connection.policy.concurrency
    }

    /// Where the API begins: `/api/v1` below the service's own address.
    static func address(_ declared: String) -> String {
        guard !declared.isEmpty else { return "" }
        let address = ServiceAddress.trimmed(declared)
        return address.hasSuffix("/api/v1") ? address : address + "/api/v1"
    }

    /// How many items are asked for at once; the most that the service gives.
    private static let pageSize = 50

    func repositories(_ query: RepositoriesQuery) async throws(ProviderError) -> [HostedRepository] {
        let path = "/orgs/\(ServiceAddress.encoded(query.owner))/repos"
        var repositories: [HostedRepository] = []
        for item in try await pages(path, "limit=50", what: "organization \"\(query.owner)\"") {
            let fields = try ReplyFields(item, of: "GET \(path)", from: connection)
            if !query.includesArchived, fields.flag("archived") { continue }
            let name = try fields.text("name")
            repositories.append(
                HostedRepository(
                    organization: query.owner,
                    name: name,
                    slug: name,
                    identifier: try fields.number("id"),
                    url: try url(
                        query.cloneProtocol,
                        ssh: fields.optionalText("ssh_url"),
                        https: fields.optionalText("html_url"),
                        service: "Gitea"
                    ),
                    defaultBranch: fields.flag("empty") ? "" : fields.optionalText("default_branch"),
                    labels: []
                )
            )
        }
        let labels = try await concurrentMap(repositories, limit: concurrency) { repository throws(ProviderError) in
            try await self.labels(of: repository)
        }
        for index in repositories.indices { repositories[index].labels = labels[index] }
        return repositories
    }

    private func labels(of repository: HostedRepository) async throws(ProviderError) -> [String] {
        let items = try await pages(path(of: repository) + "/labels", "limit=50", what: what(repository))
        return items.compactMap { $0["name"]?.string }
    }

    func branches(of repository: HostedRepository, all: Bool) async throws(ProviderError) -> [HostedBranch] {
        guard !repository.defaultBranch.isEmpty else { return [] }
        let path = self.path(of: repository) + "/branches"
        guard all else {
            let place = path + "/" + ServiceAddress.encoded(repository.defaultBranch)
            let what = "branch \"\(repository.defaultBranch)\" of \(what(repository))"
            let reply = try await connection.get(place, what: what)
            return [try branch(reply.value, of: reply.request)]
        }
        var branches: [HostedBranch] = []
        for item in try await pages(path, "limit=50", what: what(repository)) {
            branches.append(try branch(item, of: "GET \(path)"))
        }
        return branches
    }

    private func branch(_ value: Value, of request: String) throws(ProviderError) -> HostedBranch {
        let fields = try ReplyFields(value, of: request, from: connection)
        return HostedBranch(name: try fields.text("name"), commit: try fields.text("commit", "id"))
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
        for item in try await pages(path, "state=open&limit=50", what: what) {
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

    /// Reads all pages; the `Link` header leads to the next one, or `X-Total-Count` tells that there is one.
    private func pages(_ path: String, _ query: String, what: String) async throws(ProviderError) -> [Value] {
        var page = 1
        return try await connection.all(path, query, what: what, items: connection.list) {
            (reply, _, count) throws(ProviderError) in
            guard reply.header("Link") == nil else { return try connection.linked(reply) }
            let length = reply.value.array?.count ?? 0
            // Where no header says how many there are, a full page is not the last.
            let isLast =
                reply.header("X-Total-Count").flatMap { Int($0) }.map { count >= $0 } ?? (length < Self.pageSize)
            if isLast || length == 0 { return .none }
            page += 1
            return .query(query + "&page=\(page)")
        }
    }

    private func path(of repository: HostedRepository) -> String {
        "/repos/\(ServiceAddress.encoded(repository.organization))/\(ServiceAddress.encoded(repository.slug))"
    }

    private func what(_ repository: HostedRepository) -> String {
        "repository \"\(repository.organization)/\(repository.name)\""
    }
}
