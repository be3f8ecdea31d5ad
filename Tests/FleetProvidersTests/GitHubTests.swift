import FleetGenerators
import FleetModel
import FleetTestSupport
import FleetValue
import Testing

@testable import FleetProviders

/// GitHub's API, spoken to a server that answers as its documentation says.
@Suite struct GitHubTests {
    /// Three repositories, one archived and one without commits; two pages a listing.
    static func server(token: String? = nil) throws -> ScriptedServer {
        try ScriptedServer { request, _ in
            if let token, request.headers["authorization"] != "Bearer \(token)" {
                return .json(
                    401,
                    #"{"message": "Bad credentials", "documentation_url": "https://docs.github.com/rest"}"#
                )
            }
            switch request.path {
            case "/api/v3/orgs/acme/repos": return Answer.linkedPage(repositories, request)
            case "/api/v3/repos/acme/web/branches/main": return Answer.json(branch("main", "aaaaaaaaaa"))
            case "/api/v3/repos/acme/web/branches":
                let names = ["dev", "main", "release/1.0"]
                return Answer.linkedPage(names.map { branch($0, "sha-of-\($0)") }, request)
            case "/api/v3/repos/acme/old/branches/master": return Answer.json(branch("master", "bbbb"))
            case "/api/v3/repos/acme/old/branches": return Answer.json([branch("master", "bbbb")])
            case "/api/v3/repos/acme/new/branches": return Answer.json([])
            case "/api/v3/repos/acme/web/contents/deploy/a%20b.yaml":
                return request.query["ref"] == "release/1.0" ? Answer.json(["type": "file"]) : Answer.notFound
            case "/api/v3/repos/acme/web/pulls": return Answer.linkedPage(pulls, request)
            default: return Answer.notFound
            }
        }
    }

    private static let repositories: [Value] = [
        repository(1, "web", "main", topics: ["frontend", "go"]), repository(2, "old", "master", archived: true),
        repository(3, "new", "main"),
    ]

    private static func repository(
        _ id: Int64,
        _ name: String,
        _ branch: String,
        archived: Bool = false,
        topics: [String] = []
    ) -> Value {
        [
            "id": .integer(id), "name": .string(name), "full_name": .string("acme/\(name)"),
            "owner": ["login": "acme", "id": 9], "private": false, "archived": .bool(archived),
            "default_branch": .string(branch), "ssh_url": .string("git@github.com:acme/\(name).git"),
            "clone_url": .string("https://github.com/acme/\(name).git"), "topics": .array(topics.map(Value.string)),
        ]
    }

    private static func branch(_ name: String, _ commit: String) -> Value {
        ["name": .string(name), "commit": ["sha": .string(commit), "url": "https://x.example"], "protected": false]
    }

    private static let pulls: [Value] = [
        pull(7, "Fix it", "fix", ["bug", "preview"]), pull(8, "More", "feature/more", ["preview"]),
        pull(9, "Docs", "docs", []),
    ]

    private static func pull(_ number: Int64, _ title: String, _ branch: String, _ labels: [String]) -> Value {
        [
            "number": .integer(number), "title": .string(title), "state": "open",
            "user": ["login": .string("user-\(number)")],
            "labels": .array(labels.map { ["id": 1, "name": .string($0)] }),
            "head": ["ref": .string(branch), "sha": .string("head-\(number)")], "base": ["ref": "main", "sha": "b"],
        ]
    }

    static func service(
        _ server: ScriptedServer,
        _ credential: HostingService.Credential = .usual
    ) -> HostingService {
        HostingService(.gitHub, address: server.url, credential: credential)
    }

