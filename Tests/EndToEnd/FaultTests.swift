import FleetServerSupport
import FleetTestSupport
import FleetValue
import Testing

@Suite(.enabled(if: APIServer.available, needsServer), .serialized, .timeLimit(.minutes(5)))
struct FaultTests {
    @Test func aStoppedServerCostsOnlyItself() async throws {
        let world = try await World.make("fault-alive", "fault-stopped")
        for server in world.servers {
            try world.declare(server.name, on: server)
            try world.writeConfigMap(server.name, "settings", ["color": "blue"])
        }
        #expect(try await world.fleet(["sync"]).status == 0)
        try await world.servers[1].stop()
        for server in world.servers { try world.writeConfigMap(server.name, "settings", ["color": "green"]) }

        let report = try await world.json(["drift"], status: 2)
        let kinds = (report["findings"]?.array ?? []).map {
            "\($0["kind"]?.string ?? "") \($0["cluster"]?.string ?? "")"
        }
        #expect(kinds == ["modified fault-alive", "unreachable fault-stopped"])
        let sync = try await world.fleet(["sync", "--prune"])
        #expect(sync.status == 2)
        #expect(sync.stderr.contains(#"cluster "fault-stopped""#), "\(sync.stderr)")
        let live = try await world.servers[0].get("/api/v1/namespaces/fault-alive/configmaps/settings")
        #expect(live["data"] == ["color": "green"])

        try await world.servers[1].restart()
        #expect(try await world.fleet(["sync"]).status == 0)
        #expect(try await world.findings(status: 0) == [])
        try await world.end()
    }

    @Test(
        arguments: [
            (APIServer.Access.wrongToken, "unauthorized"), (.expiredCertificate, "the client certificate expired"),
            (.expiredServer, "expired"), (.wrongAuthority, "certificate"),
        ]
    )
    func wrongCredentialsAreNamedAndNothingIsDeleted(_ access: APIServer.Access, _ words: String) async throws {
        let server = try await APIServer.shared(0)
        let world = World(servers: [server], home: try ScratchFolder("credentials"))
        _ = try world.home.write("Fleet/fleet.yaml", "apiVersion: fleet.internal/v1alpha1\nkind: Fleet\n")
        try await world.register(server, access)
        let name = access.rawValue
        try world.declare(name, on: server)
        try world.writeConfigMap(name, "settings", ["color": "blue"])
        let check = try await world.fleet(["cluster", "check", "-o", "json"])
        #expect(check.status == 2)
        #expect(check.stdout.contains(words), "\(check.stdout)")
        for command in [["drift"], ["sync", "--prune"], ["status"]] {
            let result = try await world.fleet(command)
            #expect(result.status == 2, "\(command)")
            #expect((result.stdout + result.stderr).contains(words), "\(command): \(result.stdout)\(result.stderr)")
            if let token = server.token(access) {
                #expect(!(result.stdout + result.stderr).contains(token))
            }
        }
        #expect(try await server.getIfPresent("/api/v1/namespaces/\(name)") == nil)
    }

    @Test func whoMayNothingIsToldWhatIsForbidden() async throws {
        let server = try await APIServer.shared(0)
        let world = World(servers: [server], home: try ScratchFolder("nobody"))
        _ = try world.home.write("Fleet/fleet.yaml", "apiVersion: fleet.internal/v1alpha1\nkind: Fleet\n")
        try await world.register(server, .nobody)
        try world.declare("forbidden", on: server)
        try world.writeConfigMap("forbidden", "settings", ["color": "blue"])
        let result = try await world.fleet(["sync"])
        #expect(result.status == 2)
        #expect(result.stderr.contains("forbidden"), "\(result.stderr)")
        #expect(result.stderr.contains(#"User "nobody" cannot get resource "namespaces""#), "\(result.stderr)")
    }

