import FleetServerSupport
import FleetTestSupport
import FleetValue
import Testing

@Suite(.enabled(if: APIServer.available, needsServer), .serialized, .timeLimit(.minutes(5)))
struct DeletionTests {
    @Test func prunesOnlyWhenAskedAndNeverMuchAtOnce() async throws {
        let world = try await World.make("prune", controllers: true)
        let server = world.servers[0]
        try world.declare("web", on: server)
        for index in 1...6 { try world.writeConfigMap("web", "map-\(index)", ["index": "\(index)"]) }
        #expect(try await world.fleet(["sync"]).status == 0)

        try world.home.remove("Fleet/apps/web/map-1.yaml")
        let kept = try await world.fleet(["sync"])
        #expect(kept.status == 0, "\(kept.stderr)")
        #expect(kept.stdout.contains("PruneSkipped   ignored (requires pruning)"), "\(kept.stdout)")
        #expect(try await world.findings(status: 1) == ["extra prune web ConfigMap/map-1"])
        #expect(try await server.getIfPresent(Self.path("map-1")) != nil)

        let pruned = try await world.fleet(["sync", "--prune"])
        #expect(pruned.status == 0, "\(pruned.stderr)")
        #expect(try await isGone(Self.path("map-1"), from: server))
        #expect(try await world.findings(status: 0) == [])

        for index in 2...5 { try world.home.remove("Fleet/apps/web/map-\(index).yaml") }
        let refused = try await world.fleet(["sync", "--prune"])
        #expect(refused.status == 2)
        #expect(
            refused.stderr.contains("4 of 5 resources would be deleted (ConfigMap web/map-2, ConfigMap web/map-3"),
            "\(refused.stderr)"
        )
        #expect(refused.stderr.contains("--allow-deletions 4"), "\(refused.stderr)")
        for index in 2...6 { #expect(try await server.getIfPresent(Self.path("map-\(index)")) != nil) }

        let allowed = try await world.fleet(["sync", "--prune", "--allow-deletions", "4"])
        #expect(allowed.status == 0, "\(allowed.stderr)")
        #expect(try await isGone(Self.path("map-2"), from: server))
        #expect(try await server.getIfPresent(Self.path("map-6")) != nil)

        // An empty rendering is more often a mistake than a wish, however little it would delete.
        try world.home.remove("Fleet/apps/web/map-6.yaml")
        try world.write("apps/web/README.md", "nothing here\n")
        let empty = try await world.fleet(["sync", "--prune"])
        #expect(empty.status == 2)
        #expect(empty.stderr.contains("render to nothing"), "\(empty.stderr)")
        #expect(try await server.getIfPresent(Self.path("map-6")) != nil)
        try await world.end()
    }

    @Test func removedApplicationsGoByTheirFinalizerAndNeverAfterAnError() async throws {
        let world = try await World.make("removal", controllers: true)
        let server = world.servers[0]
        for (name, finalizer) in [("with", true), ("without", false), ("other", false)] {
            try world.declare(name, on: server, finalizer: finalizer)
            try world.writeConfigMap(name, "settings", ["of": name])
        }
        #expect(try await world.fleet(["sync"]).status == 0)
        try world.home.remove("Fleet/applications/with.yaml")
        try world.home.remove("Fleet/applications/without.yaml")

        let left = try await world.fleet(["sync"])
        #expect(left.status == 0, "\(left.stderr)")
        #expect(left.stderr.contains("no longer declared, left alone without --prune: with, without"), "\(left.stderr)")

        // A set that can not be generated could have held them: nothing is deleted on its account.
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
                spec: {project: default, destination: {name: removal}, source: {repoURL: ., path: apps/x}}
            """
        )
        let blocked = try await world.fleet(["sync", "--prune"])
        #expect(blocked.status == 2)
        #expect(blocked.stderr.contains("applicationset/broken"), "\(blocked.stderr)")
        for name in ["with", "without"] {
            #expect(try await server.getIfPresent("/api/v1/namespaces/\(name)/configmaps/settings") != nil)
        }

        try world.home.remove("Fleet/applicationsets/broken.yaml")
        let pruned = try await world.fleet(["sync", "--prune"])
        #expect(pruned.status == 0, "\(pruned.stderr)")
        #expect(try await isGone("/api/v1/namespaces/with/configmaps/settings", from: server))
        #expect(try await server.getIfPresent("/api/v1/namespaces/without/configmaps/settings") != nil)
        #expect(try await world.fleet(["app", "list", "-o", "name"]).stdout == "application/other\n")
        try await world.end()
    }

    @Test func refusesToForgetManyApplicationsAtOnce() async throws {
        let world = try await World.make("breaker", controllers: true)
        for index in 1...5 {
            try world.declare("app-\(index)", on: world.servers[0], finalizer: true)
            try world.writeConfigMap("app-\(index)", "settings", ["index": "\(index)"])
        }
        #expect(try await world.fleet(["sync"]).status == 0)
        for index in 1...4 { try world.home.remove("Fleet/applications/app-\(index).yaml") }
        let refused = try await world.fleet(["sync", "--prune"])
        #expect(refused.status == 2)
        #expect(
            refused.stderr.contains("4 of 5 Applications are no longer declared and would be deleted"),
            "\(refused.stderr)"
        )
        #expect(
            try await world.servers[0].getIfPresent("/api/v1/namespaces/app-1/configmaps/settings") != nil
        )
        let allowed = try await world.fleet(["sync", "--prune", "--allow-deletions", "4"])
        #expect(allowed.status == 0, "\(allowed.stderr)")
        #expect(try await isGone("/api/v1/namespaces/app-1/configmaps/settings", from: world.servers[0]))
        try await world.end()
    }

    @Test func findsItsResourcesAgainWhenTheStateIsLost() async throws {
        let world = try await World.make("lost", controllers: true)
        let server = world.servers[0]
        try world.declare("web", on: server)
        for name in ["one", "two"] { try world.writeConfigMap("web", name, ["name": name]) }
        try world.write(
            "apps/web/account.yaml",
            "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: robot}\n"
        )
        #expect(try await world.fleet(["sync"]).status == 0)
        for file in ["fleet.db", "fleet.db-wal", "fleet.db-shm"] {
            let path = "state/" + file
            if world.home.has(path) { try world.home.remove(path) }
        }
        try await world.register(server, labels: ["env=production"])
        // The only resource of its kind is no longer declared: only the labels on the cluster say that it was.
        try world.home.remove("Fleet/apps/web/account.yaml")
        #expect(try await world.findings(status: 1) == ["extra lost web ServiceAccount/robot"])
        #expect(try await world.fleet(["sync", "--prune"]).status == 0)
        #expect(try await isGone("/api/v1/namespaces/web/serviceaccounts/robot", from: server))
        try await world.end()
    }

    private static func path(_ name: String) -> String { "/api/v1/namespaces/web/configmaps/\(name)" }
}
