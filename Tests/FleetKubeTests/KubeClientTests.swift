import FleetHTTP
import FleetModel
import FleetTestSupport
import FleetValue
import Testing

@testable import FleetKube

/// The client against servers that misbehave as real ones do now and then.
@Suite(.timeLimit(.minutes(1)))
struct KubeClientTests {
    private let clock = TestTime()

    private static let pods = APIResource(group: "", version: "v1", kind: "Pod", name: "pods", namespaced: true)
    private static let secrets = APIResource(
        group: "",
        version: "v1",
        kind: "Secret",
        name: "secrets",
        namespaced: true
    )
    private static let pod = Manifest([
        "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "a", "namespace": "web"],
    ])

    /// Runs a test with a client; the loop is shut down afterwards.
    private func withClient(
        _ connection: Connection,
        _ options: KubeClientOptions = KubeClientOptions(),
        _ body: (KubeClient) async throws -> Void
    ) async throws {
        var settings = options
        settings.userAgent = "fleet/test"
        settings.time = clock.time
        settings.credentials = CredentialCache(runner: ExecPluginRunner(hasTerminal: { false }), time: clock.time)
        let loop = TransferLoop()
        let client = KubeClient(cluster: "eu", connection: connection, loop: loop, options: settings)
        do {
            try await body(client)
        } catch {
            await loop.shutdown()
            throw error
        }
        await loop.shutdown()
    }

