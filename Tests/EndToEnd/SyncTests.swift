import FleetServerSupport
import FleetTestSupport
import FleetValue
import Testing

@Suite(.enabled(if: APIServer.available, needsServer), .serialized, .timeLimit(.minutes(5)))
struct SyncTests {
    @Test func syncsTwoClustersFindsDriftAndHealsIt() async throws {
        let world = try await World.make("sync-one", "sync-two")
        for server in world.servers {
            try world.declare(server.name, on: server)
            try world.writeConfigMap(server.name, "settings", ["color": "blue", "size": "3"])
        }
        let first = try await world.fleet(["sync"])
        #expect(first.status == 0, "\(first.stderr)")
        for server in world.servers {
            let live = try await server.get("/api/v1/namespaces/\(server.name)/configmaps/settings")
            #expect(live["data"] == ["color": "blue", "size": "3"])
            let metadata = live["metadata"]
            #expect(metadata?["labels"]?["fleet.internal/application"]?.string == server.name)
            #expect(
                metadata?["annotations"]?["fleet.internal/tracking-id"]?.string
                    == "\(server.name):/ConfigMap:\(server.name)/settings"
            )
        }

        let again = try await world.fleet(["sync"])
        #expect(again.status == 0)
        #expect(again.stdout == "")
        #expect(again.stderr == "2 of 2 applications on 2 clusters succeeded, nothing had to be changed\n")
        #expect(try await world.findings(status: 0) == [])

        // Fields that nobody declared belong to whoever sets them.
        let path = "/api/v1/namespaces/sync-two/configmaps/settings"
        _ = try await world.servers[1].patch(path, #"{"data":{"extra":"mine"}}"#)
        #expect(try await world.findings(status: 0) == [])

        _ = try await world.servers[1].patch(path, #"{"data":{"color":"red"}}"#)
        #expect(
            try await world.findings(status: 1)
                == ["modified sync-two sync-two ConfigMap/settings data.color kubectl-edit"]
        )
        let diff = try await world.fleet(["app", "diff", "sync-two"])
        #expect(diff.status == 1)
        #expect(diff.stdout.contains("-  color: red\n+  color: blue\n"), "\(diff.stdout)")

        let healed = try await world.fleet(["sync"])
        #expect(healed.status == 0, "\(healed.stderr)")
        #expect(healed.stdout.contains("taking back .data.color from kubectl-edit"), "\(healed.stdout)")
        let live = try await world.servers[1].get(path)
        #expect(live["data"] == ["color": "blue", "size": "3", "extra": "mine"])
        #expect(try await world.findings(status: 0) == [])

        // What is deleted behind our back is missing, and comes back.
        try await world.servers[0].send("DELETE", "/api/v1/namespaces/sync-one/configmaps/settings")
        #expect(try await world.findings(status: 1) == ["missing sync-one sync-one ConfigMap/settings"])
        #expect(try await world.fleet(["sync"]).status == 0)
        #expect(try await world.findings(status: 0) == [])
        try await world.end()
    }

    @Test func removesFieldsThatAreNoLongerDeclared() async throws {
        let world = try await World.make("fields")
        try world.declare("web", on: world.servers[0])
        try world.writeConfigMap("web", "settings", ["a": "1", "b": "2"])
        #expect(try await world.fleet(["sync"]).status == 0)
        try world.writeConfigMap("web", "settings", ["a": "1"])
        #expect(try await world.findings(status: 1) == ["modified fields web ConfigMap/settings data.b fleet"])
        #expect(try await world.fleet(["sync"]).status == 0)
        let live = try await world.servers[0].get("/api/v1/namespaces/web/configmaps/settings")
        #expect(live["data"] == ["a": "1"])
        try await world.end()
    }

