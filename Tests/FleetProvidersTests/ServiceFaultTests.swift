import FleetGenerators
import FleetHTTP
import FleetModel
import FleetTestSupport
import FleetValue
import Synchronization
import Testing

@testable import FleetProviders

/// What services do when they do not answer as they should: never is that an empty answer.
@Suite struct ServiceFaultTests {
    private static func query(_ address: String, _ credential: HostingService.Credential = .usual) -> PullRequestsQuery
    {
        PullRequestsQuery(
            service: HostingService(.gitHub, address: address, credential: credential),
            owner: "acme",
            repository: "web"
        )
    }

    private static let request = "GET /repos/acme/web/pulls"

    /// The error of one question to a server that answers as given, and what the client waited for.
    private static func fault(
        _ answer: @escaping @Sendable (ScriptedServer.Request, Int) -> ScriptedServer.Reply
    ) async throws -> (error: String?, waits: [Duration], requests: Int) {
        let server = try ScriptedServer(answer)
        return try await ClientBench.run { bench in
            let error = await bench.error(query(server.url))
            let label = "GitHub at \(server.url)/api/v3"
            return (error?.replacing(label, with: "LABEL"), bench.waits.all, server.lines.count)
        }
    }

    @Test func refusedConnectionsAreNotTriedAgain() async throws {
        let port = try RefusingPort()
        try await ClientBench.run { bench in
            let error = await bench.error(Self.query("http://127.0.0.1:\(port.port)"))
            #expect(error?.hasPrefix("can not connect to 127.0.0.1:\(port.port): ") == true)
            #expect(bench.waits.all == [])
        }
    }

    @Test func failuresOfTheServerAreTriedAgainAFewTimes() async throws {
        let (error, waits, requests) = try await Self.fault { _, _ in .json(502, "<html>Bad Gateway</html>") }
        #expect(error == "LABEL answers \(Self.request) with status 502")
        #expect(waits == [.milliseconds(1), .milliseconds(1)])
        #expect(requests == 3)
    }

    @Test func anAnswerAfterFailuresCounts() async throws {
        let (error, waits, requests) = try await Self.fault { _, before in
            switch before {
            case 0: .json(500, #"{"message": "oops"}"#)
            case 1: .cut
            default: .json("[]")
            }
        }
        #expect(error == nil)
        #expect(waits.count == 2)
        #expect(requests == 3)
    }

    @Test func answersThatAreCutOffAreErrors() async throws {
        let (error, waits, requests) = try await Self.fault { _, _ in .cut }
        #expect(error?.hasPrefix("the connection to 127.0.0.1:") == true)
        #expect(error?.contains("ended before the answer did") == true)
        #expect(waits.count == 2)
        #expect(requests == 3)
    }

    @Test(arguments: [
        ("<html>", "it is not JSON: 1:1: \"<\" where a value is expected"),
        ("{}", "it is no list"),
        ("[1]", "an item is no object"),
        (#"[{"number": 1}]"#, "title is missing"),
        (#"[{"number": "1", "title": ""}]"#, "number is missing"),
    ])
    func answersOfAnotherShapeAreErrors(body: String, message: String) async throws {
        let (error, _, requests) = try await Self.fault { _, _ in .json(body) }
        #expect(error == "LABEL answers \(Self.request) with something unexpected: \(message)")
        #expect(requests == 1)
    }

    @Test func aFailureOnALaterPageIsOneOfTheWhole() async throws {
        let (error, _, _) = try await Self.fault { request, _ in
            request.query["page"] == nil
                ? .json(200, "[]", headers: ["Link": "<http://x/y?page=2>; rel=\"next\""])
                : .json(404, #"{"message": "Not Found"}"#)
        }
        #expect(error == #"LABEL has no repository "acme/web", or does not show it with these credentials"#)
    }

    @Test func pagesThatDoNotEndAreAnError() async throws {
        let (error, _, requests) = try await Self.fault { _, _ in
            .json(200, "[]", headers: ["Link": "<http://x/y?page=2>; rel=\"next\""])
        }
        #expect(
            error == "LABEL answers \(Self.request) with something unexpected: "
                + "the next page is one that was read already"
        )
        #expect(requests == 2)
        let server = try ScriptedServer { _, before in
            .json(200, "[]", headers: ["Link": "<http://x/y?page=\(before + 2)>; rel=\"next\""])
        }
        try await ClientBench.run(maximumPages: 5) { bench in
            #expect(
                await bench.error(Self.query(server.url))
                    == "GitHub at \(server.url)/api/v3 has more than 5 pages for \(Self.request), "
                    + "which is more than is read"
            )
        }
        #expect(server.lines.count == 5)
    }

    // MARK: Rate limits

    @Test func aShortWaitIsWaitedFor() async throws {
        let (error, waits, requests) = try await Self.fault { _, before in
            before == 0 ? .json(429, "", headers: ["Retry-After": "7"]) : .json("[]")
        }
        #expect(error == nil)
        #expect(waits == [.seconds(7)])
        #expect(requests == 2)
    }

    @Test func aLongWaitIsAnErrorThatSaysUntilWhen() async throws {
        let (error, waits, _) = try await Self.fault { _, _ in .json(429, "", headers: ["Retry-After": "3600"]) }
        #expect(
            error
                == "LABEL answers no more requests for now: its limit is reached until 2023-11-14T23:13:20Z, in 3600 s"
        )
        #expect(waits == [])
    }

    @Test func gitHubSaysItWithAnotherStatus() async throws {
        let reset = String(ClientBench.now + 1_799)
        let (error, waits, _) = try await Self.fault { _, _ in
            .json(
                403,
                #"{"message": "API rate limit exceeded"}"#,
                headers: ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset]
            )
        }
        #expect(
            error
                == "LABEL answers no more requests for now: its limit is reached until 2023-11-14T22:43:20Z, in 1800 s"
        )
        #expect(waits == [])
        // The same status without that is a refusal.
        let (refusal, _, requests) = try await Self.fault { _, _ in
            .json(403, #"{"message": "Resource not accessible"}"#, headers: ["X-RateLimit-Remaining": "10"])
        }
        #expect(refusal == "LABEL answers \(Self.request) with status 403: Resource not accessible")
        #expect(requests == 1)
    }

