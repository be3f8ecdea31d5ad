import FleetModel
import FleetRegistry
import Testing

@testable import FleetSync

@Suite struct RegistryJournalTests {
    private let registry: Registry
    private let journal: RegistryJournal

    init() throws {
        registry = try Registry.inMemory()
        try registry.add(.named("one"))
        journal = RegistryJournal(
            registry: registry,
            kind: "sync",
            user: "somebody",
            holder: .current(purpose: "fleet sync"),
            duration: .seconds(60)
        )
    }

    private func task(_ name: String, prune: Bool = false, managed: Bool = false) -> SyncTask {
        let manifest = Manifest.configMap(name, namespace: "web")
        return SyncTask(
            key: manifest.key,
            type: nil,
            action: prune ? .prune(manifest) : .apply(manifest),
            wave: 3,
            isManagedNamespace: managed
        )
    }

    private func states() throws -> [String] {
        try registry.steps(of: journal.operation ?? 0).map {
            "\($0.step.action.rawValue) \($0.step.key.name) \($0.state.rawValue)"
        }
    }

    private func inventory() throws -> [String] { try registry.inventory(cluster: "one")["web"]?.map(\.key.name) ?? [] }

    @Test func anOperationBeginsWithTheFirstPlan() throws {
        #expect(journal.operation == nil)
        try journal.end(.succeeded, "")
        #expect(try registry.operations(limit: 10) == [])
        _ = try journal.plan([task("a")], application: "web", cluster: "one")
        let operation = journal.operation
        _ = try journal.plan([task("b")], application: "web", cluster: "one")
        #expect(journal.operation == operation)
        #expect(try registry.operations(limit: 10).map(\.phase) == [.running])
        try journal.end(.failed, "1 of 2 applications did not succeed")
        let record = try #require(try registry.operations(limit: 10).first)
        #expect(record.kind == "sync")
        #expect(record.user == "somebody")
        #expect(record.phase == .failed)
        #expect(record.message == "1 of 2 applications did not succeed")
    }

    @Test func stepsGoFromPlannedToTheirEnd() throws {
        let numbers = try journal.plan(
            [task("a"), task("b", prune: true), task("c"), task("d"), task("namespace", managed: true)],
            application: "web",
            cluster: "one"
        )
        #expect(try inventory() == ["a", "c", "d"])
        try registry.add(
            inventory: [InventoryEntry(key: task("b").key, version: "v1")],
            application: "web",
            cluster: "one"
        )
        try journal.start(Array(numbers[0...2]))
        #expect(try states().prefix(4) == ["apply a started", "prune b started", "apply c started", "apply d planned"])
        try journal.finish(
            [
                (numbers[0], ResourceResult(key: task("a").key, code: .synced)),
                (numbers[1], ResourceResult(key: task("b").key, code: .pruned)),
                (numbers[2], ResourceResult(key: task("c").key, code: .syncFailed, message: "no")),
            ],
            application: "web",
            cluster: "one"
        )
        try journal.skip(Array(numbers[3...]))
        #expect(
            try states() == [
                "apply a succeeded", "prune b succeeded", "apply c failed", "apply d skipped",
                "apply namespace skipped",
            ]
        )
        // What failed may have arrived, and what was pruned is gone.
        #expect(try inventory() == ["a", "c", "d"])
    }

    @Test func whatAnotherProcessLeftBehindIsInterrupted() throws {
        let gone = LeaseHolder(
            id: "gone",
            process: ProcessIdentity(host: "elsewhere", pid: 1),
            purpose: "fleet sync"
        )
        let left = try registry.beginOperation(kind: "sync", user: "x", owner: gone, duration: .zero)
        _ = try journal.plan([task("a")], application: "web", cluster: "one")
        #expect(try registry.operation(left)?.phase == .interrupted)
        #expect(try registry.operation(left)?.message == "its process ended before it did")
    }

    @Test func aPlanThatCanNotBeWrittenIsAnError() throws {
        #expect(throws: RegistryError.self) {
            _ = try journal.plan([task("a")], application: "web", cluster: "unknown")
        }
    }
}
