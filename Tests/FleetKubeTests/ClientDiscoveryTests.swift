import FleetHTTP
import FleetModel
import FleetTestSupport
import Synchronization
import Testing

@testable import FleetKube

/// Discovery over HTTP, with servers of both ages and a group that is broken.
@Suite(.timeLimit(.minutes(1)))
struct ClientDiscoveryTests {
    private let clock = TestTime()

    private func client(_ server: ScriptedServer, _ loop: TransferLoop, cache: String? = nil) -> KubeClient {
        let options = KubeClientOptions(discoveryCacheFolder: cache, time: clock.time)
        return KubeClient(cluster: "eu", connection: Connection(server: server.url), loop: loop, options: options)
    }

    private func withLoop(_ body: (TransferLoop) async throws -> Void) async throws {
        let loop = TransferLoop()
        do {
            try await body(loop)
        } catch {
            await loop.shutdown()
            throw error
        }
        await loop.shutdown()
    }

    /// A server of the old form: the core group, `apps` in two versions, and `metrics.k8s.io` with a given status.
    private static func old(_ request: ScriptedServer.Request, metrics: Int) -> ScriptedServer.Reply {
        func resources(_ entries: String) -> ScriptedServer.Reply {
            .json(#"{"kind":"APIResourceList","resources":[\#(entries)]}"#)
        }
        let verbs = #""verbs":["list","get"]"#
        switch request.path {
        case "/api": return .json(#"{"kind":"APIVersions","versions":["v1"]}"#)
        case "/apis":
            return .json(
                """
                {"kind":"APIGroupList","groups":[
                {"name":"apps","versions":[{"version":"v1beta1"},{"version":"v1"}],"preferredVersion":{"version":"v1"}},
                {"name":"metrics.k8s.io","versions":[{"version":"v1beta1"}]}]}
                """
            )
        case "/api/v1": return resources(#"{"name":"pods","namespaced":true,"kind":"Pod",\#(verbs)}"#)
        case "/apis/apps/v1", "/apis/apps/v1beta1":
            return resources(#"{"name":"deployments","namespaced":true,"kind":"Deployment",\#(verbs)}"#)
        case "/apis/metrics.k8s.io/v1beta1":
            return metrics == 200
                ? resources(#"{"name":"nodes","namespaced":false,"kind":"NodeMetrics",\#(verbs)}"#)
                : .json(metrics, "service unavailable\n", headers: ["Content-Type": "text/plain"])
        default: return .json(404, "404 page not found\n", headers: ["Content-Type": "text/plain"])
        }
    }

    private let deployment = GroupKind(group: "apps", kind: "Deployment")
    private let metrics = GroupKind(group: "metrics.k8s.io", kind: "NodeMetrics")

    @Test func asksOldServersGroupByGroup() async throws {
        let server = try ScriptedServer { request, _ in Self.old(request, metrics: 200) }
        try await withLoop { loop in
            let client = client(server, loop)
            let discovery = try await client.discover()
            #expect(
                discovery.resources.map { "\($0.groupVersionKind)" } == [
                    "v1 Pod", "apps/v1 Deployment", "apps/v1beta1 Deployment", "metrics.k8s.io/v1beta1 NodeMetrics",
                ]
            )
            #expect(discovery.isComplete)
            #expect(server.requests[0].headers["accept"] == DiscoveryDecoding.accept)
            #expect(try await client.resource(for: deployment).version == "v1")
            #expect(server.requests.count == 6)
        }
    }

    @Test func aBrokenGroupIsNotAnEmptyOne() async throws {
        let folder = try ScratchFolder("discovery")
        let server = try ScriptedServer { request, _ in Self.old(request, metrics: 503) }
        try await withLoop { loop in
            let client = client(server, loop, cache: folder.path("cache"))
            let discovery = try await client.discover()
            #expect(
                discovery.failedGroups == [
                    .init(group: "metrics.k8s.io", version: "v1beta1", message: "answered 503: service unavailable")
                ]
            )
            #expect(try await client.resource(for: deployment).name == "deployments")
            #expect(
                await failure { try await client.resource(for: metrics) }
                    == "cluster \"eu\": find NodeMetrics.metrics.k8s.io: it is not known whether the server serves "
                    + "NodeMetrics.metrics.k8s.io: metrics.k8s.io/v1beta1: answered 503: service unavailable"
            )
            // Not kept: the next process asks again, and so does this one before long.
            #expect(!folder.has("cache"))
            let before = server.requests.count
            _ = try await client.discover()
            #expect(server.requests.count == before)
            clock.advance(31)
            _ = try await client.discover()
            #expect(server.requests.count == before + 6)
        }
        // One attempt only: nothing waits for a broken group.
        #expect(clock.slept.isEmpty)
    }

    @Test func aServerThatRefusesIsAnError() async throws {
        let server = try ScriptedServer { request, _ in
            request.path == "/api/v1" ? .json(401, "{}") : Self.old(request, metrics: 200)
        }
        try await withLoop { loop in
            #expect(
                await failure { try await client(server, loop).discover() }
                    == "cluster \"eu\": discover /api/v1: unauthorized: "
                    + "the server does not accept the credentials of the connection"
            )
        }
    }

    @Test func answersFromTheCacheOfAnotherClient() async throws {
        let folder = try ScratchFolder("discovery")
        let server = try ScriptedServer { request, _ in Self.old(request, metrics: 200) }
        try await withLoop { loop in
            let first = try await client(server, loop, cache: folder.path).discover()
            let count = server.requests.count
            let second = client(server, loop, cache: folder.path)
            #expect(try await second.discover() == first)
            #expect(server.requests.count == count)
            _ = try await second.discover(refresh: true)
            #expect(server.requests.count == 2 * count)
            clock.advance(601)
            _ = try await second.discover()
            #expect(server.requests.count == 3 * count)
        }
    }

    @Test func manyWhoAskAtOnceCostOneEnquiry() async throws {
        let server = try ScriptedServer { request, _ in Self.old(request, metrics: 200) }
        try await withLoop { loop in
            let client = client(server, loop)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 { group.addTask { _ = try await client.discover() } }
                try await group.waitForAll()
            }
            #expect(server.requests.count == 6)
        }
    }

