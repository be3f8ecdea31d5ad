import FleetServerSupport
import FleetTestSupport
import FleetValue
import Testing

/// `fleet app apply` on a real API server with Argo CD's definitions.
@Suite(.enabled(if: APIServer.available, needsServer), .serialized, .timeLimit(.minutes(5)))
struct HubApplyTests {
    private func world(_ name: String) async throws -> (World, APIServer) {
        let world = try await World.make(name)
        try await ArgoCD.install(on: world.servers[0])
        return (world, world.servers[0])
    }

    /// Declares a set of Applications.
    private func declare(_ world: World, _ names: [String], path: String = "web", more: String = "") throws {
        let elements = names.map { "{name: \($0)}" }.joined(separator: ", ")
        try world.write(
            "applicationsets/web.yaml",
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: web, namespace: argocd}
            spec:
              generators: [{list: {elements: [\(elements)]}}]
              template:
                metadata: {name: "{{name}}", labels: {team: web}}
                spec:
                  project: default
                  source: {repoURL: "https://git.example.com/a", path: \(path), targetRevision: main}
                  destination: {name: eu, namespace: web}
            \(more)

            """
        )
    }

    private func apply(_ world: World, _ server: APIServer, _ arguments: String...) async throws -> ToolResult {
        try await world.fleet(["app", "apply", "--hub", server.name] + arguments)
    }

    @Test func appliesAfterADiffAndNothingTheSecondTime() async throws {
        let (world, server) = try await world("hub-apply")
        try declare(world, ["a", "b"])
        let dry = try await apply(world, server, "--dry-run")
        #expect(dry.status == 1, "\(dry.stderr)")
        #expect(dry.stdout.contains("+++ declared/hub-apply/Application.argoproj.io argocd/a"), "\(dry.stdout)")
        #expect(dry.stdout.contains("+    team: web"), "\(dry.stdout)")
        #expect(try await server.getIfPresent(ArgoCD.path("applications", "a")) == nil)

        let first = try await apply(world, server)
        #expect(first.status == 0, "\(first.stderr)")
        #expect(first.stdout.contains("application/a   web              created"), "\(first.stdout)")
        #expect(
            first.stderr == "2 created, 0 changed, 0 deleted on hub \"hub-apply\" (namespace argocd), operation 1\n"
        )
        let live = try await server.get(ArgoCD.path("applications", "a"))
        #expect(
            live["metadata"]?["labels"]
                == ["fleet.internal/application-set": "web", "fleet.internal/fleet": "default", "team": "web"]
        )
        #expect(live["metadata"]?["finalizers"] == ["resources-finalizer.argocd.argoproj.io"])

        // Argo CD works with it: its status and operation stay, and are no difference.
        let status = #"{"status":{"health":{"status":"Healthy"}},"operation":{"sync":{"revision":"x"}}}"#
        try await server.patch(ArgoCD.path("applications", "a"), status, manager: "argocd-application-controller")
        let second = try await world.json(["app", "apply", "--hub", server.name])
        #expect(second["items"]?.array?.map { $0["result"]?.string } == ["unchanged", "unchanged"])
        #expect(second["operation"] == .null)

        try declare(world, ["a", "b"], path: "other")
        #expect(try await apply(world, server).status == 0)
        let changed = try await server.get(ArgoCD.path("applications", "a"))
        #expect(changed["spec"]?["source"]?["path"] == "other")
        #expect(changed["status"]?["health"]?["status"] == "Healthy")
        #expect(changed["operation"]?["sync"]?["revision"] == "x")
        try await world.end()
    }

    @Test func prunesItsOwnUnderTheBreakerAndLeavesOthersAlone() async throws {
        let (world, server) = try await world("hub-prune")
        try await server.apply(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: foreign}
            spec: {project: default, source: {path: theirs}}
            """,
            to: ArgoCD.path("applications", "foreign")
        )
        try declare(world, (1...6).map { "app-\($0)" } + ["foreign"])
        let first = try await apply(world, server)
        #expect(first.status == 2)
        #expect(
            first.stderr.contains(
                "application/foreign is on the hub already and not this fleet's; --adopt takes it over"
            ),
            "\(first.stderr)"
        )
        #expect(try await server.get(ArgoCD.path("applications", "foreign"))["spec"]?["source"]?["path"] == "theirs")

        try declare(world, ["app-6"])
        let kept = try await apply(world, server)
        #expect(kept.status == 0, "\(kept.stderr)")
        #expect(kept.stderr.contains("application/app-1 is no longer declared; --prune deletes it"), "\(kept.stderr)")
        let refused = try await apply(world, server, "--prune")
        #expect(refused.status == 2)
        #expect(
            refused.stderr.contains("5 of 6 resources of this fleet on the hub would be deleted"),
            "\(refused.stderr)"
        )
        #expect(try await server.getIfPresent(ArgoCD.path("applications", "app-1")) != nil)

        // A set that can not be generated could have held them.
        try world.write(
            "applicationsets/broken.yaml",
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: broken}
            spec:
              generators: [{matrix: {generators: []}}]
              template:
                metadata: {name: x}
                spec: {project: default, destination: {name: eu}, source: {repoURL: ., path: x}}
            """
        )
        let blocked = try await apply(world, server, "--prune", "--allow-deletions", "5")
        #expect(blocked.status == 2)
        #expect(blocked.stderr.contains("applicationsets/broken.yaml:1: "), "\(blocked.stderr)")
        #expect(try await server.getIfPresent(ArgoCD.path("applications", "app-1")) != nil)
        try world.home.remove("Fleet/applicationsets/broken.yaml")

        // The hub does not know the cluster "eu": nobody could delete the resources, and the Application would wait for ever.
        let pruned = try await apply(world, server, "--prune", "--allow-deletions", "5")
        #expect(pruned.status == 0, "\(pruned.stderr)")
        #expect(
            pruned.stdout.contains("without its resources, whose cluster the hub does not know"),
            "\(pruned.stdout)"
        )
        #expect(try await server.getIfPresent(ArgoCD.path("applications", "app-1")) == nil)
        #expect(try await server.getIfPresent(ArgoCD.path("applications", "app-6")) != nil)
        #expect(try await server.getIfPresent(ArgoCD.path("applications", "foreign")) != nil)
        try await world.end()
    }

    @Test func createOnlyIsKept() async throws {
        let (world, server) = try await world("hub-policy")
        try declare(world, ["a", "b"], more: "  syncPolicy: {applicationsSync: create-only}")
        #expect(try await apply(world, server).status == 0)
        try declare(world, ["a"], path: "other", more: "  syncPolicy: {applicationsSync: create-only}")
        let result = try await apply(world, server, "--prune", "--allow-deletions", "9")
        #expect(result.status == 0, "\(result.stderr)")
        #expect(
            result.stderr == """
                application/a is left as it is (applicationsSync: create-only)
                application/b is no longer generated, and kept (applicationsSync: create-only)
                nothing to change on hub "hub-policy" (namespace argocd)

                """
        )
        #expect(try await server.get(ArgoCD.path("applications", "a"))["spec"]?["source"]?["path"] == "web")
        try await world.end()
    }

    @Test func aHubWithoutArgoCDIsOneError() async throws {
        let world = World(servers: [try await APIServer.shared(0)], home: try ScratchFolder("hub-none"))
        _ = try world.home.write("Fleet/fleet.yaml", "apiVersion: fleet.internal/v1alpha1\nkind: Fleet\n")
        try await world.register(world.servers[0])
        try declare(world, ["a", "b"])
        let result = try await apply(world, world.servers[0])
        #expect(result.status == 2)
        #expect(
            result.stderr
                == "error: cluster \"one\" does not serve Application of argoproj.io/v1alpha1; is Argo CD installed there?\n"
        )
    }
}
