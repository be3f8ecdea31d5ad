import FleetGenerators
import FleetHTTP
import FleetModel
import FleetTestSupport
import FleetValue
import Synchronization

@testable import FleetProviders

/// A client whose requests go to a server of the test, and what it waited for.
struct ClientBench: Sendable {
    let client: ProviderClient
    let waits: Waits

    /// How long the client waited between requests.
    final class Waits: Sendable {
        private let durations = Mutex<[Duration]>([])
        var all: [Duration] { durations.withLock { $0 } }
        func append(_ duration: Duration) { durations.withLock { $0.append(duration) } }
    }

    /// The time that the client believes in.
    static let now: Int64 = 1_700_000_000

    /// Runs something with a client whose waits take no time, and ends its connections whatever happens.
    static func run<Value>(
        secrets: [String: [String: SecretSource]] = [:],
        environment: [String: String] = [:],
        settings: FleetConfiguration.Generators = FleetConfiguration.Generators(),
        concurrency: Int = 8,
        maximumPages: Int = 1_000,
        _ body: (ClientBench) async throws -> Value
    ) async throws -> Value {
        let loop = TransferLoop(proxies: .none)
        let waits = Waits()
        var policy = RequestPolicy(wait: { waits.append($0) }, now: { Self.now })
        policy.backoff = Backoff(initial: .milliseconds(1), maximum: .milliseconds(1), jitter: 0)
        policy.concurrency = concurrency
        policy.maximumPages = maximumPages
        let client = ProviderClient(
            loop: loop,
            secrets: DeclaredSecrets(secrets, folder: "/nonexistent", environment: environment),
            environment: environment,
            settings: settings,
            policy: policy
        )
        do {
            let value = try await body(ClientBench(client: client, waits: waits))
            await loop.shutdown()
            return value
        } catch {
            await loop.shutdown()
            throw error
        }
    }

    /// The rows of repositories as lines: `acme/web main 1a2b`.
    func branches(_ query: RepositoriesQuery) async throws -> [String] {
        try await client.repositories(query).map { row in
            ["repository", "branch", "sha"].map { row[$0]?.string ?? "-" }.joined(separator: " ")
        }
    }

    /// The message of the error that a question ends in, or nil.
    func error(_ query: RepositoriesQuery) async -> String? {
        do {
            _ = try await client.repositories(query)
            return nil
        } catch {
            return error.description
        }
    }

    /// The message of the error that a question ends in, or nil.
    func error(_ query: PullRequestsQuery) async -> String? {
        do {
            _ = try await client.pullRequests(query)
            return nil
        } catch {
            return error.description
        }
    }

    /// The message of the error that a question ends in, or nil.
    func error(_ query: PluginQuery) async -> String? {
        do {
            _ = try await client.parameters(query)
            return nil
        } catch {
            return error.description
        }
    }
}

/// The answers of services, as their documentation has them.
enum Answer {
    static func json(_ value: Value, _ headers: [String: String] = [:]) -> ScriptedServer.Reply {
        .json(200, JSONWriter.text(of: value), headers: headers)
    }

    /// What all services say, more or less, of what they do not have.
    static let notFound = ScriptedServer.Reply.json(404, #"{"message": "Not Found"}"#)

    /// Two items of a list, with the number of the page after it if there is one.
    static func page(_ items: [Value], _ request: ScriptedServer.Request) -> (items: Value, next: Int?) {
        let page = Int(request.query["page"] ?? "1") ?? 1
        let part = items.dropFirst((page - 1) * 2).prefix(2)
        return (.array(Array(part)), items.count > page * 2 ? page + 1 : nil)
    }

    /// Two items of a list, with a `Link` header whose host is not the one that was asked.
    static func linkedPage(_ items: [Value], _ request: ScriptedServer.Request) -> ScriptedServer.Reply {
        let (part, next) = page(items, request)
        guard let next else { return json(part) }
        let others = request.target.drop { $0 != "?" }.dropFirst().split(separator: "&").filter {
            !$0.hasPrefix("page=")
        }
        let query = (others + ["page=\(next)"]).joined(separator: "&")
        let address = "https://other.example\(request.path)"
        return json(part, ["Link": #"<\#(address)?page=1>; rel="first", <\#(address)?\#(query)>; rel="next""#])
    }
}