    @Test func allPagesOfAnOrganisationAreRead() async throws {
        let server = try Self.server()
        try await ClientBench.run { bench in
            let rows = try await bench.client.repositories(
                RepositoriesQuery(service: Self.service(server), owner: "acme")
            )
            // The repository without commits has no branch to deploy.
            #expect(
                rows == [
                    [
                        "organization": "acme", "repository": "web", "repository_id": 1,
                        "url": "git@github.com:acme/web.git", "branch": "main", "sha": "aaaaaaaaaa",
                        "labels": ["frontend", "go"],
                    ],
                    [
                        "organization": "acme", "repository": "old", "repository_id": 2,
                        "url": "git@github.com:acme/old.git", "branch": "master", "sha": "bbbb", "labels": [],
                    ],
                ]
            )
        }
        let listings = server.lines.filter { $0.contains("/orgs/") }
        #expect(
            listings == [
                "GET /api/v3/orgs/acme/repos?per_page=100", "GET /api/v3/orgs/acme/repos?per_page=100&page=2",
            ]
        )
        #expect(server.requests.allSatisfy { $0.headers["authorization"] == nil })
        #expect(server.requests.allSatisfy { $0.headers["user-agent"] == "fleet" })
    }

    @Test func archivedRepositoriesCanBeLeftOut() async throws {
        let server = try Self.server()
        try await ClientBench.run { bench in
            var query = RepositoriesQuery(service: Self.service(server), owner: "acme", cloneProtocol: .https)
            query.includesArchived = false
            let rows = try await bench.client.repositories(query)
            #expect(rows.compactMap { $0["url"]?.string } == ["https://github.com/acme/web.git"])
        }
        #expect(!server.lines.contains { $0.contains("/repos/acme/old/") })
    }

    @Test func allBranchesAreGivenInTheServicesOrder() async throws {
        let server = try Self.server()
        try await ClientBench.run { bench in
            let query = RepositoriesQuery(service: Self.service(server), owner: "acme", includesAllBranches: true)
            let found = try await bench.branches(query)
            #expect(
                found == [
                    "web dev sha-of-dev", "web main sha-of-main", "web release/1.0 sha-of-release/1.0",
                    "old master bbbb",
                ]
            )
        }
    }

    @Test func filtersPickRepositoriesAndThenBranches() async throws {
        let server = try Self.server()
        func found(_ filters: RepositoriesQuery.Filter...) async throws -> [String] {
            try await ClientBench.run { bench in
                try await bench.branches(
                    RepositoriesQuery(
                        service: Self.service(server),
                        owner: "acme",
                        includesAllBranches: true,
                        filters: filters
                    )
                ).map { $0.split(separator: " ").dropLast().joined(separator: " ") }
            }
        }
        #expect(try await found(.init(repository: "^o")) == ["old master"])
        #expect(try await found(.init(label: "^front")) == ["web dev", "web main", "web release/1.0"])
        #expect(try await found(.init(repository: "^o"), .init(label: "^go$")).count == 4)
        #expect(try await found(.init(branch: "ma")) == ["web main", "old master"])
        #expect(try await found(.init(branch: "ma"), .init(branch: "dev")) == ["web dev", "web main", "old master"])
        #expect(try await found(.init(existingPaths: ["deploy/a b.yaml"])) == ["web release/1.0"])
        #expect(try await found(.init(branch: "e", absentPaths: ["/deploy/a b.yaml/"])) == ["web dev", "old master"])
        // Filters of different kinds are two stages, which act as a conjunction.
        #expect(try await found(.init(repository: "web"), .init(branch: "master")) == [])
        // Of one filter all conditions hold for one branch.
        #expect(try await found(.init(repository: "old", branch: "ma")) == ["old master"])
        #expect(try await found(.init()).count == 4)
        #expect(try await found(.init(existingPaths: [])).count == 4)
    }

    @Test func repositoriesThatAreLeftOutAreNotAskedForBranches() async throws {
        let server = try Self.server()
        try await ClientBench.run { bench in
            let query = RepositoriesQuery(
                service: Self.service(server),
                owner: "acme",
                filters: [.init(repository: "^old$")]
            )
            let found = try await bench.branches(query)
            #expect(found == ["old master bbbb"])
        }
        #expect(server.lines.filter { $0.contains("/branches") } == ["GET /api/v3/repos/acme/old/branches/master"])
    }

    @Test func pullRequestsHaveAllTheLabels() async throws {
        let server = try Self.server()
        try await ClientBench.run { bench in
            var query = PullRequestsQuery(service: Self.service(server), owner: "acme", repository: "web")
            let rows = try await bench.client.pullRequests(query)
            #expect(rows.compactMap { $0["number"]?.integer } == [7, 8, 9])
            #expect(
                rows[0] == [
                    "number": 7, "title": "Fix it", "branch": "fix", "target_branch": "main", "head_sha": "head-7",
                    "author": "user-7", "labels": ["bug", "preview"],
                ]
            )
            query.labels = ["preview"]
            let some = try await bench.client.pullRequests(query)
            #expect(some.compactMap { $0["number"]?.integer } == [7, 8])
            query.labels = ["preview", "bug"]
            let one = try await bench.client.pullRequests(query)
            #expect(one.compactMap { $0["number"]?.integer } == [7])
        }
        #expect(server.lines[0] == "GET /api/v3/repos/acme/web/pulls?state=open&per_page=100")
    }

    @Test func whatIsNotThereIsAnErrorUnlessItMayBeMissing() async throws {
        let server = try Self.server()
        try await ClientBench.run { bench in
            let label = "GitHub at \(server.url)/api/v3"
            #expect(
                await bench.error(RepositoriesQuery(service: Self.service(server), owner: "nobody"))
                    == "\(label) has no organization \"nobody\", or does not show it with these credentials"
            )
            var query = PullRequestsQuery(service: Self.service(server), owner: "acme", repository: "gone")
            #expect(
                await bench.error(query)
                    == "\(label) has no repository \"acme/gone\", or does not show it with these credentials"
            )
            query.toleratesMissingRepository = true
            let none = try await bench.client.pullRequests(query)
            #expect(none.isEmpty)
        }
    }

    @Test func theAddressOfEnterpriseMayLeaveOutItsPath() {
        #expect(GitHubAPI.address("") == "https://api.github.com")
        #expect(GitHubAPI.address("https://git.example.com/") == "https://git.example.com/api/v3")
        #expect(GitHubAPI.address("https://git.example.com/api/v3/") == "https://git.example.com/api/v3")
        #expect(GitHubAPI.address("https://api.git.example.com") == "https://api.git.example.com")
        #expect(GitHubAPI.address("https://git.api.example.com") == "https://git.api.example.com")
    }
}
