import FleetServerSupport
import FleetTestSupport
import FleetValue
import Foundation
import Testing

@Suite(
    .enabled(if: APIServer.available, "run Tests/kubernetes once, or set KUBEBUILDER_ASSETS"),
    .timeLimit(.minutes(5))
)
struct APIServerTests {
    @Test func sharedServersAreReadyAndDistinct() async throws {
        async let first = APIServer.shared(0)
        async let second = APIServer.shared(1)
        let (one, two) = try await (first, second)
        #expect(one.name == "one")
        #expect(two.name == "two")
        #expect(one.port != two.port)
        #expect(try await APIServer.shared(0).port == one.port)

        let namespace = try await one.makeNamespace("distinct")
        #expect(try await one.get("/api/v1/namespaces/\(namespace)")["kind"] == "Namespace")
        #expect(try await two.getIfPresent("/api/v1/namespaces/\(namespace)") == nil)
        #expect(try await two.get("/api/v1/namespaces/default")["metadata"]?["name"] == "default")
    }

    @Test func requestsThatFailSayHow() async throws {
        let server = try await APIServer.shared(0)
        let error = await #expect(throws: TestSupportError.self) {
            try await server.get("/api/v1/namespaces/default/configmaps/absent")
        }
        guard case .badAnswer(let request, let status, let body) = error else {
            Issue.record("\(String(describing: error)) is another error")
            return
        }
        #expect(request == "GET /api/v1/namespaces/default/configmaps/absent")
        #expect(status == 404)
        #expect(body.contains(#""reason":"NotFound""#))
    }

    @Test func serverSideApplyNamesItsManager() async throws {
        let server = try await APIServer.shared(0)
        let namespace = try await server.makeNamespace("apply")
        let path = "/api/v1/namespaces/\(namespace)/configmaps/settings"
        try await server.apply(
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  a: '1'\n",
            to: path,
            manager: "tester"
        )
        try await server.patch(path, #"{"data":{"b":"2"}}"#, manager: "somebody")
        let object = try await server.get(path)
        #expect(object["data"] == ["a": "1", "b": "2"])
        let managers = object["metadata"]?["managedFields"]?.array?.compactMap { $0["manager"]?.string }
        #expect(managers?.sorted() == ["somebody", "tester"])
    }

    /// What each kubeconfig is for: who can list namespaces with it, and how the others fail.
    @Test(arguments: APIServer.Access.allCases)
    func everyAccessBehavesAsItSays(_ access: APIServer.Access) async throws {
        let server = try await APIServer.shared(0)
        let result: ToolResult
        do {
            result = try await Tool.run(
                "kubectl",
                ["--context", server.context(access), "get", "namespaces", "default", "-o", "name"],
                environment: ["KUBECONFIG": server.kubeconfig(access)]
            )
        } catch TestSupportError.notStarted {
            return
        }
        switch access {
        case .admin, .clientCertificate:
            #expect(result.stdout == "namespace/default\n", "\(result)")
        case .expiredCertificate, .wrongToken:
            #expect(result.stderr.contains("You must be logged in to the server"), "\(result)")
        case .expiredServer:
            #expect(result.stderr.contains("certificate has expired"), "\(result)")
        case .wrongAuthority:
            #expect(result.stderr.contains("certificate signed by unknown authority"), "\(result)")
        case .nobody, .viewer:
            #expect(result.stderr.contains(#"User "\#(access.rawValue)" cannot"#), "\(result)")
        }
        #expect((result.status == 0) == (access == .admin || access == .clientCertificate))
    }

    @Test func stoppedServerRefusesAndComesBackAsItWas() async throws {
        let server = try await APIServer.start(name: "stopped")
        let namespace = try await server.makeNamespace("kept")
        try await server.stop()
        await #expect(throws: (any Error).self) { try await server.get("/readyz") }
        try await server.restart()
        #expect(try await server.getIfPresent("/api/v1/namespaces/\(namespace)") != nil)
        try await server.stop()
    }

    /// A test process that is killed must leave nothing behind; here a shell plays its part.
    @Test func serversEndWithTheProcessTheyBelongTo() async throws {
        let folder = try ScratchFolder("owner")
        let owner = try await Tool.run(
            "sh",
            ["-c", "\"$1\" start --while $$ orphan \"$2\" >/dev/null && cat \"$2\"/orphan/port && kill -9 $$", "sh"]
                + [Project.path("Tests/kubernetes"), folder.path]
        )
        #expect(owner.signal == 9)
        let port = owner.stdout.trimmingCharacters(in: .whitespacesAndNewlines)
        // The watcher looks several times a second; the loop ends as soon as it has, and fails after 20 seconds.
        let gone = try await Tool.run(
            "bash",
            [
                "-c",
                "for ((i = 0; i < 200; i++)); do (: <>/dev/tcp/127.0.0.1/\(port)) 2>/dev/null || exit 0; sleep 0.1; done; exit 1",
            ]
        )
        #expect(gone.status == 0)
    }

    @Test func serverThatDoesNotStartShowsItsLog() async throws {
        let script = Project.path("Tests/kubernetes")
        let folder = try ScratchFolder("broken")
        let real = try await Tool.run(script, ["find"]).stdout.trimmingCharacters(in: .whitespacesAndNewlines)
        try folder.copy(real + "/etcd", to: "assets/etcd")
        try folder.writeScript("assets/kube-apiserver", "#!/bin/sh\necho it broke\nexit 1\n")
        let result = try await Tool.run(
            script,
            ["start", "broken", folder.path("servers")],
            environment: ["KUBEBUILDER_ASSETS": folder.path("assets")]
        )
        try await Tool.run(script, ["stop", folder.path("servers")])
        let log = folder.path("servers/broken/log")
        #expect(result.status == 1)
        #expect(result.stdout == "")
        #expect(result.stderr == "it broke\nkubernetes: the API server 'broken' did not get ready; its log: \(log)\n")
    }
}
