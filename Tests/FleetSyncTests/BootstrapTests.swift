import FleetDeclarations
import FleetModel
import FleetRegistry
import FleetValue
import Testing

@testable import FleetSync

@Suite struct BootstrapTests {
    private let registry: Registry
    private let bootstrap: Bootstrap

    init() throws {
        registry = try Registry.inMemory()
        bootstrap = Bootstrap(registry: registry, now: { 1000 })
    }

    private func template(
        _ name: String = "{{nameNormalized}}-root",
        generators: String = "[{clusters: {}}]"
    ) throws -> ApplicationSet {
        let text = """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: bootstrap}
            spec:
              generators: \(generators)
              template:
                metadata: {name: '\(name)'}
                spec:
                  project: default
                  source: {repoURL: ., path: apps}
                  destination: {name: '{{name}}', namespace: argocd}
            """
        return try ApplicationSet(decoding: Manifest.yaml(text).value)
    }

    private func error(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func aClusterIsRegisteredOnceAndKeptUpToDate() throws {
        var wanted = Cluster.named("one")
        wanted.labels = ["env": "test"]
        #expect(try bootstrap.register(wanted, version: "v1.30.0").isNew)
        try registry.update(named: "one") { $0.labels["mine"] = "1" }
        wanted.labels = ["env": "production"]
        let again = try bootstrap.register(wanted, version: "v1.31.0")
        #expect(!again.isNew)
        #expect(again.cluster.labels == ["env": "production", "mine": "1"])
        #expect(try registry.facts()["one"]?.version == "v1.31.0")
        wanted.server = "https://other.example:6443"
        #expect(
            error { _ = try bootstrap.register(wanted, version: "v1") } == """
                cluster "one" is registered at https://one.example:6443, not at https://other.example:6443; \
                remove it with "fleet cluster remove one" or choose another name
                """
        )
    }

    @Test func theRootIsKeptInTheState() throws {
        _ = try bootstrap.register(.named("one"), version: "v1")
        #expect(try bootstrap.root(for: .named("one"), from: template()) == "one-root")
        let record = try #require(try registry.application(named: "one-root"))
        #expect(record.origin == "bootstrap/one")
        #expect(record.cluster == "one")
        // Twice is as good as once.
        #expect(try bootstrap.root(for: .named("one"), from: template()) == "one-root")
        #expect(try registry.application(named: "one-root") == record)
    }

    @Test func twoClustersDoNotShareARoot() throws {
        _ = try bootstrap.root(for: .named("eu-1"), from: template())
        #expect(
            error { _ = try bootstrap.root(for: .named("eu_1"), from: template()) } == """
                the root of cluster "eu_1" would be application "eu-1-root", which belongs to cluster "eu-1"; \
                choose another cluster name, or another name in the template
                """
        )
        #expect(try registry.application(named: "eu-1-root")?.cluster == "eu-1")
    }

    @Test func aTemplateGivesOneRoot() throws {
        #expect(
            error { _ = try bootstrap.root(for: .named("one"), from: template(generators: "[]")) }
                == #"the bootstrap template gives no root for cluster "one": it gives 0 Applications for it"#
        )
        let two = "[{clusters: {}}, {list: {elements: [{name: one, nameNormalized: second}]}}]"
        #expect(
            error { _ = try bootstrap.root(for: .named("one"), from: template(generators: two)) }
                == #"the bootstrap template gives no root for cluster "one": it gives 2 Applications for it"#
        )
    }
}
