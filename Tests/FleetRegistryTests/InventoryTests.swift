import FleetModel
import FleetRegistry
import Testing

@Suite struct InventoryTests {
    let registry: Registry

    private let namespace = InventoryEntry(key: .namespace("web"), version: "v1", wave: -1)
    private let front = InventoryEntry(key: .deployment("front"), version: "v1", wave: 2)
    private let back = InventoryEntry(key: .deployment("back"), version: "v1")

    init() throws {
        registry = try Bench().registry
        try registry.add(.named("eu-1"))
        try registry.add(.named("eu-2"))
    }

    @Test func inventoryIsReplacedPerApplicationAndCluster() throws {
        try registry.record(inventory: [front, namespace], application: "web", cluster: "eu-1")
        try registry.record(inventory: [front], application: "web", cluster: "eu-2")
        try registry.record(inventory: [back], application: "api", cluster: "eu-1")
        #expect(try registry.inventory(cluster: "eu-1") == ["api": [back], "web": [namespace, front]])

        var moved = front
        moved.version = "v2"
        moved.wave = 3
        try registry.record(inventory: [back, moved], application: "web", cluster: "eu-1")
        #expect(try registry.inventory(cluster: "eu-1") == ["api": [back], "web": [back, moved]])
        #expect(try registry.inventory(cluster: "eu-2") == ["web": [front]])

        try registry.record(inventory: [], application: "web", cluster: "eu-1")
        #expect(try registry.inventory(cluster: "eu-1") == ["api": [back]])
    }

    @Test func entriesAreAddedAndRemovedSingly() throws {
        try registry.add(inventory: [front], application: "web", cluster: "eu-1")
        try registry.add(inventory: [namespace, back], application: "web", cluster: "eu-1")
        var moved = front
        moved.wave = 7
        try registry.add(inventory: [moved], application: "web", cluster: "eu-1")
        #expect(try registry.inventory(cluster: "eu-1") == ["web": [namespace, back, moved]])

        let seen = Observation(resourceVersion: "1", desiredHash: "h")
        try registry.record(observations: [back.key: seen, front.key: seen], application: "web", cluster: "eu-1")
        try registry.remove(inventory: [back.key, .deployment("unknown")], application: "web", cluster: "eu-1")
        #expect(try registry.inventory(cluster: "eu-1") == ["web": [namespace, moved]])
        #expect(try registry.observations(cluster: "eu-1", application: "web") == [front.key: seen])
    }

    @Test func inventoryIsKnownOnlyWhenSaidSo() throws {
        #expect(try !registry.inventoryIsKnown(cluster: "eu-1"))
        try registry.record(inventory: [front], application: "web", cluster: "eu-1")
        try registry.add(inventory: [back], application: "web", cluster: "eu-1")
        #expect(try !registry.inventoryIsKnown(cluster: "eu-1"))
        try registry.markInventoryKnown(cluster: "eu-1")
        #expect(try registry.inventoryIsKnown(cluster: "eu-1"))
        #expect(try !registry.inventoryIsKnown(cluster: "eu-2"))
    }

    @Test func unknownClusterIsAnErrorAndNoEmptyAnswer() throws {
        let error = RegistryError.unknownCluster(name: "us-1")
        #expect(throws: error) { try registry.inventory(cluster: "us-1") }
        #expect(throws: error) { try registry.inventoryIsKnown(cluster: "us-1") }
        #expect(throws: error) { try registry.markInventoryKnown(cluster: "us-1") }
        #expect(throws: error) { try registry.record(inventory: [], application: "web", cluster: "us-1") }
        #expect(throws: error) { try registry.add(inventory: [front], application: "web", cluster: "us-1") }
        #expect(throws: error) { try registry.remove(inventory: [front.key], application: "web", cluster: "us-1") }
        #expect(throws: error) { try registry.observations(cluster: "us-1", application: "web") }
        #expect(throws: error) { try registry.record(observations: [:], application: "web", cluster: "us-1") }
        #expect(throws: error) { try registry.acquireLease(cluster: "us-1", holder: .run(7), duration: .seconds(1)) }
        #expect(throws: error) { try registry.renewLease(cluster: "us-1", holder: .run(7), duration: .seconds(1)) }
    }

    @Test func observationsAreReplaced() throws {
        let first = Observation(resourceVersion: "1", desiredHash: "h1")
        let second = Observation(resourceVersion: "2", desiredHash: "h2")
        try registry.record(observations: [front.key: first, back.key: first], application: "web", cluster: "eu-1")
        try registry.record(observations: [front.key: first], application: "api", cluster: "eu-1")
        try registry.record(
            observations: [front.key: second, namespace.key: first],
            application: "web",
            cluster: "eu-1"
        )
        #expect(
            try registry.observations(cluster: "eu-1", application: "web") == [front.key: second, namespace.key: first]
        )
        #expect(try registry.observations(cluster: "eu-1", application: "api") == [front.key: first])
    }

    @Test func equalObservationsWriteNothing() throws {
        let seen = [front.key: Observation(resourceVersion: "1", desiredHash: "h")]
        try registry.record(observations: seen, application: "web", cluster: "eu-1")
        try registry.record(inventory: [front, back], application: "web", cluster: "eu-1")
        let before = try registry.value("SELECT total_changes()")
        try registry.record(observations: seen, application: "web", cluster: "eu-1")
        try registry.record(inventory: [back, front], application: "web", cluster: "eu-1")
        #expect(try registry.value("SELECT total_changes()") == before)
    }

    @Test(
        arguments: [
            (nil, nil, []),
            ("eu-1", nil, ["eu-2/api", "eu-2/web"]),
            (nil, "web", ["eu-1/api", "eu-2/api"]),
            ("eu-1", "web", ["eu-1/api", "eu-2/api", "eu-2/web"]),
            ("us-1", nil, ["eu-1/api", "eu-1/web", "eu-2/api", "eu-2/web"]),
        ] as [(String?, String?, [String])]
    )
    func observationsAreForgotten(_ cluster: String?, _ application: String?, _ rest: [String]) throws {
        let seen = [front.key: Observation(resourceVersion: "1", desiredHash: "h")]
        let places = ["eu-1", "eu-2"].flatMap { cluster in ["api", "web"].map { (cluster, $0) } }
        for (cluster, application) in places {
            try registry.record(observations: seen, application: application, cluster: cluster)
        }
        try registry.forgetObservations(cluster: cluster, application: application)
        let left = try places.filter { try !registry.observations(cluster: $0.0, application: $0.1).isEmpty }
        #expect(left.map { "\($0.0)/\($0.1)" } == rest)
    }
}
