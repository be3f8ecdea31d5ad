import FleetTestSupport
import FleetValue
import Foundation
import Testing

/// `fleet cluster import` and `export` with files alone.
@Suite struct ClusterFileTests {
    private static let files = """
        apiVersion: v1
        kind: Secret
        metadata:
          name: any
          labels: {argocd.argoproj.io/secret-type: cluster, env: live}
          annotations: {kubectl.kubernetes.io/last-applied-configuration: '{"config":"token-of-eu-123"}', note: kept}
        stringData: {name: eu, server: "https://127.0.0.1:1", project: shop, config: '{"bearerToken":"token-of-eu-123"}'}
        ---
        apiVersion: fleet.internal/v1alpha1
        kind: Cluster
        metadata: {name: us, labels: {env: test}}
        spec: {server: "https://127.0.0.1:2", credential: {tokenEnvironment: {variable: US_TOKEN}}}

        """

    @Test func filesAreReferredToAndNothingOfThemIsKept() async throws {
        let home = try ScratchFolder("cluster-files")
        let world = World(servers: [], home: home)
        let path = try home.write("in/clusters.yaml", Self.files)
        let dry = try await world.fleet(["cluster", "import", "-f", "in", "--dry-run"])
        #expect(dry.status == 1, "\(dry.stderr)")
        #expect(
            dry.stdout == """
                NAME   SERVER                RESULT    MESSAGE
                eu     https://127.0.0.1:1   created
                us     https://127.0.0.1:2   created

                """
        )
        #expect(try await world.fleet(["cluster", "import", "-f", "in"]).status == 0)
        let again = try await world.fleet(["cluster", "import", "-f", "in", "--dry-run"])
        #expect(again.status == 0, "\(again.stdout)")
        let exported = try await world.fleet(["cluster", "export", "eu"])
        #expect(
            exported.stdout == """
                apiVersion: fleet.internal/v1alpha1
                kind: Cluster
                metadata:
                  name: eu
                  labels:
                    argocd.argoproj.io/secret-type: cluster
                    env: live
                  annotations:
                    note: kept
                spec:
                  server: https://127.0.0.1:1
                  project: shop
                  credential:
                    argocdSecretFile:
                      path: \(path)
                      cluster: eu

                """
        )
        let state = try Data(contentsOf: URL(filePath: home.path("state/fleet.db")))
        #expect(!String(decoding: state, as: UTF8.self).contains("token-of-eu-123"))

        // With credentials only when asked for, and then those of the file.
        let bare = try await world.fleet(["cluster", "export", "eu", "-o", "argocd"])
        #expect(!bare.stdout.contains("token-of-eu-123"))
        let whole = try await world.fleet(["cluster", "export", "eu", "-o", "argocd", "--with-credentials"])
        #expect(
            whole.stdout.contains(#"config: '{"bearerToken":"token-of-eu-123","tlsClientConfig":{"insecure":false}}'"#),
            "\(whole.stdout)\(whole.stderr)"
        )
        // One without credentials fails alone.
        let some = try await world.fleet(["cluster", "export", "-o", "argocd", "--with-credentials"])
        #expect(some.status == 2)
        #expect(some.stdout.contains("name: eu"))
        #expect(
            some.stderr
                == "error: cluster \"us\": environment variable US_TOKEN, which should hold the token, is not set\n"
        )
    }

    @Test func jsonListsAreReadBackFromAPipe() async throws {
        let world = World(servers: [], home: try ScratchFolder("cluster-pipe"))
        _ = try world.home.write("in/clusters.yaml", Self.files)
        #expect(try await world.fleet(["cluster", "import", "-f", "in"]).status == 0)
        let list = try await world.fleet(["cluster", "export", "-o", "json"])
        let other = World(servers: [], home: try ScratchFolder("cluster-pipe"))
        let read = try await FleetBinary.run(["cluster", "import", "-f", "-"], home: other.home, input: list.stdout)
        #expect(read.status == 0, "\(read.stderr)")
        let back = try await FleetBinary.run(["cluster", "export", "-o", "json"], home: other.home)
        #expect(back.stdout == list.stdout)
    }

    @Test func credentialsThatLeadInACircleAreRefused() async throws {
        let world = World(servers: [], home: try ScratchFolder("cluster-circle"))
        _ = try world.home.write(
            "circle.yaml",
            ["a b", "b a"].map { pair in
                let names = pair.split(separator: " ")
                return """
                    apiVersion: fleet.internal/v1alpha1
                    kind: Cluster
                    metadata: {name: \(names[0])}
                    spec:
                      server: https://127.0.0.1:1
                      credential: {argocdSecret: {hub: \(names[1]), namespace: argocd, name: s}}
                    """
            }.joined(separator: "\n---\n")
        )
        #expect(try await world.fleet(["cluster", "import", "-f", "circle.yaml"]).status == 0)
        let check = try await world.json(["cluster", "check", "a"], status: 2)
        #expect(
            check["items"]?[0]?["message"]
                == .string(
                    "cluster \"a\": Secret argocd/s on cluster \"b\" can not be read: cluster \"b\": Secret argocd/s on "
                        + "cluster \"a\" can not be read, because that cluster's own credentials lead back to it "
                        + "(a -> b -> a)"
                )
        )
    }

    @Test func whereFromHasToBeSaid() async throws {
        let world = World(servers: [], home: try ScratchFolder("cluster-usage"))
        for arguments in [[], ["--argocd", "hub", "-f", "x"], ["-f", "x", "--prune"]] {
            #expect(try await world.fleet(["cluster", "import"] + arguments).status == 64, "\(arguments)")
        }
        #expect(try await world.fleet(["cluster", "export", "--with-credentials"]).status == 64)
        let unknown = try await world.fleet(["cluster", "import", "--argocd", "hub"])
        #expect(unknown.status == 2)
        #expect(unknown.stderr == "error: cluster \"hub\" is not registered; see \"fleet cluster list\"\n")
    }
}
