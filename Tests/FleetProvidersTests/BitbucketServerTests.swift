import FleetGenerators
import FleetModel
import FleetTestSupport
import FleetValue
import Testing

@testable import FleetProviders

/// Bitbucket Server's API, spoken to a server that answers as its documentation says.
@Suite struct BitbucketServerTests {
    private static func server(authorization: String) throws -> ScriptedServer {
        try ScriptedServer { request, _ in
            guard request.headers["authorization"] == authorization else {
                return .json(401, #"{"errors": [{"context": null, "message": "Authentication failed."}]}"#)
            }
            let base = "/bitbucket/rest/api/1.0/projects/ACME/repos"
            switch request.path {
            case base: return paged(repositories, request)
            case "\(base)/web-site/branches/default": return Answer.json(branch("main", "aaaaaaaaaa"))
            case "\(base)/empty/branches/default": return .json(204, "")
            case "\(base)/web-site/branches":
                return paged(["dev", "main", "feature/x"].map { branch($0, "sha-\($0)") }, request)
            case "\(base)/web-site/browse/charts/web":
                return request.query["at"] == "refs/heads/feature/x"
                    ? Answer.json(["type": "DIRECTORY"]) : Answer.notFound
            case "\(base)/web-site/pull-requests": return paged(pulls, request)
            default: return .json(404, #"{"errors": [{"message": "It does not exist."}]}"#)
            }
        }
    }

    /// `{values, isLastPage, nextPageStart}`, two values a page.
    private static func paged(_ items: [Value], _ request: ScriptedServer.Request) -> ScriptedServer.Reply {
        let start = Int(request.query["start"] ?? "0") ?? 0
        let part = Array(items.dropFirst(start).prefix(2))
        let isLast = start + 2 >= items.count
        return Answer.json([
            "size": .integer(Int64(part.count)), "limit": 2, "isLastPage": .bool(isLast), "values": .array(part),
            "start": .integer(Int64(start)), "nextPageStart": isLast ? .null : .integer(Int64(start + 2)),
        ])
    }

    private static let repositories: [Value] = [
        repository(1, "Web Site", "web-site"), repository(2, "empty", "empty"), repository(3, "gone", "gone"),
    ]

    private static func repository(_ id: Int64, _ name: String, _ slug: String) -> Value {
        [
            "id": .integer(id), "slug": .string(slug), "name": .string(name),
            "project": ["key": "ACME", "id": 1],
            "links": [
                "clone": [
                    ["href": .string("https://bitbucket.example/scm/acme/\(slug).git"), "name": "http"],
                    ["href": .string("ssh://git@bitbucket.example/acme/\(slug).git"), "name": "ssh"],
                ]
            ],
        ]
    }

    private static func branch(_ name: String, _ commit: String) -> Value {
        [
            "id": .string("refs/heads/\(name)"), "displayId": .string(name), "type": "BRANCH",
            "latestCommit": .string(commit),
        ]
    }

    private static let pulls: [Value] = [101, 102, 103].map { number in
        [
            "id": .integer(number), "title": .string("Change \(number)"), "state": "OPEN",
            "fromRef": [
                "id": .string("refs/heads/feature/\(number)"), "displayId": .string("feature/\(number)"),
                "latestCommit": .string("sha-\(number)"),
            ],
            "toRef": ["id": "refs/heads/main", "displayId": "main"], "author": ["user": ["name": "jo"]],
        ]
    }

    private static let token = SecretReference(secretName: "bitbucket", key: "token")

    private static func run<Value>(_ body: (ClientBench) async throws -> Value) async throws -> Value {
        try await ClientBench.run(
            secrets: ["bitbucket": ["token": .environment("BITBUCKET")]],
            environment: ["BITBUCKET": "hunter2"],
            body
        )
    }

    private static func service(_ server: ScriptedServer, _ credential: HostingService.Credential) -> HostingService {
        HostingService(.bitbucketServer, address: server.url + "/bitbucket", credential: credential)
    }

    @Test func allPagesOfAProjectAreRead() async throws {
        let server = try Self.server(authorization: "Bearer hunter2")
        let service = Self.service(server, .token(Self.token))
        let rows = try await Self.run {
            try await $0.client.repositories(RepositoriesQuery(service: service, owner: "ACME"))
        }
        // An empty repository has no branch, and one whose default branch is gone has none either.
        #expect(
            rows == [
                [
                    "organization": "ACME", "repository": "Web Site", "repository_id": 1,
                    "url": "ssh://git@bitbucket.example/acme/web-site.git", "branch": "main", "sha": "aaaaaaaaaa",
                    "labels": [],
                ]
            ]
        )
        #expect(server.requests.allSatisfy { $0.headers["x-atlassian-token"] == "no-check" })
    }

    @Test func basicCredentialsAreSentToo() async throws {
        // "jo:hunter2"
        let server = try Self.server(authorization: "Basic am86aHVudGVyMg==")
        let query = RepositoriesQuery(
            service: Self.service(server, .basic(user: "jo", password: Self.token)),
            owner: "ACME",
            cloneProtocol: .https,
            includesAllBranches: true,
            filters: [.init(existingPaths: ["charts/web"])]
        )
        let rows = try await Self.run { try await $0.client.repositories(query) }
        #expect(rows.compactMap { $0["branch"]?.string } == ["feature/x"])
        #expect(rows[0]["url"] == "https://bitbucket.example/scm/acme/web-site.git")
    }

    @Test func pullRequestsOfAllPagesAreGiven() async throws {
        let server = try Self.server(authorization: "Bearer hunter2")
        let service = Self.service(server, .token(Self.token))
        var query = PullRequestsQuery(service: service, owner: "ACME", repository: "web-site")
        let rows = try await Self.run { [query] in try await $0.client.pullRequests(query) }
        #expect(rows.compactMap { $0["number"]?.integer } == [101, 102, 103])
        #expect(
            rows[0] == [
                "number": 101, "title": "Change 101", "branch": "feature/101", "target_branch": "main",
                "head_sha": "sha-101", "author": "jo", "labels": [],
            ]
        )
        query.repository = "nowhere"
        query.toleratesMissingRepository = true
        let none = try await Self.run { [query] in try await $0.client.pullRequests(query) }
        #expect(none.isEmpty)
    }

    @Test func refusalsAreInTheServicesWords() async throws {
        let server = try Self.server(authorization: "Bearer other")
        let service = Self.service(server, .token(Self.token))
        let error = try await Self.run { await $0.error(RepositoriesQuery(service: service, owner: "ACME")) }
        #expect(
            error == "Bitbucket Server at \(server.url)/bitbucket/rest answers GET /api/1.0/projects/ACME/repos "
                + "with status 401: Authentication failed."
        )
    }
}
