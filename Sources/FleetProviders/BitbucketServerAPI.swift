import FleetGenerators
import FleetValue

/// The REST API of Bitbucket Server and Data Center, version 1.0.
///
/// - SeeAlso: <https://developer.atlassian.com/server/bitbucket/rest/>
struct BitbucketServerAPI: HostingAPI {
    private let connection: ServiceConnection
    private let concurrency: Int

    init(_ connection: ServiceConnection) {
        // Without it some requests are taken for forged ones.
        self.connection = connection.adding([("X-Atlassian-Token", "no-check")])
        concurrency = connection.policy.concurrency
    }

    /// Where the API begins: `/rest` below the service's own address, which may be left out.
    static func address(_ declared: String) -> String {
        guard !declared.isEmpty else { return "" }
        let address = ServiceAddress.trimmed(declared)
        return address.hasSuffix("/rest") ? address : address + "/rest"
    }

    func repositories(_ query: RepositoriesQuery) async throws(ProviderError) -> [HostedRepository] {
        let path = "/api/1.0/projects/\(ServiceAddress.encoded(query.owner))/repos"
        var repositories: [HostedRepository] = []
        for item in try await pages(path, "limit=100", what: "project \"\(query.owner)\"") {
            let fields = try ReplyFields(item, of: "GET \(path)", from: connection)
            let clones = fields.list("links", "clone")
            func clone(_ name: String) -> String {
                clones.first { $0["name"]?.string == name }?["href"]?.string ?? ""
            }
            repositories.append(
                HostedRepository(
                    organization: try fields.text("project", "key"),
                    name: try fields.text("name"),
                    slug: try fields.text("slug"),
                    identifier: try fields.number("id"),
                    url: try url(
                        query.cloneProtocol,
                        ssh: clone("ssh"),
                        https: clone("http"),
                        service: "Bitbucket Server"
                    ),
                    defaultBranch: "",
                    labels: []
                )
            )
        }
        return repositories
    }

    func branches(of repository: HostedRepository, all: Bool) async throws(ProviderError) -> [HostedBranch] {
        let path = self.path(of: repository) + "/branches"
        // A default branch that is not there is 404, an empty repository is 204.
        guard let reply = try await connection.find(path + "/default"), !reply.value.isNull else { return [] }
        guard all else { return [try branch(reply.value, of: reply.request)] }
        var branches: [HostedBranch] = []
        let what = "repository \"\(repository.organization)/\(repository.name)\""
        for item in try await pages(path, "limit=100", what: what) {
            branches.append(try branch(item, of: "GET \(path)"))
        }
        return branches
    }

    private func branch(_ value: Value, of request: String) throws(ProviderError) -> HostedBranch {
        let fields = try ReplyFields(value, of: request, from: connection)
        return HostedBranch(name: try fields.text("displayId"), commit: try fields.text("latestCommit"))
    }

    func has(
        _ path: String,
        in repository: HostedRepository,
        on branch: HostedBranch
    ) async throws(ProviderError) -> Bool {
        let place = self.path(of: repository) + "/browse/" + ServiceAddress.encodedPath(path)
        let query = "at=\(ServiceAddress.encoded("refs/heads/" + branch.name))&type=true"
        return try await connection.find(place, query) != nil
    }

    func pullRequests(_ query: PullRequestsQuery) async throws(ProviderError) -> [HostedPullRequest] {
        let repository =
            "/api/1.0/projects/\(ServiceAddress.encoded(query.owner))/repos/\(ServiceAddress.encoded(query.repository))"
        let what = "repository \"\(query.owner)/\(query.repository)\""
        var found: [HostedPullRequest] = []
        for item in try await pages(repository + "/pull-requests", "state=OPEN&limit=100", what: what) {
            let fields = try ReplyFields(item, of: "GET \(repository)/pull-requests", from: connection)
            found.append(
                HostedPullRequest(
                    number: try fields.number("id"),
                    title: try fields.text("title"),
                    branch: try fields.text("fromRef", "displayId"),
                    targetBranch: try fields.text("toRef", "displayId"),
                    commit: try fields.text("fromRef", "latestCommit"),
                    author: fields.optionalText("author", "user", "name"),
                    labels: []
                )
            )
        }
        return found
    }

    /// Reads all pages: `{values: […], isLastPage: false, nextPageStart: 100}`.
    private func pages(_ path: String, _ query: String, what: String) async throws(ProviderError) -> [Value] {
        try await connection.all(path, query, what: what) { reply throws(ProviderError) in
            guard let values = reply.value["values"]?.array else {
                throw connection.malformed(reply, "it has no list of values")
            }
            return values
        } next: { (reply, _, _) throws(ProviderError) in
            guard reply.value["isLastPage"]?.bool == false else { return .none }
            guard let start = reply.value["nextPageStart"]?.integer else {
                throw connection.malformed(reply, "it is not the last page and has no nextPageStart")
            }
            return .query(query + "&start=\(start)")
        }
    }

    private func path(of repository: HostedRepository) -> String {
        let project = ServiceAddress.encoded(repository.organization)
        return "/api/1.0/projects/\(project)/repos/\(ServiceAddress.encoded(repository.slug))"
    }
}