    @Test func namesTheOtherManagerInAConflict() async throws {
        let world = try await World.make("conflict")
        let server = world.servers[0]
        try world.declare("web", on: server)
        try world.writeConfigMap("web", "settings", ["color": "blue"])
        try await server.send("POST", "/api/v1/namespaces", #"{"metadata":{"name":"web"}}"#)
        let path = "/api/v1/namespaces/web/configmaps/settings"
        try await server.apply(
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {color: red}}",
            to: path,
            manager: "argocd-controller"
        )
        let refused = try await world.fleet(["sync"])
        #expect(refused.status == 2)
        #expect(refused.stderr.contains("nothing was changed"), "\(refused.stderr)")
        #expect(refused.stderr.contains(#".data.color (owned by "argocd-controller")"#), "\(refused.stderr)")
        #expect(try await server.get(path)["data"] == ["color": "red"])

        let forced = try await world.fleet(["sync", "--force-conflicts"])
        #expect(forced.status == 0, "\(forced.stderr)")
        #expect(try await server.get(path)["data"] == ["color": "blue"])
        try await world.end()
    }

    @Test func dryRunsChangeNothing() async throws {
        let world = try await World.make("dry")
        let server = world.servers[0]
        try world.declare("web", on: server)
        try world.writeConfigMap("web", "settings", ["color": "blue"])
        for mode in ["client", "server"] {
            let result = try await world.fleet(["sync", "--dry-run", mode])
            #expect(result.status == 0, "\(result.stderr)")
            #expect(result.stdout.contains("would be created (dry run)"), "\(result.stdout)")
            #expect(try await server.getIfPresent("/api/v1/namespaces/web") == nil)
        }
        try await server.send("POST", "/api/v1/namespaces", #"{"metadata":{"name":"web"}}"#)
        try world.write(
            "apps/web/service.yaml",
            "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 99999}]}\n"
        )
        // Only the server knows that no port has this number; then nothing at all is applied.
        let result = try await world.fleet(["sync"])
        #expect(result.status == 2)
        #expect(result.stderr.contains("refused in a dry run, nothing was changed"), "\(result.stderr)")
        #expect(try await server.getIfPresent("/api/v1/namespaces/web/configmaps/settings") == nil)
        try await world.end()
    }

    @Test func appliesADefinitionAndItsResourcesInOneSync() async throws {
        let world = try await World.make("definition")
        let server = world.servers[0]
        try world.declare("crd", on: server)
        try world.write(
            "apps/crd/all.yaml",
            """
            apiVersion: example.com/v1
            kind: Widget
            metadata: {name: first}
            spec: {size: 3}
            ---
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: widgets.example.com}
            spec:
              group: example.com
              scope: Namespaced
              names: {kind: Widget, plural: widgets, singular: widget}
              versions:
                - name: v1
                  served: true
                  storage: true
                  schema:
                    openAPIV3Schema:
                      type: object
                      properties:
                        spec: {type: object, properties: {size: {type: integer}}}
            """
        )
        let result = try await world.fleet(["sync"])
        #expect(result.status == 0, "\(result.stdout)\(result.stderr)")
        let live = try await server.get("/apis/example.com/v1/namespaces/crd/widgets/first")
        #expect(live["spec"] == ["size": 3])
        #expect(try await world.findings(status: 0) == [])
        try await world.end()
    }

    @Test func laterWavesWaitForTheHealthOfEarlierOnes() async throws {
        let world = try await World.make("waves")
        let server = world.servers[0]
        try world.declare("web", on: server)
        try world.writeDeployment("web", "web")
        try world.writeConfigMap("web", "after", ["wave": "one"], wave: 1)
        let blocked = try await world.fleet(["sync", "--timeout", "1"])
        #expect(blocked.status == 2)
        #expect(blocked.stderr.contains("wave 0 is not healthy after 1s"), "\(blocked.stderr)")
        let after = "/api/v1/namespaces/web/configmaps/after"
        #expect(try await server.getIfPresent(after) == nil)

        try await world.makeHealthy("web", "web", on: server)
        let done = try await world.fleet(["sync", "--timeout", "20"])
        #expect(done.status == 0, "\(done.stderr)")
        #expect(try await server.getIfPresent(after) != nil)
        try await world.end()
    }
}