    @Test func aLimitThatStaysIsAnError() async throws {
        let (error, waits, requests) = try await Self.fault { _, _ in .json(429, "", headers: ["Retry-After": "1"]) }
        #expect(
            error == "LABEL answers no more requests for now: its limit is reached until 2023-11-14T22:13:21Z, in 1 s"
        )
        #expect(waits == [.seconds(1), .seconds(1)])
        #expect(requests == 3)
        let (silent, _, _) = try await Self.fault { _, _ in .json(429, "") }
        #expect(silent == "LABEL answers no more requests for now: it does not say until when")
    }

    // MARK: Redirections

    @Test func redirectionsAreFollowedOnTheSameServerOnly() async throws {
        let (error, _, requests) = try await Self.fault { request, _ in
            request.path.hasSuffix("/pulls")
                ? .json(301, "", headers: ["Location": "/api/v3/repositories/5/pulls?page=1"])
                : request.path == "/api/v3/repositories/5/pulls"
                    ? .json(404, #"{"message": "Not Found"}"#) : .json("[]")
        }
        // The first answer leads to a path that ends the same way, and that one is not there.
        #expect(error?.hasPrefix("LABEL answers \(Self.request) with status 301: it sends elsewhere") == true)
        #expect(requests == 4)
        let (followed, _, _) = try await Self.fault { request, _ in
            request.path.hasSuffix("/pulls")
                ? .json(
                    307,
                    "",
                    headers: [
                        "Location": "http://127.0.0.1:\(request.headers["host"]?.split(separator: ":").last ?? "")/new"
                    ]
                )
                : .json("[]")
        }
        #expect(followed == nil)
        let (foreign, _, count) = try await Self.fault { _, _ in
            .json(302, "", headers: ["Location": "https://evil.example/repos?token=1"])
        }
        #expect(
            foreign == "LABEL answers \(Self.request) with status 302: "
                + "it sends elsewhere, to https://evil.example/repos, which is not followed"
        )
        #expect(count == 1)
    }

    // MARK: Concurrency

    @Test func branchesAreFetchedAFewAtATime() async throws {
        let load = Mutex((now: 0, most: 0))
        let server = try ScriptedServer { request, _ in
            if request.path.hasSuffix("/repos") {
                let items: [Value] = (0..<30).map { number in
                    [
                        "id": .integer(Int64(number)), "name": .string("r\(number)"), "owner": ["login": "acme"],
                        "default_branch": "main",
                    ]
                }
                return Answer.json(.array(items))
            }
            load.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            defer { load.withLock { $0.now -= 1 } }
            let name = request.path.split(separator: "/")[4]
            return name == "r20"
                ? Answer.notFound : Answer.json(["name": "main", "commit": ["sha": .string(String(name))]])
        }
        let service = HostingService(.gitHub, address: server.url)
        let rows = try await ClientBench.run(concurrency: 3) {
            try await $0.client.repositories(RepositoriesQuery(service: service, owner: "acme"))
        }
        // In the order of the listing, whatever came first.
        #expect(rows.compactMap { $0["sha"]?.string } == (0..<30).filter { $0 != 20 }.map { "r\($0)" })
        #expect(load.withLock { $0.most } <= 3)
    }

    @Test func oneFailureIsOneOfTheWholeAndEndsTheWork() async throws {
        let ended = try await concurrentMapFailure(of: 1_000, limit: 4, failingAt: [5, 3])
        #expect(ended.error == .unsupported("3"))
        #expect(ended.begun < 20)
    }

    private func concurrentMapFailure(
        of count: Int,
        limit: Int,
        failingAt places: Set<Int>
    ) async throws -> (error: ProviderError?, begun: Int) {
        let begun = Mutex(0)
        do throws(ProviderError) {
            _ = try await concurrentMap(Array(0..<count), limit: limit) { number throws(ProviderError) in
                begun.withLock { $0 += 1 }
                if places.contains(number) { throw .unsupported(String(number)) }
                return number
            }
            return (nil, begun.withLock { $0 })
        } catch {
            return (error, begun.withLock { $0 })
        }
    }
}