    @Test func killedInTheMiddleTheNextRunGoesOn() async throws {
        let world = try await World.make("killed", controllers: true)
        let server = world.servers[0]
        try world.declare("web", on: server)
        for index in 0..<60 { try world.writeConfigMap("web", "map-\(index)", ["index": "\(index)"], wave: index / 3) }
        let killed = try await world.fleet(["sync"]) { process in
            // As soon as the first waves are there the process is gone, without a chance to tidy up.
            while try await server.getIfPresent("/api/v1/namespaces/web/configmaps/map-7") == nil {
                try await Task.sleep(for: .milliseconds(5))
            }
            try process.send(9)
        }
        #expect(killed.signal == 9)
        let partial = try await server.get("/api/v1/namespaces/web/configmaps")["items"]?.array?.count ?? 0
        try #require(partial < 60, "it was through before it was killed")
        let resumed = try await world.fleet(["sync"])
        #expect(resumed.status == 0, "\(resumed.stderr)")
        let live = try await server.get("/api/v1/namespaces/web/configmaps")["items"]?.array ?? []
        #expect(live.count { $0["metadata"]?["labels"]?["fleet.internal/application"]?.string == "web" } == 60)
        #expect(try await world.findings(status: 0) == [])

        // Everything that was applied is known, also what was applied just before the end.
        for index in 0..<60 where index != 59 { try world.home.remove("Fleet/apps/web/map-\(index).yaml") }
        #expect(try await world.fleet(["sync", "--prune", "--allow-deletions", "100%"]).status == 0)
        for index in 0..<59 {
            #expect(try await isGone("/api/v1/namespaces/web/configmaps/map-\(index)", from: server))
        }
        let left = try await server.get("/api/v1/namespaces/web/configmaps")["items"]?.array ?? []
        #expect(left.count { $0["metadata"]?["labels"]?["fleet.internal/application"]?.string == "web" } == 1)
        try await world.end()
    }

    @Test func badInputNamesFileLineAndField() async throws {
        let server = try await APIServer.shared(0)
        let world = World(servers: [server], home: try ScratchFolder("bad"))
        _ = try world.home.write("Fleet/fleet.yaml", "apiVersion: fleet.internal/v1alpha1\nkind: Fleet\n")
        try await world.register(server)
        try world.write(
            "applications/a.yaml",
            "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n\tname: x\n"
        )
        let syntax = try await world.fleet(["sync"])
        #expect(syntax.status == 2)
        #expect(syntax.stdout == "")
        #expect(syntax.stderr.contains("Fleet/applications/a.yaml:4:1:"), "\(syntax.stderr)")

        try world.write(
            "applications/a.yaml",
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: x}
            spec:
              source: {repoURL: ., path: 5}
              destination: {name: one}
            """
        )
        let field = try await world.fleet(["drift"])
        #expect(field.status == 2)
        #expect(
            field.stderr
                == "error: ./Fleet/applications/a.yaml:5:24: spec.source.path: expected a string, found a number\n"
        )
        let usage = try await world.fleet(["sync", "--dry-run", "maybe"])
        #expect(usage.status == 64)
    }

    @Test func twoProcessesDoNotSyncOneClusterAtOnce() async throws {
        let world = try await World.make("leased")
        let server = world.servers[0]
        try world.declare("web", on: server)
        try world.writeDeployment("web", "web")
        try world.writeConfigMap("web", "after", ["wave": "one"], wave: 1)
        // The first waits for the Deployment's health until the test writes it; meanwhile the second comes.
        let first = try await world.fleet(["sync", "--timeout", "60"]) { _ in
            let path = "/apis/apps/v1/namespaces/web/deployments/web"
            while try await server.getIfPresent(path) == nil { try await Task.sleep(for: .milliseconds(10)) }
            let second = try await world.fleet(["sync"])
            #expect(second.status == 2)
            #expect(second.stderr.contains("is being synced by"), "\(second.stderr)")
            try await world.makeHealthy("web", "web", on: server)
        }
        #expect(first.status == 0, "\(first.stderr)")
        try await world.end()
    }
}