    private static func list(_ names: [String], token: String = "", version: String = "7") -> String {
        let items = names.map { #"{"metadata":{"name":"\#($0)","namespace":"web"},"spec":{}}"# }.joined(separator: ",")
        return
            #"{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"\#(version)","continue":"\#(token)"},"#
            + #""items":[\#(items)]}"#
    }

    private static func refusal(_ code: Int, _ reason: String, _ message: String) -> ScriptedServer.Reply {
        .json(code, #"{"kind":"Status","reason":"\#(reason)","message":"\#(message)","code":\#(code)}"#)
    }

    // MARK: Requests

    @Test func sendsWhatTheConnectionSays() async throws {
        let server = try ScriptedServer { _, _ in .json(#"{"gitVersion":"v1.31.2","major":"1","minor":"31+"}"#) }
        var connection = Connection(server: server.url + "/prefix", credential: .token(SecretText("abc")))
        connection.impersonation = Impersonation(user: "jane", groups: ["dev"])
        try await withClient(connection) { client in
            let version = try await client.version()
            #expect(version == ServerVersion(major: 1, minor: 31, gitVersion: "v1.31.2"))
            let request = try #require(server.requests.first)
            #expect(request.target == "/prefix/version")
            #expect(request.headers["authorization"] == "Bearer abc")
            #expect(request.headers["user-agent"] == "fleet/test")
            #expect(request.headers["accept"] == "application/json")
            #expect(request.headers["accept-encoding"]?.contains("gzip") == true)
            #expect(request.headers["impersonate-user"] == "jane")
            #expect(request.headers["impersonate-group"] == "dev")
            #expect(request.headers["content-type"] == nil)
        }
    }

    @Test func sendsApplyAsTheServerWantsIt() async throws {
        let server = try ScriptedServer { request, _ in .json(request.body) }
        try await withClient(Connection(server: server.url)) { client in
            var manifest = Self.pod
            manifest.value["metadata"]?["managedFields"] = [["manager": "x"]]
            manifest.value["spec"] = ["containers": [["name": "c", "ports": [["containerPort": 80]]]]]
            let answer = try await client.apply(manifest, as: Self.pods, fieldManager: "a b", force: true, dryRun: true)
            let request = try #require(server.requests.first)
            #expect(
                "\(request.method) \(request.target)"
                    == "PATCH /api/v1/namespaces/web/pods/a?fieldManager=a%20b&dryRun=All&force=true"
            )
            #expect(request.headers["content-type"] == "application/apply-patch+yaml")
            #expect(answer.value["metadata"]?["managedFields"] == nil)
            #expect(answer.value["spec"]?["containers"]?[0]?["ports"]?[0]?["protocol"] == "TCP")
        }
    }

    @Test func sendsDeletionWithPreconditions() async throws {
        let server = try ScriptedServer { _, _ in .json(#"{"kind":"Status","status":"Success"}"#) }
        try await withClient(Connection(server: server.url)) { client in
            let outcome = try await client.delete(
                Self.pods,
                namespace: "web",
                name: "a",
                propagation: .foreground,
                uid: "u",
                resourceVersion: "5",
                dryRun: true
            )
            #expect(outcome == .deleted)
            #expect(
                try JSONReader.value(in: server.requests[0].body) == [
                    "kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": "Foreground",
                    "preconditions": ["uid": "u", "resourceVersion": "5"], "dryRun": ["All"],
                ]
            )
        }
    }

    @Test func sendsNothingThatCanNotBeAddressed() async throws {
        let server = try ScriptedServer { _, _ in .json("{}") }
        try await withClient(Connection(server: server.url)) { client in
            #expect(
                await failure { try await client.get(Self.pods, namespace: "", name: "a") }
                    == "cluster \"eu\": get Pod a: has no namespace"
            )
            #expect(
                await failure { try await client.get(Self.pods, namespace: "web", name: "..") }
                    == "cluster \"eu\": get Pod web/..: can not be named \"..\""
            )
            #expect(
                await failure { try await client.delete(Self.pods, namespace: "a/b", name: "x") }
                    == "cluster \"eu\": delete Pod a/b/x: its namespace has \"/\" or \"%\" in its name"
            )
        }
        #expect(server.requests.isEmpty)
    }

    @Test func rawRequestsGoAnywhere() async throws {
        let server = try ScriptedServer { request, _ in .json(request.method == "GET" ? "" : #"{"ok":1}"#) }
        try await withClient(Connection(server: server.url)) { client async throws in
            #expect(try await client.perform(method: "GET", path: "/readyz", query: [("verbose", "")]) == .null)
            #expect(try await client.perform(method: "POST", path: "/apis/x", body: ["a": 1]) == ["ok": 1])
            #expect(server.lines == ["GET /readyz?verbose=", "POST /apis/x"])
            #expect(server.requests[1].body == #"{"a":1}"#)
        }
    }

    // MARK: Lists

    @Test func readsAllPagesAndNamesTheKind() async throws {
        let server = try ScriptedServer { _, before in
            switch before {
            case 0: .json(Self.list(["a", "b"], token: "t+1"))
            case 1: .json(Self.list(["c"], token: "t2"))
            default: .json(Self.list([]))
            }
        }
        try await withClient(Connection(server: server.url)) { client in
            let list = try await client.listing(
                Self.pods,
                namespace: nil,
                labelSelector: "a in (b)",
                fieldSelector: "x=y",
                pageSize: 2
            )
            #expect(list.items.map(\.name) == ["a", "b", "c"])
            #expect(list.resourceVersion == "7")
            #expect(list.items[0].value.mapping?.keys == ["apiVersion", "kind", "metadata", "spec"])
            #expect(list.items[0].groupVersionKind == Self.pods.groupVersionKind)
        }
        let selection = "labelSelector=a%20in%20%28b%29&fieldSelector=x%3Dy&limit=2"
        #expect(
            server.lines == [
                "GET /api/v1/pods?\(selection)", "GET /api/v1/pods?\(selection)&continue=t%2B1",
                "GET /api/v1/pods?\(selection)&continue=t2",
            ]
        )
    }

    @Test func listsEverythingAtOnceWhenTheServerForgotTheFirstPage() async throws {
        let server = try ScriptedServer { _, before in
            switch before {
            case 0: .json(Self.list(["a"], token: "t"))
            case 1: Self.refusal(410, "Expired", "The provided continue parameter is too old")
            default: .json(Self.list(["a", "b"], version: "9"))
            }
        }
        try await withClient(Connection(server: server.url)) { client in
            let list = try await client.listing(Self.pods, namespace: "web", pageSize: 1)
            #expect(list.items.map(\.name) == ["a", "b"])
            #expect(list.resourceVersion == "9")
        }
        #expect(server.lines.last == "GET /api/v1/namespaces/web/pods")
    }

    @Test(arguments: [
        (Self.list(["a"], token: "t"), "the server gives the same page again and again"),
        (#"{"kind":"Status","status":"Success"}"#, "it is no list of Pod"),
        (#"{"kind":"PodList"}"#, "it is no list of Pod"),
        (#"{"kind":"PodList","items":{}}"#, "it is no list of Pod"),
        (#"{"kind":"PodList","items":[1]}"#, "the list has an entry that is no Pod"),
        (
            "<html>login</html>",
            "not JSON (1:1: expected a value): the answer is a web page, not Kubernetes; something stands in between"
        ),
    ])
    func anAnswerThatIsNoListIsNotEmpty(_ body: String, _ problem: String) async throws {
        let server = try ScriptedServer { _, _ in .json(body) }
        try await withClient(Connection(server: server.url)) { client in
            let text = await failure { try await client.list(Self.pods, namespace: "web") }
            let expected = "cluster \"eu\": list Pod in web: unexpected answer: \(problem)"
            if problem.hasPrefix("not JSON") {
                #expect(text.hasPrefix("cluster \"eu\": list Pod in web: unexpected answer: not JSON ("))
                #expect(text.hasSuffix("): the answer is a web page, not Kubernetes; something stands in between"))
            } else {
                #expect(text == expected)
            }
        }
    }

    @Test func noItemsAreNoError() async throws {
        let server = try ScriptedServer { _, _ in .json(#"{"kind":"PodList","metadata":{},"items":null}"#) }
        try await withClient(Connection(server: server.url)) { client async throws in
            #expect(try await client.list(Self.pods, namespace: nil) == [])
        }
    }

    @Test func aMissingResourceIsNilAndAMissingKindIsAnError() async throws {
        let server = try ScriptedServer { request, _ in
            request.path.hasSuffix("/a")
                ? .json(
                    404,
                    #"{"kind":"Status","reason":"NotFound","message":"x","details":{"name":"a","kind":"pods"}}"#
                )
                : .json(404, "404 page not found", headers: ["Content-Type": "text/plain"])
        }
        try await withClient(Connection(server: server.url)) { client async throws in
            #expect(try await client.get(Self.pods, namespace: "web", name: "a") == nil)
            #expect(try await client.delete(Self.pods, namespace: "web", name: "a") == .notFound)
            #expect(
                await failure { try await client.get(Self.pods, namespace: "web", name: "b") }
                    == "cluster \"eu\": get Pod web/b: the server does not serve v1 Pod; "
                    + "is its CustomResourceDefinition installed?"
            )
        }
    }

    // MARK: Retries

    @Test func waitsAsLongAsTheServerWants() async throws {
        let server = try ScriptedServer { request, before in
            before < 2
                ? .json(429, "{}", headers: ["Retry-After": "3"]) : .json(201, request.body)
        }
        try await withClient(Connection(server: server.url)) { client async throws in
            #expect(try await client.create(Self.pod, as: Self.pods).name == "a")
        }
        #expect(server.lines.count == 3)
        #expect(clock.slept.map { $0 >= .seconds(3) && $0 < .seconds(4) } == [true, true])
    }

    @Test func givesUpAfterSomeAttempts() async throws {
        let server = try ScriptedServer { _, _ in Self.refusal(503, "ServiceUnavailable", "etcd is away") }
        try await withClient(Connection(server: server.url)) { client in
            #expect(
                await failure { try await client.version() }
                    == "cluster \"eu\": get version: unavailable (503): etcd is away"
            )
        }
        #expect(server.lines.count == 5)
    }

    @Test func asksAgainForALostAnswerButCreatesOnlyOnce() async throws {
        let server = try ScriptedServer { request, before in
            request.method == "POST" || before == 0 ? .cut : .json(#"{"gitVersion":"v1.20.2"}"#)
        }
        try await withClient(Connection(server: server.url)) { client async throws in
            #expect(try await client.version().gitVersion == "v1.20.2")
            let text = await failure { try await client.create(Self.pod, as: Self.pods) }
            #expect(text.hasPrefix("cluster \"eu\": create Pod web/a: the connection to 127.0.0.1:"))
        }
        #expect(server.lines.map { $0.prefix(4) } == ["GET ", "GET ", "POST"])
    }

    @Test func aDeadServerIsGivenUpSoon() async throws {
        let port = try RefusingPort()
        try await withClient(Connection(server: "http://127.0.0.1:\(port.port)")) { client in
            let text = await failure { try await client.version() }
            #expect(text.hasPrefix("cluster \"eu\": get version: can not connect to 127.0.0.1:\(port.port)"))
        }
        #expect(clock.slept.count == 2)
        #expect(clock.slept.allSatisfy { $0 <= .milliseconds(200) })
    }

    @Test func cancellingEndsARequest() async throws {
        let server = try ScriptedServer { _, _ in .silence }
        try await withClient(Connection(server: server.url)) { client in
            let asked = Task { try await client.version() }
            while server.requests.isEmpty { await Task.yield() }
            asked.cancel()
            await #expect(throws: KubeError.cancelled(cluster: "eu")) { try await asked.value }
            #expect(client.load == (0, 0))
        }
    }

    @Test func onlySoManyAreUnderWay() async throws {
        let server = try ScriptedServer { _, _ in .silence }
        var options = KubeClientOptions()
        options.maximumInFlight = 3
        try await withClient(Connection(server: server.url), options) { client in
            let asked = (0..<10).map { _ in Task { try await client.version() } }
            while client.load != (3, 7) || server.requests.count < 3 { await Task.yield() }
            #expect(server.requests.count == 3)
            for task in asked { task.cancel() }
            for task in asked { await #expect(throws: KubeError.cancelled(cluster: "eu")) { try await task.value } }
            #expect(client.load == (0, 0))
        }
    }

    // MARK: Credentials

    @Test func asksThePluginAgainWhenItsTokenIsRefused() async throws {
        let folder = try ScratchFolder("client")
        let path = try folder.writeScript(
            "login",
            """
            #!/bin/sh
            echo x >> \(folder.path)/runs
            n=$(wc -l < \(folder.path)/runs)
            echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"t'$n'"}}'
            """
        )
        let server = try ScriptedServer { request, _ in
            request.headers["authorization"] == "Bearer t2"
                ? .json(201, request.body) : Self.refusal(401, "Unauthorized", "Unauthorized")
        }
        let context = ExecPluginContext(environment: ["PATH": "/usr/bin:/bin"])
        var connection = Connection(server: server.url, credential: .plugin(ExecPlugin(command: path), context))
        connection.title = "context \"x\" of /k"
        try await withClient(connection) { client async throws in
            #expect(try await client.create(Self.pod, as: Self.pods).name == "a")
            #expect(server.requests.map { $0.headers["authorization"] } == ["Bearer t1", "Bearer t2"])
        }
    }

    @Test func aRefusedTokenIsNotTriedForEver() async throws {
        let folder = try ScratchFolder("client")
        let path = try folder.write("token", "abc")
        let server = try ScriptedServer { _, _ in Self.refusal(401, "Unauthorized", "Unauthorized") }
        var connection = Connection(server: server.url, credential: .tokenFile(path))
        connection.title = "token file /t"
        try await withClient(connection) { client in
            for _ in 0..<3 {
                #expect(
                    await failure { try await client.version() }
                        == "cluster \"eu\": get version: unauthorized: "
                        + "the server does not accept the credentials of token file /t"
                )
            }
        }
        // Once more after the first refusal, then not again within a minute.
        #expect(server.requests.count == 4)
    }

    @Test func aPluginThatFailsSendsNothing() async throws {
        let server = try ScriptedServer { _, _ in .json("{}") }
        let plugin = ExecPlugin(command: "no-such-login-tool", installHint: "get it")
        let context = ExecPluginContext(environment: ["PATH": "/usr/bin"])
        try await withClient(Connection(server: server.url, credential: .plugin(plugin, context))) { client in
            #expect(
                await failure { try await client.version() }
                    == "cluster \"eu\": credential plugin \"no-such-login-tool\" is not installed: get it"
            )
        }
        #expect(server.requests.isEmpty)
    }

    @Test func whatASecretHoldsIsNotRepeated() async throws {
        let server = try ScriptedServer { _, _ in
            Self.refusal(422, "Invalid", #"Secret \"a\" is invalid: Invalid value: \"hunter2\""#)
        }
        try await withClient(Connection(server: server.url)) { client in
            let secret = Manifest(["metadata": ["name": "a", "namespace": "web"], "data": ["x": "aHVudGVyMg=="]])
            let texts = [
                await failure { try await client.apply(secret, as: Self.secrets) },
                await failure { try await client.create(secret, as: Self.secrets) },
                await failure { try await client.perform(method: "PUT", path: "/api/v1/namespaces/web/secrets/a") },
            ]
            for text in texts {
                #expect(text.hasSuffix("the server's message is withheld, since it may quote the Secret's data"))
            }
        }
    }
}
