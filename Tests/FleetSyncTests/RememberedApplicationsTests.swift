import FleetDeclarations
import FleetModel
import FleetRegistry
import Testing

@testable import FleetSync

/// What `applicationsSync` means where the state holds the Applications.
@Suite struct RememberedApplicationsTests {
    /// A set of Applications of ConfigMaps in `apps/NAME`, all of the same path unless told otherwise.
    private func declare(
        _ world: FleetWorld,
        _ names: [String],
        policy: String = "",
        path: String = "{{name}}",
        preserves: Bool = false
    ) throws {
        let elements = names.map { "{name: \($0)}" }.joined(separator: ", ")
        let sync = policy.isEmpty ? "" : "applicationsSync: \(policy), "
        try world.write(
            "applicationsets/web.yaml",
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: web}
            spec:
              syncPolicy: {\(sync)preserveResourcesOnDeletion: \(preserves)}
              generators: [{list: {elements: [\(elements)]}}]
              template:
                metadata: {name: "{{name}}"}
                spec:
                  project: default
                  source: {repoURL: ., path: "apps/\(path)"}
                  destination: {name: one, namespace: web}
            """
        )
        for name in names { try world.fill(name, ["of-\(name)"]) }
    }

    @Test(arguments: ["create-only", "create-update"])
    func whatIsNoLongerGeneratedStaysAndIsKeptInSync(_ policy: String) async throws {
        let world = try FleetWorld("one")
        try declare(world, ["a", "b"], policy: policy)
        try await world.sync()
        try declare(world, ["a"], policy: policy)
        try world.fill("b", ["of-b", "more"])
        let outcome = try await world.sync()
        #expect(outcome.isComplete)
        #expect(outcome.undeclared == [])
        #expect(outcome.kept.map(\.description) == ["b (applicationset/web, \(policy))"])
        #expect(try await world.maps(on: "one") == ["more", "of-a", "of-b"])
        #expect(try world.registry.applications().map(\.applicationsSync) == [policy, policy])
        // Also when the set itself is gone: what is remembered of it counts.
        try world.remove("applicationsets/web.yaml")
        #expect(try await world.sync().kept.map(\.name) == ["a", "b"])
        #expect(try await world.maps(on: "one") == ["more", "of-a", "of-b"])
        // The set's own word, when it is there again, counts more.
        try declare(world, ["a"], policy: "sync")
        #expect(try await world.sync().kept == [])
        #expect(try await world.maps(on: "one") == ["of-a"])
        #expect(try world.registry.applications().map(\.name) == ["a"])
    }

    @Test(arguments: [("create-only", true), ("create-delete", true), ("create-update", false), ("sync", false)])
    func theRememberedSpecStaysWhereNothingMayBeChanged(_ policy: String, _ stays: Bool) async throws {
        let world = try FleetWorld("one")
        try declare(world, ["a", "other"], policy: policy)
        try await world.sync()
        try declare(world, ["a", "other", "new"], policy: policy, path: "other")
        let outcome = try await world.sync()
        // The Applications "other" and "new" would both hold the same ConfigMap.
        let record = try #require(try world.registry.application(named: "a"))
        #expect(record.manifest.contains("\"apps/a\"") == stays, "\(record.manifest)")
        #expect(try await world.maps(on: "one").contains("of-a") == stays)
        #expect(outcome.kept == [])
    }

    @Test func createDeleteDeletesWhatIsNoLongerGenerated() async throws {
        let world = try FleetWorld("one")
        try declare(world, ["a", "b"], policy: "create-delete")
        try await world.sync()
        try declare(world, ["a"], policy: "create-delete")
        #expect(try await world.sync(prune: false).undeclared == ["b"])
        #expect(try await world.sync().kept == [])
        #expect(try await world.maps(on: "one") == ["of-a"])
    }

    @Test func preservedResourcesOutliveTheirApplication() async throws {
        let world = try FleetWorld("one")
        try declare(world, ["a", "b"], preserves: true)
        try await world.sync()
        try declare(world, ["a"], preserves: true)
        #expect(try await world.sync().isComplete)
        #expect(try await world.maps(on: "one") == ["of-a", "of-b"])
        #expect(try world.registry.applications().map(\.name) == ["a"])
    }

    @Test func aRootAloneTakesNothingElseUp() async throws {
        let world = try FleetWorld("one")
        try declare(world, ["a", "b"], policy: "create-only")
        try await world.sync()
        try declare(world, ["a"], policy: "create-only")
        let outcome = try await world.sync(Selection(root: "a"))
        #expect(outcome.kept == [])
        #expect(outcome.results.summaries == ["Succeeded a"])
    }

    @Test func whatCanNotBeReadIsKeptAndSaid() async throws {
        let world = try FleetWorld("one")
        try declare(world, ["a", "b"], policy: "create-only")
        try await world.sync()
        try declare(world, ["a"], policy: "create-only")
        var record = try #require(try world.registry.application(named: "b"))
        record.manifest = "{"
        try world.registry.save([record])
        let outcome = try await world.sync()
        #expect(
            outcome.failures.map(\.message) == [
                "its manifest in the state can not be read, and b (applicationset/web, create-only) is to be kept"
            ]
        )
        #expect(try await world.maps(on: "one") == ["of-a", "of-b"])
        #expect(try world.registry.applications().map(\.name) == ["a", "b"])
    }
}