    @Test func looksAgainForAKindThatMayBeNew() async throws {
        let installed = Flag()
        let server = try ScriptedServer { request, _ in
            guard request.path == "/apis" || request.path.hasPrefix("/apis/new.io") else {
                return Self.old(request, metrics: 200)
            }
            if request.path == "/apis" {
                let groups = installed.value ? #"{"name":"new.io","versions":[{"version":"v1"}]}"# : ""
                return .json(#"{"kind":"APIGroupList","groups":[\#(groups)]}"#)
            }
            return .json(#"{"kind":"APIResourceList","resources":[{"name":"news","kind":"New","namespaced":true}]}"#)
        }
        try await withLoop { loop in
            let client = client(server, loop)
            let kind = GroupVersionKind(group: "new.io", version: "v1", kind: "New")
            _ = try await client.discover()
            clock.advance(5)
            #expect(
                await failure { try await client.resource(for: kind) }
                    == "cluster \"eu\": find new.io/v1 New: the server does not serve new.io/v1 New; "
                    + "is its CustomResourceDefinition installed?"
            )
            // Not again at once: a thousand resources of a missing kind must not ask a thousand times.
            let count = server.requests.count
            _ = try? await client.resource(for: kind)
            #expect(server.requests.count == count)
            installed.set()
            clock.advance(5)
            #expect(try await client.resource(for: kind).name == "news")
        }
    }

    @Test func aKindThatIsGoneEmptiesTheCache() async throws {
        let folder = try ScratchFolder("discovery")
        let server = try ScriptedServer { request, _ in Self.old(request, metrics: 200) }
        try await withLoop { loop in
            let client = client(server, loop, cache: folder.path)
            let type = try await client.resource(for: deployment)
            let count = server.requests.count
            _ = try? await client.list(type, namespace: nil)
            _ = try await client.discover()
            #expect(server.requests.count == 2 * count + 1)
        }
    }
}

/// A switch that a test turns on for its server.
private final class Flag: Sendable {
    private let state = Mutex(false)
    var value: Bool { state.withLock { $0 } }
    func set() { state.withLock { $0 = true } }
}
