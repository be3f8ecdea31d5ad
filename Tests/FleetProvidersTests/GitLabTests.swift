import FleetGenerators
import FleetModel
import FleetTestSupport
import FleetValue
import Testing

@testable import FleetProviders

/// GitLab's API, spoken to a server that answers as its documentation says.
@Suite struct GitLabTests {
    /// A group with two projects and one below it; pages of two, named by `X-Next-Page`.
    private static func server() throws -> ScriptedServer {
        try ScriptedServer { request, _ in
            guard request.headers["private-token"] == "glpat-1" else {
                return .json(401, #"{"message": "401 Unauthorized"}"#)
            }
            switch request.path {
            case "/api/v4/groups/acme%2Fteam/projects": return paged(projects, request)
            case "/api/v4/projects/11/repository/branches/main": return Answer.json(branch("main", "aaaaaaaaaa"))
            case "/api/v4/projects/11/repository/branches":
                return paged(["dev", "main", "release/1"].map { branch($0, "sha-of-\($0)") }, request)
            case "/api/v4/projects/12/repository/branches/trunk": return Answer.json(branch("trunk", "cc"))
            case "/api/v4/projects/12/repository/branches": return paged([branch("trunk", "cc")], request)
            case "/api/v4/projects/11/repository/tree":
                guard request.query["path"] == "deploy/charts" else {
                    return .json(404, #"{"message": "404 Tree Not Found"}"#)
                }
                return paged(["a", "b", "web"].map { entry("deploy/charts/\($0)") }, request)
            case "/api/v4/projects/12/repository/tree": return paged([entry("deploy")], request)
            case "/api/v4/projects/acme%2Fteam%2Fweb/merge_requests": return paged(requests, request)
            default: return .json(404, #"{"message": "404 Not Found"}"#)
            }
        }
    }

    private static func paged(_ items: [Value], _ request: ScriptedServer.Request) -> ScriptedServer.Reply {
        let (part, next) = Answer.page(items, request)
        return Answer.json(part, ["X-Next-Page": next.map(String.init) ?? "", "X-Page": request.query["page"] ?? "1"])
    }

    private static let projects: [Value] = [
        project(11, "web", "acme/team", "main", topics: ["go"]), project(12, "api", "acme/team/sub", "trunk"),
        project(13, "empty", "acme/team", nil),
    ]

    private static func project(
        _ id: Int64,
        _ path: String,
        _ group: String,
        _ branch: String?,
        topics: [String] = []
    ) -> Value {
        [
            "id": .integer(id), "name": .string(path.uppercased()), "path": .string(path),
            "namespace": ["id": 1, "full_path": .string(group), "kind": "group"],
            "default_branch": branch.map(Value.string) ?? .null, "tag_list": ["old-label"],
            "topics": .array(topics.map(Value.string)), "archived": false,
            "ssh_url_to_repo": .string("git@gitlab.com:\(group)/\(path).git"),
            "http_url_to_repo": .string("https://gitlab.com/\(group)/\(path).git"),
        ]
    }

    private static func branch(_ name: String, _ commit: String) -> Value {
        ["name": .string(name), "merged": false, "commit": ["id": .string(commit), "short_id": "x"]]
    }

    private static func entry(_ path: String) -> Value {
        ["id": "x", "name": .string(path), "type": "tree", "path": .string(path), "mode": "040000"]
    }

    private static let requests: [Value] = [1, 2, 3].map { number in
        [
            "id": 900, "iid": .integer(number), "title": .string("Change \(number)"), "state": "opened",
            "source_branch": .string("change-\(number)"), "target_branch": "main",
            "sha": number == 3 ? .null : .string("sha-\(number)"), "labels": ["preview"],
            "author": ["username": "jo", "name": "Jo"],
        ]
    }

    private static func service(_ server: ScriptedServer) -> HostingService {
        HostingService(
            .gitLab,
            address: server.url,
            credential: .token(SecretReference(secretName: "gitlab", key: "token"))
        )
    }

    private static func run<Value>(_ body: (ClientBench) async throws -> Value) async throws -> Value {
        try await ClientBench.run(
            secrets: ["gitlab": ["token": .environment("GITLAB")]],
            environment: ["GITLAB": "glpat-1"],
            body
        )
    }

    @Test func allPagesOfAGroupAreRead() async throws {
        let server = try Self.server()
        let rows = try await Self.run {
            try await $0.client.repositories(RepositoriesQuery(service: Self.service(server), owner: "acme/team"))
        }
        #expect(
            rows == [
                [
                    "organization": "acme/team", "repository": "web", "repository_id": 11,
                    "url": "git@gitlab.com:acme/team/web.git", "branch": "main", "sha": "aaaaaaaaaa", "labels": ["go"],
                ],
                [
                    "organization": "acme/team/sub", "repository": "api", "repository_id": 12,
                    "url": "git@gitlab.com:acme/team/sub/api.git", "branch": "trunk", "sha": "cc",
                    "labels": ["old-label"],
                ],
            ]
        )
        #expect(
            server.requests[0].query == ["per_page": "100", "include_subgroups": "false", "with_shared": "true"]
        )
    }

    @Test func whatTheGroupIsAskedForFollowsTheQuery() async throws {
        let server = try Self.server()
        var query = RepositoriesQuery(
            service: Self.service(server),
            owner: "acme/team",
            cloneProtocol: .https,
            includesArchived: false
        )
        query.includesSubgroups = true
        query.includesShared = false
        query.topic = "a b"
        let rows = try await Self.run { [query] in try await $0.client.repositories(query) }
        #expect(
            server.requests[0].query == [
                "per_page": "100", "include_subgroups": "true", "with_shared": "false", "topic": "a b",
                "archived": "false",
            ]
        )
        #expect(rows[0]["url"] == "https://gitlab.com/acme/team/web.git")
    }

