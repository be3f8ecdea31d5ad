import FleetGenerators
import FleetModel
import FleetTestSupport
import FleetValue
import Testing

@testable import FleetProviders

/// Gitea's API, spoken to a server that answers as its documentation says.
@Suite struct GiteaTests {
    /// Three repositories; without `Link` headers when they are lost on the way.
    private static func server(hasLinks: Bool = true) throws -> ScriptedServer {
        try ScriptedServer { request, _ in
            guard request.headers["authorization"] == "token t-1" else {
                return .json(401, #"{"message": "invalid username, password or token"}"#)
            }
            let list: [Value]
            switch request.path {
            case "/api/v1/orgs/acme/repos": list = repositories
            case "/api/v1/repos/acme/web/labels": list = [["id": 1, "name": "frontend"], ["id": 2, "name": "go"]]
            case "/api/v1/repos/acme/api/labels", "/api/v1/repos/acme/new/labels": list = []
            case "/api/v1/repos/acme/web/branches": list = ["a", "b", "main"].map { branch($0, "sha-\($0)") }
            case "/api/v1/repos/acme/web/branches/main": return Answer.json(branch("main", "sha-main"))
            case "/api/v1/repos/acme/web/contents/charts":
                return request.query["ref"] == "main" ? Answer.json([["name": "x"]]) : Answer.notFound
            case "/api/v1/repos/acme/web/pulls": list = pulls
            default: return Answer.notFound
            }
            guard !hasLinks else { return Answer.linkedPage(list, request) }
            return Answer.json(Answer.page(list, request).items, ["X-Total-Count": String(list.count)])
        }
    }

    private static let repositories: [Value] = [
        repository(1, "web", "main"), repository(2, "api", "gone", archived: true),
        repository(3, "new", "main", isEmpty: true),
    ]

    private static func repository(
        _ id: Int64,
        _ name: String,
        _ branch: String,
        archived: Bool = false,
        isEmpty: Bool = false
    ) -> Value {
        [
            "id": .integer(id), "owner": ["login": "acme"], "name": .string(name), "empty": .bool(isEmpty),
            "archived": .bool(archived), "default_branch": .string(branch),
            "ssh_url": .string("git@gitea.example:acme/\(name).git"),
            "html_url": .string("https://gitea.example/acme/\(name)"),
            "clone_url": .string("https://gitea.example/acme/\(name).git"),
        ]
    }

    private static func branch(_ name: String, _ commit: String) -> Value {
        ["name": .string(name), "commit": ["id": .string(commit), "message": "x"]]
    }

    private static let pulls: [Value] = [1, 2, 3].map { number in
        [
            "number": .integer(number), "title": .string("Change \(number)"), "user": ["login": "jo"],
            "labels": number == 2 ? [["name": "preview"]] : [],
            "head": ["ref": .string("change-\(number)"), "sha": .string("sha-\(number)")], "base": ["ref": "main"],
        ]
    }

    private static func query(_ server: ScriptedServer) -> RepositoriesQuery {
        RepositoriesQuery(service: service(server), owner: "acme", includesArchived: false)
    }

    private static func service(_ server: ScriptedServer) -> HostingService {
        HostingService(.gitea, address: server.url + "/", credential: .usual)
    }

    /// Runs with the token in the usual variable, which `fleet.yaml` allows to be sent to the server.
    private static func run<Value>(
        _ server: ScriptedServer,
        _ body: (ClientBench) async throws -> Value
    ) async throws -> Value {
        try await ClientBench.run(
            environment: ["GITEA_TOKEN": "t-1"],
            settings: FleetConfiguration.Generators(allowedAddresses: [server.url + "/"]),
            body
        )
    }

    @Test(arguments: [true, false])
    func allPagesOfAnOrganisationAreRead(hasLinks: Bool) async throws {
        let server = try Self.server(hasLinks: hasLinks)
        let rows = try await Self.run(server) { try await $0.client.repositories(Self.query(server)) }
        #expect(
            rows == [
                [
                    "organization": "acme", "repository": "web", "repository_id": 1,
                    "url": "git@gitea.example:acme/web.git", "branch": "main", "sha": "sha-main",
                    "labels": ["frontend", "go"],
                ]
            ]
        )
        #expect(server.lines.count { $0.contains("/orgs/acme/repos") } == 2)
    }

    @Test(arguments: [true, false])
    func allBranchesAndPullRequestsAreRead(hasLinks: Bool) async throws {
        let server = try Self.server(hasLinks: hasLinks)
        var query = Self.query(server)
        query.includesAllBranches = true
        query.cloneProtocol = .https
        let rows = try await Self.run(server) { [query] in try await $0.client.repositories(query) }
        #expect(rows.compactMap { $0["branch"]?.string } == ["a", "b", "main"])
        #expect(rows[0]["url"] == "https://gitea.example/acme/web")
        query.filters = [.init(existingPaths: ["charts"])]
        let some = try await Self.run(server) { [query] in try await $0.branches(query) }
        #expect(some == ["web main sha-main"])
        var pulls = PullRequestsQuery(service: Self.service(server), owner: "acme", repository: "web")
        let found = try await Self.run(server) { [pulls] in try await $0.client.pullRequests(pulls) }
        #expect(found.compactMap { $0["branch"]?.string } == ["change-1", "change-2", "change-3"])
        pulls.labels = ["preview"]
        let labelled = try await Self.run(server) { [pulls] in try await $0.client.pullRequests(pulls) }
        #expect(labelled.compactMap { $0["number"]?.integer } == [2])
    }

    @Test func aDefaultBranchThatIsMissingIsAnError() async throws {
        let server = try Self.server()
        var query = Self.query(server)
        query.includesArchived = true
        let error = try await Self.run(server) { [query] in await $0.error(query) }
        #expect(
            error == "Gitea at \(server.url)/api/v1 has no branch \"gone\" of repository \"acme/api\", "
                + "or does not show it with these credentials"
        )
    }
}
