import FleetServerSupport
import FleetTestSupport
import FleetValue
import Testing

@Suite(.enabled(if: APIServer.available, needsServer), .serialized, .timeLimit(.minutes(5)))
struct BootstrapTests {
    @Test func equipsANewClusterInWaveOrderAndIsSafeToRepeat() async throws {
        let server = try await APIServer.start(name: "fresh")
        let home = try ScratchFolder("bootstrap")
        let world = World(servers: [server], home: home)
        _ = try home.copy(Project.path("Fleet"), to: "Fleet")
        let arguments = [
            "bootstrap", "fresh", "--kubeconfig", server.kubeconfig, "--context", server.context(), "--label",
            "env=test",
        ]

        let dry = try await world.fleet(arguments + ["--dry-run", "client"])
        #expect(dry.status == 0, "\(dry.stderr)")
        #expect(try await world.fleet(["cluster", "list", "-o", "name"]).stdout == "")

        let first = try await world.fleet(arguments)
        #expect(first.status == 0, "\(first.stdout)\(first.stderr)")
        #expect(first.stderr.contains(#"cluster "fresh" registered"#), "\(first.stderr)")
        #expect(try await server.getIfPresent("/api/v1/namespaces/platform") != nil)
        #expect(try await server.getIfPresent("/api/v1/namespaces/platform/resourcequotas/platform") != nil)
        let role = "/apis/rbac.authorization.k8s.io/v1/clusterroles/platform-auditor"
        let before = try await server.get(role)["metadata"]?["resourceVersion"]

        let again = try await world.fleet(arguments)
        #expect(again.status == 0, "\(again.stderr)")
        #expect(again.stderr.contains("nothing had to be changed"), "\(again.stderr)")
        #expect(try await server.get(role)["metadata"]?["resourceVersion"] == before)
        #expect(
            try await world.fleet(["app", "list", "-o", "name"]).stdout == """
                application/fresh-access
                application/fresh-bootstrap
                application/fresh-namespaces
                application/fresh-quotas

                """
        )
        #expect(try await world.findings(status: 0) == [])

        // The root and what it brings belong to the fleet from now on.
        _ = try await server.patch(role, #"{"rules":[]}"#)
        #expect(
            try await world.findings(status: 1).allSatisfy { $0.hasPrefix("modified fresh fresh-access ClusterRole/") }
        )
        #expect(try await world.fleet(["sync"]).status == 0)
        #expect(try await world.findings(status: 0) == [])
        try await server.stop()
    }

    @Test func anUnreachableClusterIsNotRegistered() async throws {
        let port = try RefusingPort()
        let home = try ScratchFolder("unreachable")
        let world = World(servers: [], home: home)
        _ = try home.copy(Project.path("Fleet"), to: "Fleet")
        let token = try home.write("token", "secret-of-the-cluster")
        let result = try await world.fleet([
            "bootstrap", "gone", "--server", "https://127.0.0.1:\(port.port)", "--token-file", token,
        ])
        #expect(result.status == 2)
        #expect(result.stderr.contains(#"cluster "gone""#), "\(result.stderr)")
        #expect(!result.stderr.contains("secret-of-the-cluster"))
        #expect(try await world.fleet(["cluster", "list", "-o", "name"]).stdout == "")
    }
}
