import FleetModel
import FleetRegistry
import Testing

@Suite struct ApplicationTests {
    let registry: Registry

    init() throws {
        registry = try Bench().registry
    }

    @Test func recordComesBackAsItWas() throws {
        let full = ApplicationRecord(
            name: "web-eu-1",
            cluster: "eu-1",
            origin: "application/root",
            manifest: "{\"metadata\":{\"name\":\"web-eu-1\"}}",
            revision: "9fceb02",
            desiredHash: "sha256:00",
            syncStatus: "OutOfSync",
            healthStatus: "Degraded",
            message: "two\nlines",
            lastSynced: 12.5,
            updatedAt: 13.75
        )
        try registry.save([full, .named("api")])
        #expect(try registry.applications() == [.named("api"), full])
        #expect(try registry.application(named: "web-eu-1") == full)
        #expect(try registry.application(named: "web") == nil)
    }

    @Test func saveReplacesByName() throws {
        try registry.save([.named("api"), .named("web", message: "old")])
        try registry.save([
            .named("web", cluster: "eu-2", message: "middle"), .named("web", cluster: "eu-2", message: "new"),
        ])
        #expect(try registry.applications() == [.named("api"), .named("web", cluster: "eu-2", message: "new")])
    }

    @Test func applicationsOfOneCluster() throws {
        try registry.save([.named("web", cluster: "eu-2"), .named("api"), .named("db", cluster: "eu-2")])
        #expect(try registry.applications(cluster: "eu-2").map(\.name) == ["db", "web"])
        #expect(try registry.applications(cluster: "us-1") == [])
    }

    @Test func removalKeepsTheInventory() throws {
        try registry.add(.named("eu-1"))
        try registry.save([.named("api"), .named("web")])
        let entry = InventoryEntry(key: .deployment("web"), version: "v1")
        try registry.record(inventory: [entry], application: "web", cluster: "eu-1")
        try registry.removeApplications(named: ["web", "unknown"])
        #expect(try registry.applications() == [.named("api")])
        #expect(try registry.inventory(cluster: "eu-1") == ["web": [entry]])
    }

    @Test func settingsAreRememberedReplacedAndForgotten() throws {
        #expect(try registry.setting("revision/main") == nil)
        try registry.set("revision/main", to: "9fceb02")
        try registry.set("revision/other", to: "")
        try registry.set("revision/main", to: "1a2b3c4")
        #expect(try registry.setting("revision/main") == "1a2b3c4")
        #expect(try registry.setting("revision/other")?.isEmpty == true)
        try registry.set("revision/main", to: nil)
        #expect(try registry.setting("revision/main") == nil)
    }
}
