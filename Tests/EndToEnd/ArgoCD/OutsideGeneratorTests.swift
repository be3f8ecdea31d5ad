import FleetServerSupport
import FleetTestSupport
import FleetValue
import Testing

/// Generators that ask a cluster and a service, with the built binary: what they generate, and what a failure leaves.
@Suite(.enabled(if: APIServer.available, needsServer), .serialized, .timeLimit(.minutes(5)))
struct OutsideGeneratorTests {
    private static let definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: placements.example.com}
        spec:
          group: example.com
          scope: Namespaced
          names: {kind: Placement, listKind: PlacementList, plural: placements, singular: placement}
          versions:
          - name: v1
            served: true
            storage: true
            schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
        """
    private static let set = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: placements, namespace: argocd}
        data: {apiVersion: example.com/v1, kind: placements, statusListKey: decisions, matchKey: clusterName}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: versions, namespace: argocd}
        data: {baseUrl: "BASE", token: "$plugin:token"}
        ---
        apiVersion: argoproj.io/v1alpha1
        kind: ApplicationSet
        metadata: {name: placed, namespace: argocd}
        spec:
          goTemplate: true
          goTemplateOptions: [missingkey=error]
          generators:
          - matrix:
              generators:
              - clusterDecisionResource: {configMapRef: placements, labelSelector: {matchLabels: {for: web}}}
              - plugin: {configMapRef: {name: versions}, input: {parameters: {cluster: "{{ .name }}"}}}
          template:
            metadata: {name: "web-{{ .name }}"}
            spec:
              project: default
              source: {repoURL: ., path: apps/web, targetRevision: "{{ .version }}"}
              destination: {name: "{{ .name }}", namespace: web}
        """

    @Test func aClusterAndAServiceAreAsked() async throws {
        let world = try await World.make("outside-hub")
        let hub = world.servers[0]
        let plugin = try ScriptedServer { request, _ in
            guard request.headers["authorization"] == "Bearer plugin-token" else { return .json(401, "{}") }
            let asked = (try? JSONReader.value(in: request.body))?["input"]?["parameters"]?["cluster"]?.string ?? ""
            return .json(#"{"output":{"parameters":[{"version":"v1-\#(asked)"}]}}"#)
        }
        try world.write(
            "fleet.yaml",
            """
            apiVersion: fleet.internal/v1alpha1
            kind: Fleet
            spec:
              localCluster: outside-hub
              secrets: {plugin: {token: {env: PLUGIN_TOKEN}}}
            """
        )
        try world.write("applicationsets/placed.yaml", Self.set.replacing("BASE", with: plugin.url))
        try await ArgoCD.install(on: hub)
        try await hub.apply(
            Self.definition,
            to: "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/placements.example.com",
            manager: "test"
        )
        let path = "/apis/example.com/v1/namespaces/argocd/placements"
        while try await hub.getIfPresent(path) == nil { try await Task.sleep(for: .milliseconds(100)) }

        // No resource at all is an error, never an empty answer.
        let none = try await world.fleet(["app", "generate"], environment: ["PLUGIN_TOKEN": "plugin-token"])
        #expect(none.status == 2)
        #expect(none.stdout == "")
        #expect(none.stderr.contains("no clusterDecisionResources found"), "\(none.stderr)")

        let decisions: Value = [
            "apiVersion": "example.com/v1", "kind": "Placement",
            "metadata": ["name": "web", "labels": ["for": "web"]],
            "status": ["decisions": [["clusterName": "outside-hub"], ["clusterName": "unknown"]]],
        ]
        try await hub.send("POST", path, JSONWriter.text(of: decisions))
        let found = try await world.fleet(["app", "generate"], environment: ["PLUGIN_TOKEN": "plugin-token"])
        #expect(found.status == 0, "\(found.stderr)")
        #expect(found.stdout.contains("name: web-outside-hub"), "\(found.stdout)")
        #expect(found.stdout.contains("targetRevision: v1-outside-hub"), "\(found.stdout)")

        // The plugin refuses: the set fails as a whole, and the token is in no message.
        let refused = try await world.fleet(["app", "generate"], environment: ["PLUGIN_TOKEN": "wrong-token"])
        #expect(refused.status == 2)
        #expect(refused.stdout == "")
        #expect(refused.stderr.contains("401"), "\(refused.stderr)")
        #expect(!refused.stderr.contains("wrong-token"))
        let missing = try await world.fleet(["app", "generate"])
        #expect(missing.status == 2)
        #expect(missing.stderr.contains("PLUGIN_TOKEN"), "\(missing.stderr)")
    }
}
