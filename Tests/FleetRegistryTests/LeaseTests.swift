import FleetRegistry
import Testing

@Suite struct LeaseTests {
    let bench: Bench
    var registry: Registry { bench.registry }

    init() throws {
        bench = try Bench()
        for name in ["eu-1", "eu-2"] { try bench.registry.add(.named(name)) }
    }

    private func acquire(_ pid: Int32, _ cluster: String = "eu-1") throws -> LeaseOutcome {
        try registry.acquireLease(cluster: cluster, holder: .run(pid), duration: .seconds(60))
    }

    @Test func oneHolderPerCluster() throws {
        #expect(try acquire(7) == .acquired)
        bench.clock.advance(by: 10)
        #expect(try acquire(8) == .held(by: .run(7), since: 1000, until: 1060))
        #expect(try acquire(8, "eu-2") == .acquired)
        #expect(
            try registry.leases() == [
                Lease(cluster: "eu-1", holder: .run(7), since: 1000, until: 1060),
                Lease(cluster: "eu-2", holder: .run(8), since: 1010, until: 1070),
            ]
        )
    }

    @Test func askingAgainRenews() throws {
        #expect(try acquire(7) == .acquired)
        bench.clock.advance(by: 59)
        #expect(try acquire(7) == .acquired)
        bench.clock.advance(by: 59)
        #expect(try acquire(8) == .held(by: .run(7), since: 1000, until: 1119))
    }

    @Test func leaseThatRanOutIsTakenOverAndLost() throws {
        #expect(try acquire(7) == .acquired)
        bench.clock.advance(by: 60)
        #expect(try registry.leases() == [])
        #expect(try acquire(8) == .acquired)
        #expect(throws: RegistryError.leaseLost(cluster: "eu-1", to: .run(8))) {
            try registry.renewLease(cluster: "eu-1", holder: .run(7), duration: .seconds(60))
        }
        try registry.releaseLease(cluster: "eu-1", holder: .run(7))
        #expect(try registry.leases().map(\.holder) == [.run(8)])
    }

    @Test func leaseOfADeadProcessIsTakenOverAtOnce() throws {
        #expect(try acquire(7) == .acquired)
        bench.graveyard.bury(7)
        #expect(try registry.leases() == [])
        #expect(try acquire(8) == .acquired)
        #expect(try registry.leases().map(\.since) == [1000])
    }

    @Test func renewalKeepsALeaseAlsoOneThatRanOut() throws {
        #expect(try acquire(7) == .acquired)
        bench.clock.advance(by: 50)
        try registry.renewLease(cluster: "eu-1", holder: .run(7), duration: .seconds(20))
        #expect(try acquire(8) == .held(by: .run(7), since: 1000, until: 1070))
        bench.clock.advance(by: 30)
        try registry.renewLease(cluster: "eu-1", holder: .run(7), duration: .milliseconds(1500))
        #expect(try acquire(8) == .held(by: .run(7), since: 1000, until: 1081.5))
    }

    @Test func renewalOfAllTellsWhichAreStillHeld() throws {
        #expect(try acquire(7, "eu-1") == .acquired)
        #expect(try acquire(7, "eu-2") == .acquired)
        bench.clock.advance(by: 60)
        #expect(try acquire(8, "eu-2") == .acquired)
        #expect(try registry.renewLeases(heldBy: .run(7), duration: .seconds(60)) == ["eu-1"])
        #expect(try registry.renewLeases(heldBy: .run(9), duration: .seconds(60)) == [])
        #expect(try registry.leases().map(\.until) == [1120, 1120])
    }

    @Test func releaseGivesWay() throws {
        #expect(try acquire(7, "eu-1") == .acquired)
        try registry.releaseLease(cluster: "eu-1", holder: .run(7))
        try registry.releaseLease(cluster: "us-1", holder: .run(7))
        #expect(throws: RegistryError.leaseLost(cluster: "eu-1", to: nil)) {
            try registry.renewLease(cluster: "eu-1", holder: .run(7), duration: .seconds(60))
        }
        #expect(try acquire(8, "eu-1") == .acquired)
        #expect(try acquire(8, "eu-2") == .acquired)
        try registry.releaseLeases(heldBy: .run(8))
        #expect(try registry.leases() == [])
    }

    @Test func holderIsToldFromOthersByItsRunAndNotItsProcess() throws {
        #expect(try acquire(7) == .acquired)
        var other = LeaseHolder.run(7)
        other.id = "another run in the same process"
        #expect(
            try registry.acquireLease(cluster: "eu-1", holder: other, duration: .seconds(60))
                == .held(by: .run(7), since: 1000, until: 1060)
        )
    }
}
