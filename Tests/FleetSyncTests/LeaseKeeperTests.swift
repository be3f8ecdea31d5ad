import FleetModel
import FleetRegistry
import Synchronization
import Testing

@testable import FleetSync

@Suite struct LeaseKeeperTests {
    private let registry: Registry
    private let holder = LeaseHolder.current(purpose: "fleet sync")

    init() throws {
        registry = try Registry.inMemory()
        try registry.add(.named("one"))
        try registry.add(.named("two"))
    }

    private static let steal = "UPDATE lease SET holder = 'other' WHERE cluster = 1"

    @Test func knowsWhichLeaseIsLost() throws {
        let keeper = LeaseKeeper(registry: registry, holder: holder, duration: .seconds(60))
        #expect(keeper.acquire("one") == nil)
        #expect(keeper.acquire("two") == nil)
        keeper.renew()
        #expect(keeper.obstacle(on: "one") == nil)
        try registry.execute(Self.steal)
        keeper.renew()
        #expect(keeper.obstacle(on: "one") == #"the lease of cluster "one" was taken over by another run"#)
        #expect(keeper.obstacle(on: "two") == nil)
        keeper.release()
        #expect(try registry.leases().map(\.holder.id) == ["other"])
    }

    @Test func aPauseThatIsTooLongIsNoticedBeforeTheNextRequest() throws {
        let start = ContinuousClock.now
        let passed = Mutex(Duration.zero)
        let keeper = LeaseKeeper(registry: registry, holder: holder, duration: .seconds(60)) {
            start + passed.withLock { $0 }
        }
        #expect(keeper.acquire("one") == nil)
        try registry.execute(Self.steal)
        #expect(keeper.obstacle(on: "one") == nil)
        passed.withLock { $0 = .seconds(61) }
        #expect(keeper.obstacle(on: "one") == #"the lease of cluster "one" was taken over by another run"#)
    }

    @Test func aLeaseThatCanNotBeRenewedIsLostWhenItHasRunOut() throws {
        let start = ContinuousClock.now
        let passed = Mutex(Duration.zero)
        let keeper = LeaseKeeper(registry: registry, holder: holder, duration: .seconds(60)) {
            start + passed.withLock { $0 }
        }
        #expect(keeper.acquire("one") == nil)
        try registry.execute("ALTER TABLE lease RENAME TO hidden")
        passed.withLock { $0 = .seconds(30) }
        keeper.renew()
        #expect(keeper.obstacle(on: "one") == nil)
        passed.withLock { $0 = .seconds(60) }
        keeper.renew()
        #expect(keeper.obstacle(on: "one")?.hasPrefix(#"the lease of cluster "one" can not be renewed: "#) == true)
    }

    @Test func anUnknownClusterIsNoLease() {
        let keeper = LeaseKeeper(registry: registry, holder: holder, duration: .seconds(60))
        #expect(keeper.acquire("three") == #"cluster "three" is not registered; see "fleet cluster list""#)
    }
}
