import Dispatch
import FleetModel
import FleetRegistry
import FleetTestSupport
import Synchronization
import Testing

/// Two registries on one file, as two processes have them, from many threads at once.
@Suite struct ConcurrencyTests {
    private static let threads = 8
    private static let rounds = 25

    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder("concurrency")
    }

    /// Runs `body` once on each thread, and throws the first of what it threw.
    private func onManyThreads(_ body: @escaping @Sendable (Int) throws -> Void) throws {
        let failures: Mutex<[any Error]> = Mutex([])
        DispatchQueue.concurrentPerform(iterations: Self.threads) { thread in
            do {
                try body(thread)
            } catch {
                failures.withLock { $0.append(error) }
            }
        }
        if let failure = failures.withLock({ $0.first }) { throw failure }
    }

    @Test func newFileIsOpenedByManyAtOnce() throws {
        let path = folder.path("fleet.db")
        try onManyThreads { thread in try Registry(path: path).add(.named("cluster-\(thread)")) }
        let registry = try Registry(path: path)
        #expect(try registry.clusters().count == Self.threads)
        #expect(try registry.value("PRAGMA integrity_check") == "ok")
    }

    @Test func noUpdateIsLost() throws {
        let registries = [try folder.registry(), try folder.registry()]
        try registries[0].add(.named("eu-1"))
        try onManyThreads { thread in
            for _ in 0..<Self.rounds {
                try registries[thread % 2].update(named: "eu-1") { cluster in
                    cluster.labels["count"] = "\((Int(cluster.labels["count"] ?? "") ?? 0) + 1)"
                }
            }
        }
        for registry in registries {
            #expect(try registry.cluster(named: "eu-1")?.labels == ["count": "\(Self.threads * Self.rounds)"])
        }
    }

    @Test func readersSeeWholeTransactions() throws {
        let registries = [try folder.registry(), try folder.registry()]
        try registries[0].add(.named("eu-1"))
        let keys = (0..<20).map { ResourceKey.deployment("web-\($0)") }
        try onManyThreads { thread in
            for round in 0..<Self.rounds {
                if thread % 4 == 0 {
                    let entries = keys.map { InventoryEntry(key: $0, version: "v1", wave: round) }
                    try registries[thread / 4].record(inventory: entries, application: "web", cluster: "eu-1")
                } else {
                    let entries = try registries[thread % 2].inventory(cluster: "eu-1")["web"] ?? []
                    #expect(entries.isEmpty || entries.count == keys.count)
                    #expect(Set(entries.map(\.wave)).count <= 1)
                }
            }
        }
    }

    @Test func leaseIsHeldByOneAtATime() throws {
        let registries = [try folder.registry(), try folder.registry()]
        try registries[0].add(.named("eu-1"))
        let inside = Atomic(0)
        let entered = Atomic(0)
        try onManyThreads { thread in
            let registry = registries[thread % 2]
            let holder = LeaseHolder.run(Int32(thread))
            for _ in 0..<Self.rounds {
                guard try registry.acquireLease(cluster: "eu-1", holder: holder, duration: .seconds(60)) == .acquired
                else { continue }
                let count = inside.add(1, ordering: .sequentiallyConsistent).newValue
                #expect(count == 1)
                entered.add(1, ordering: .relaxed)
                inside.subtract(1, ordering: .sequentiallyConsistent)
                try registry.releaseLease(cluster: "eu-1", holder: holder)
            }
        }
        #expect(entered.load(ordering: .relaxed) > 0)
        #expect(try registries[0].leases() == [])
    }

    @Test func journalsDoNotMix() throws {
        let registries = [try folder.registry(), try folder.registry()]
        let ids: Mutex<[Int64]> = Mutex([])
        try onManyThreads { thread in
            let registry = registries[thread % 2]
            let holder = LeaseHolder.run(Int32(thread))
            let id = try registry.beginOperation(kind: "sync", user: "me", owner: holder, duration: .seconds(60))
            for round in 0..<Self.rounds {
                let step = JournalStep(
                    cluster: "eu-1",
                    application: "web-\(thread)",
                    action: .apply,
                    key: .deployment("web-\(round)")
                )
                let numbers = try registry.planned([step, step], operation: id)
                try registry.started(numbers)
                try registry.finished(numbers.map { StepOutcome(id: $0, state: .succeeded) })
            }
            try registry.finishOperation(id, phase: .succeeded)
            ids.withLock { $0.append(id) }
        }
        #expect(Set(ids.withLock { $0 }).count == Self.threads)
        for id in ids.withLock({ $0 }) {
            let steps = try registries[0].steps(of: id)
            #expect(steps.count == 2 * Self.rounds)
            #expect(Set(steps.map(\.step.application)).count == 1)
            #expect(Set(steps.map(\.state)) == [.succeeded])
        }
    }
}
