import FleetTestSupport
import FleetValue
import Testing

/// What needs no cluster: generation from files, and the registry.
@Suite struct OfflineTests {
    private static let set = """
        apiVersion: argoproj.io/v1alpha1
        kind: ApplicationSet
        metadata: {name: web}
        spec:
          generators:
            - clusters: {selector: {matchLabels: {env: production}}, values: {tier: gold}}
          template:
            metadata: {name: "{{name}}-web"}
            spec:
              project: default
              source: {repoURL: "https://git.example.com/apps.git", path: "web/{{values.tier}}"}
              destination: {name: "{{name}}", namespace: web}

        """
    private static let clusters = """
        apiVersion: fleet.internal/v1alpha1
        kind: Cluster
        metadata: {name: eu-1, labels: {env: production}}
        spec: {server: "https://eu-1.example.com"}
        ---
        apiVersion: v1
        kind: Secret
        metadata:
          name: us-1
          labels: {argocd.argoproj.io/secret-type: cluster, env: production}
        stringData: {name: us-1, server: "https://us-1.example.com"}
        ---
        apiVersion: fleet.internal/v1alpha1
        kind: Cluster
        metadata: {name: lab, labels: {env: staging}}
        spec: {server: "https://lab.example.com"}

        """

    @Test func generatesFromFilesAloneAndLeavesNothingBehind() async throws {
        let home = try ScratchFolder("offline")
        _ = try home.write("set.yaml", Self.set)
        _ = try home.write("clusters.yaml", Self.clusters)
        let names = try await FleetBinary.run(
            ["app", "generate", "-f", "set.yaml", "--clusters", "clusters.yaml", "-o", "name"],
            home: home
        )
        #expect(names.stdout == "application/eu-1-web\napplication/us-1-web\n")
        #expect(names.stderr == "")
        #expect(names.status == 0)

        let list = try await FleetBinary.run(
            ["app", "generate", "-f", "-", "--clusters", "clusters.yaml", "-o", "json"],
            home: home,
            input: Self.set
        )
        let value = try JSONReader.value(in: list.stdout)
        #expect(value["kind"] == "List")
        let first = value["items"]?[0]
        #expect(first?["metadata"]?["name"] == "eu-1-web")
        #expect(first?["metadata"]?["finalizers"] == ["resources-finalizer.argocd.argoproj.io"])
        #expect(first?["spec"]?["source"]?["path"] == "web/gold")

        let params = try await FleetBinary.run(
            ["app", "generate", "-f", "set.yaml", "--clusters", "clusters.yaml", "--params"],
            home: home
        )
        let rows = try JSONReader.value(in: params.stdout)
        #expect(rows.array?.count == 2)
        #expect(rows[0]?["applicationSet"] == "web")
        #expect(rows[0]?["generator"] == 0)
        #expect(rows[0]?["parameters"]?["values.tier"] == "gold")
        #expect(rows[1]?["parameters"]?["server"] == "https://us-1.example.com")
        #expect(!home.has("state"))
        #expect(!home.has("cache"))
    }

    @Test func refusesWhatItCanNotGenerateAndNamesTheField() async throws {
        let home = try ScratchFolder("offline")
        _ = try home.write("clusters.yaml", "")
        _ = try home.write("set.yaml", Self.set.replacing("clusters: {selector", with: "git: {selector"))
        let result = try await FleetBinary.run(
            ["app", "generate", "-f", "set.yaml", "--clusters", "clusters.yaml", "-o", "json"],
            home: home
        )
        #expect(result.status == 2)
        #expect(try JSONReader.value(in: result.stdout)["items"] == [])
        #expect(result.stderr.contains("spec.generators[0].git"), "\(result.stderr)")
    }

    @Test func keepsTheRegistry() async throws {
        let home = try ScratchFolder("registry")
        let token = try home.write("token", "the-token-itself")
        for (name, env) in [("eu-1", "production"), ("lab", "staging")] {
            let added = try await FleetBinary.run(
                [
                    "cluster", "add", name, "--server", "https://\(name).example.com/", "--token-file", token,
                    "--label",
                    "env=\(env)",
                ],
                home: home
            )
            #expect(added.stdout == "cluster/\(name) added (https://\(name).example.com)\n")
        }
        let twice = try await FleetBinary.run(
            ["cluster", "add", "lab", "--server", "https://lab.example.com", "--token-file", token],
            home: home
        )
        #expect(twice.status == 2)
        #expect(twice.stderr == "error: cluster \"lab\" is registered already; see \"fleet cluster get lab\"\n")

        let label = try await FleetBinary.run(["cluster", "label", "lab", "env=production"], home: home)
        #expect(label.status == 2)
        #expect(label.stderr == "error: label \"env\" has the value \"staging\" already; use --overwrite\n")
        let steps: [([String], String)] = [
            (["label", "lab", "env=production", "--overwrite"], "cluster/lab labeled\n"),
            (["list", "-l", "env in (production),name!=x", "-o", "name"], "cluster/eu-1\ncluster/lab\n"),
            (["label", "lab", "env-"], "cluster/lab labeled\n"),
            (["list", "-l", "!env", "-o", "name"], "cluster/lab\n"),
            (["annotate", "lab", "owner=team a"], "cluster/lab annotated\n"),
            (["remove", "lab"], "cluster/lab removed\n"),
            (["list", "-o", "name"], "cluster/eu-1\n"),
        ]
        for (arguments, expected) in steps {
            let result = try await FleetBinary.run(["cluster"] + arguments, home: home)
            #expect(result.status == 0, "\(arguments): \(result.stderr)")
            #expect(result.stdout == expected)
        }
        let get = try await FleetBinary.run(["cluster", "get", "eu-1", "-o", "yaml"], home: home)
        #expect(
            get.stdout == """
                apiVersion: fleet.internal/v1alpha1
                kind: Cluster
                metadata:
                  labels:
                    env: production
                  name: eu-1
                spec:
                  credential:
                    tokenFile:
                      path: \(token)
                  server: https://eu-1.example.com

                """
        )
        let missing = try await FleetBinary.run(["cluster", "remove", "lab"], home: home)
        #expect(missing.status == 2)
    }

    @Test(
        arguments: [
            ["cluster", "add", "x"], ["cluster", "add", "x", "--server", "https://x", "--in-cluster"],
            ["cluster", "add", "x", "--server", "https://x"], ["cluster", "list", "-l", "a in ("],
            ["sync", "--dry-run", "perhaps"], ["sync", "--allow-deletions", "many"], ["drift", "-o", "xml"],
            ["nothing"], ["sync", "--concurrency", "0"],
        ]
    )
    func badUsageIs64(_ arguments: [String]) async throws {
        let result = try await FleetBinary.run(arguments, home: try ScratchFolder("usage"))
        #expect(result.status == 64, "\(result.stderr)")
        #expect(result.stdout == "")
        #expect(!result.stderr.isEmpty)
    }
}