    @Test func pathsAreLookedUpInTheFolderAbove() async throws {
        let server = try Self.server()
        func found(_ filter: RepositoriesQuery.Filter) async throws -> [String] {
            try await Self.run { bench in
                try await bench.branches(
                    RepositoriesQuery(
                        service: Self.service(server),
                        owner: "acme/team",
                        includesAllBranches: true,
                        filters: [filter]
                    )
                )
            }
        }
        #expect(
            try await found(.init(branch: "e|t", existingPaths: ["deploy/charts/web"])) == [
                "web dev sha-of-dev", "web release/1 sha-of-release/1",
            ]
        )
        #expect(try await found(.init(existingPaths: ["deploy"], absentPaths: ["none/at/all"])) == ["api trunk cc"])
    }

    @Test func mergeRequestsAreAskedForByLabelAndState() async throws {
        let server = try Self.server()
        let rows = try await Self.run { bench in
            try await bench.client.pullRequests(
                PullRequestsQuery(
                    service: Self.service(server),
                    repository: "acme/team/web",
                    labels: ["preview", "a,b"],
                    state: "opened"
                )
            )
        }
        #expect(
            rows[0] == [
                "number": 1, "title": "Change 1", "branch": "change-1", "target_branch": "main", "head_sha": "sha-1",
                "author": "jo", "labels": ["preview"],
            ]
        )
        #expect(rows.compactMap { $0["head_sha"]?.string } == ["sha-1", "sha-2", ""])
        #expect(
            server.lines == [
                "GET /api/v4/projects/acme%2Fteam%2Fweb/merge_requests?per_page=100&labels=preview,a%2Cb&state=opened",
                "GET /api/v4/projects/acme%2Fteam%2Fweb/merge_requests?per_page=100&labels=preview,a%2Cb&state=opened&page=2",
            ]
        )
    }

    @Test func aTokenThatIsNotAcceptedIsNotShown() async throws {
        let server = try ScriptedServer { request, _ in
            .json(401, #"{"message": "token \#(request.headers["private-token"] ?? "") is expired"}"#)
        }
        try await Self.run { bench in
            #expect(
                await bench.error(RepositoriesQuery(service: Self.service(server), owner: "acme"))
                    == "GitLab at \(server.url)/api/v4 answers GET /groups/acme/projects with status 401: "
                    + "token *** is expired"
            )
        }
    }

    @Test func theAddressMayLeaveOutItsPath() {
        #expect(GitLabAPI.address("") == "https://gitlab.com/api/v4")
        #expect(GitLabAPI.address("https://git.example.com/gitlab/") == "https://git.example.com/gitlab/api/v4")
        #expect(GitLabAPI.address("https://git.example.com/api/v4/") == "https://git.example.com/api/v4")
    }
}
