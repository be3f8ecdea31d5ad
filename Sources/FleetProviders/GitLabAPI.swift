import FleetGenerators
import FleetValue

/// GitLab's REST API, version 4.
///
/// - SeeAlso: <https://docs.gitlab.com/api/rest/>
struct GitLabAPI: HostingAPI {
    private let connection: ServiceConnection

    init(_ connection: ServiceConnection) {
        self.connection = connection
    }

    /// Where the API begins, below `/api/v4`, which may be left out.
    static func address(_ declared: String) -> String {
        guard !declared.isEmpty else { return "https://gitlab.com/api/v4" }
        let address = ServiceAddress.trimmed(declared)
        return address.hasSuffix("/api/v4") ? address : address + "/api/v4"
    }

    func repositories(_ query: RepositoriesQuery) async throws(ProviderError) -> [HostedRepository] {
        let path = "/groups/\(ServiceAddress.encoded(query.owner))/projects"
        var parameters =
            "per_page=100&include_subgroups=\(query.includesSubgroups)&with_shared=\(query.includesShared)"
        if !query.topic.isEmpty { parameters += "&topic=\(ServiceAddress.encoded(query.topic))" }
        if !query.includesArchived { parameters += "&archived=false" }
        var repositories: [HostedRepository] = []
        for item in try await pages(path, parameters, what: "group \"\(query.owner)\"") {
            let fields = try ReplyFields(item, of: "GET \(path)", from: connection)
            let topics = fields.texts("topics")
            let number = try fields.number("id")
            // Left out for who may not read the code; taken for an empty project, it would lose its Applications.
            guard item["default_branch"] != nil || item["empty_repo"]?.bool == true else {
                throw .malformed(
                    service: connection.label,
                    request: "GET \(path)",
                    message: "project \(number) has no default_branch; the token may not read its code"
                )
            }
            repositories.append(
                HostedRepository(
                    organization: try fields.text("namespace", "full_path"),
                    name: try fields.text("path"),
                    slug: String(number),
                    identifier: number,
                    url: try url(
                        query.cloneProtocol,
                        ssh: fields.optionalText("ssh_url_to_repo"),
                        https: fields.optionalText("http_url_to_repo"),
                        service: "GitLab"
                    ),
                    defaultBranch: fields.optionalText("default_branch"),
                    // What topics were called before 14.5.
                    labels: topics.isEmpty ? fields.texts("tag_list") : topics
                )
            )
        }
        return repositories
    }

    func branches(of repository: HostedRepository, all: Bool) async throws(ProviderError) -> [HostedBranch] {
        // A project without commits has no default branch, and answers 404 for its branches.
        guard !repository.defaultBranch.isEmpty else { return [] }
        let path = "/projects/\(repository.slug)/repository/branches"
        guard all else {
            let place = path + "/" + ServiceAddress.encoded(repository.defaultBranch)
            guard let reply = try await connection.find(place) else { return [] }
            return [try branch(reply.value, of: reply.request)]
        }
        var branches: [HostedBranch] = []
        let what = "project \"\(repository.organization)/\(repository.name)\""
        for item in try await pages(path, "per_page=100", what: what) {
            branches.append(try branch(item, of: "GET \(path)"))
        }
        return branches
    }

    private func branch(_ value: Value, of request: String) throws(ProviderError) -> HostedBranch {
        let fields = try ReplyFields(value, of: request, from: connection)
        return HostedBranch(name: try fields.text("name"), commit: try fields.text("commit", "id"))
    }

    /// Looks the path up in the listing of the folder that it would lie in, since files and folders have no address in
    /// common.
    func has(
        _ path: String,
        in repository: HostedRepository,
        on branch: HostedBranch
    ) async throws(ProviderError) -> Bool {
        let components = path.split(separator: "/")
        guard !components.isEmpty else { return true }
        let place = "/projects/\(repository.slug)/repository/tree"
        var query = "per_page=100&ref=\(ServiceAddress.encoded(branch.name))"
        if components.count > 1 {
            query += "&path=\(ServiceAddress.encoded(components.dropLast().joined(separator: "/")))"
        }
        let wanted = components.joined(separator: "/")
        do throws(ProviderError) {
            let items = try await pages(place, query, what: "folder of \"\(path)\"")
            return items.contains { $0["path"]?.string == wanted }
        } catch .notFound {
            return false
        }
    }

    func pullRequests(_ query: PullRequestsQuery) async throws(ProviderError) -> [HostedPullRequest] {
        let path = "/projects/\(ServiceAddress.encoded(query.repository))/merge_requests"
        var parameters = "per_page=100"
        if !query.labels.isEmpty {
            parameters += "&labels=\(query.labels.map(ServiceAddress.encoded).joined(separator: ","))"
        }
        if !query.state.isEmpty { parameters += "&state=\(ServiceAddress.encoded(query.state))" }
        var found: [HostedPullRequest] = []
        for item in try await pages(path, parameters, what: "project \"\(query.repository)\"") {
            let fields = try ReplyFields(item, of: "GET \(path)", from: connection)
            found.append(
                HostedPullRequest(
                    number: try fields.number("iid"),
                    title: try fields.text("title"),
                    branch: try fields.text("source_branch"),
                    targetBranch: try fields.text("target_branch"),
                    // Null until GitLab has prepared a new merge request.
                    commit: fields.optionalText("sha"),
                    author: fields.optionalText("author", "username"),
                    labels: fields.texts("labels")
                )
            )
        }
        return found
    }

    /// Reads all pages; the next one's number stands in `X-Next-Page`, or behind the link of the `Link` header.
    private func pages(_ path: String, _ query: String, what: String) async throws(ProviderError) -> [Value] {
        try await connection.all(path, query, what: what, items: connection.list) {
            (reply, _, _) throws(ProviderError) in
            guard let number = reply.header("X-Next-Page") else { return try connection.linked(reply) }
            if number.isEmpty { return .none }
            guard let page = Int(number) else {
                throw connection.malformed(reply, "its X-Next-Page is no number")
            }
            return .query(query + "&page=\(page)")
        }
    }
}
