import FleetServerSupport
import FleetTestSupport
import FleetValue
import Foundation
import Testing

/// `fleet cluster import` and `export` with Argo CD's Secrets on a real API server.
@Suite(.enabled(if: APIServer.available, needsServer), .serialized, .timeLimit(.minutes(5)))
struct ClusterImportTests {
    /// Everything that the state holds, as bytes.
    private func state(of world: World) throws -> String {
        var text = ""
        for file in ["fleet.db", "fleet.db-wal"] where world.home.has("state/" + file) {
            text += String(
                decoding: try Data(contentsOf: URL(filePath: world.home.path("state/" + file))),
                as: UTF8.self
            )
        }
        return text
    }

    @Test func clustersOfAHubAreReachedThroughTheirSecrets() async throws {
        let hub = try await APIServer.start(name: "import-hub")
        let member = try await APIServer.start(name: "import-member")
        let world = World(servers: [hub], home: try ScratchFolder("import"))
        _ = try world.home.write("Fleet/fleet.yaml", "apiVersion: fleet.internal/v1alpha1\nkind: Fleet\n")
        try await world.register(hub)
        try await ArgoCD.install(on: hub)
        let config = try ArgoCD.config(of: member)
        try await ArgoCD.addCluster("eu", server: member.url, config: config, labels: ["env": "live"], to: hub)
        try await ArgoCD.addCluster(
            "bad",
            server: member.url + "/x",
            config: #"{"bearerToken":"wrong-token-of-bad"}"#,
            to: hub
        )
        try await ArgoCD.addCluster("in-cluster", server: "https://kubernetes.default.svc", config: "{}", to: hub)

        let dry = try await world.fleet(["cluster", "import", "--argocd", hub.name, "--dry-run"])
        #expect(dry.status == 1, "\(dry.stderr)")
        #expect(try await world.fleet(["cluster", "list", "-o", "name"]).stdout == "cluster/import-hub\n")
        let first = try await world.fleet(["cluster", "import", "--argocd", hub.name])
        #expect(first.status == 0, "\(first.stderr)")
        #expect(
            try await world.json(["cluster", "import", "--argocd", hub.name])["items"]?.array?.map { item in
                "\(item["name"]?.string ?? "") \(item["result"]?.string ?? "")"
            } == ["bad unchanged", "eu unchanged", "in-cluster unchanged"]
        )

        // Each is reached by its own Secret; a wrong one costs only itself, and Argo CD's own cluster is the hub.
        let check = try await world.json(["cluster", "check"], status: 2)
        #expect(
            check["items"]?.array?.map { "\($0["name"]?.string ?? "") \($0["state"]?.string ?? "")" }
                == ["bad failed", "eu ready", "import-hub ready", "in-cluster ready"]
        )
        try world.declare("web", on: hub)
        try world.write(
            "applications/web.yaml",
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: web}
            spec:
              project: default
              source: {repoURL: ., path: apps/web}
              destination: {name: eu, namespace: web}
              syncPolicy: {syncOptions: [CreateNamespace=true]}
            """
        )
        try world.writeConfigMap("web", "settings", ["color": "blue"])
        let sync = try await world.fleet(["sync", "-l", "env=live"])
        #expect(sync.status == 0, "\(sync.stderr)")
        #expect(try await member.getIfPresent("/api/v1/namespaces/web/configmaps/settings") != nil)

        // A Secret that is gone fails only its cluster.
        try await hub.send("DELETE", "/api/v1/namespaces/argocd/secrets/cluster-bad")
        let gone = try await world.fleet(["cluster", "check", "bad"])
        #expect(gone.status == 2)
        #expect(
            gone.stdout.contains(#"cluster "bad": Secret argocd/cluster-bad on cluster "import-hub" does not exist"#),
            "\(gone.stdout)"
        )
        let pruned = try await world.json(["cluster", "import", "--argocd", hub.name, "--prune"])
        #expect(pruned["items"]?[0]?["result"] == "removed")

        // No credential is in the state or in any output.
        let token = try #require(member.token(.admin))
        let exported = try await world.fleet(["cluster", "export", "-o", "yaml"])
        let secrets = try await world.fleet(["cluster", "export", "-o", "argocd"])
        let list = try await world.fleet(["cluster", "list", "-o", "json"])
        for text in [
            try state(of: world), first.stdout, JSONWriter.text(of: check), exported.stdout, secrets.stdout,
            list.stdout,
            sync.stdout, sync.stderr,
        ] {
            #expect(!text.contains(token))
            #expect(!text.contains("wrong-token-of-bad"))
        }
        #expect(secrets.stderr.contains("the Secrets hold no credentials"), "\(secrets.stderr)")
        try await hub.stop()
        try await member.stop()
    }

    @Test func exportsAreReadBackEqual() async throws {
        let hub = try await APIServer.start(name: "export-hub")
        let world = World(servers: [hub], home: try ScratchFolder("export"))
        try await world.register(hub, labels: ["env=live", "tier=1"])
        try await ArgoCD.install(on: hub)
        try await ArgoCD.addCluster("eu", server: "https://eu.example", config: "{}", to: hub)
        #expect(try await world.fleet(["cluster", "import", "--argocd", hub.name]).status == 0)

        // As documents, references included.
        let before = try await world.fleet(["cluster", "export"])
        #expect(before.status == 0, "\(before.stderr)")
        _ = try world.home.write("clusters.yaml", before.stdout)
        for name in [hub.name, "eu"] { #expect(try await world.fleet(["cluster", "remove", name]).status == 0) }
        let read = try await world.fleet(["cluster", "import", "-f", "clusters.yaml", "-o", "name"])
        #expect(read.stdout == "cluster/eu\ncluster/export-hub\n")
        #expect(try await world.fleet(["cluster", "export"]).stdout == before.stdout)

        // As Secrets with credentials, which the registry only refers to.
        let secrets = try await world.fleet(["cluster", "export", hub.name, "-o", "argocd", "--with-credentials"])
        #expect(secrets.status == 0, "\(secrets.stderr)")
        let token = try #require(hub.token(.admin))
        #expect(secrets.stdout.contains(token))
        #expect(secrets.stdout.contains("name: cluster-127.0.0.1-"))
        _ = try world.home.write("secrets/hub.yaml", secrets.stdout)
        #expect(try await world.fleet(["cluster", "remove", hub.name]).status == 0)
        #expect(try await world.fleet(["cluster", "import", "-f", "secrets"]).status == 0)
        let check = try await world.fleet(["cluster", "check", hub.name])
        #expect(check.status == 0, "\(check.stdout)")
        #expect(!(try state(of: world)).contains(token))
        try await hub.stop()
    }
}
