import Synchronization
import Testing

@testable import FleetKube

/// Counts from many tasks.
private final class Counter: Sendable {
    private let state = Mutex((now: 0, most: 0))

    var most: Int { state.withLock { $0.most } }

    @discardableResult
    func up() -> Int {
        state.withLock {
            $0.now += 1
            $0.most = max($0.most, $0.now)
            return $0.now
        }
    }

    func down() { state.withLock { $0.now -= 1 } }
}

struct AdmissionTests {
    @Test func letsSoManyThroughAndTheOthersInOrder() {
        var admission = Admission(limit: 2)
        #expect((1...5).map { admission.arrive($0) } == [true, true, false, false, false])
        #expect(admission.waiting == 3)
        #expect(admission.leave() == 3)
        admission.abandon(4)
        #expect(admission.waiting == 1)
        #expect(admission.leave() == 5)
        #expect(admission.leave() == nil)
        #expect(admission.leave() == nil)
        #expect(admission.inFlight == 0)
        #expect(admission.arrive(6) == true)
    }

    @Test func staysInOrderOverManyThousands() {
        var admission = Admission(limit: 1)
        _ = admission.arrive(0)
        var expected: [Int] = []
        var gone: [Int] = []
        for identifier in 1...5000 {
            _ = admission.arrive(identifier)
            if identifier % 7 == 0 { admission.abandon(identifier) } else { expected.append(identifier) }
            if identifier % 3 == 0, let next = admission.leave() { gone.append(next) }
        }
        while let next = admission.leave() { gone.append(next) }
        #expect(gone == expected)
        #expect(admission.waiting == 0)
        #expect(admission.inFlight == 0)
    }
}

@Suite(.timeLimit(.minutes(1)))
struct RequestGateTests {
    @Test func neverLetsMoreThroughThanTheLimit() async {
        let gate = RequestGate(limit: 3)
        let peak = Counter()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    #expect(await gate.enter())
                    peak.up()
                    await Task.yield()
                    peak.down()
                    gate.leave()
                }
            }
        }
        #expect(peak.most <= 3)
        #expect(gate.load == (0, 0))
    }

    @Test func aCancelledTaskStopsWaiting() async {
        let gate = RequestGate(limit: 1)
        #expect(await gate.enter())
        let waiter = Task { await gate.enter() }
        while gate.load.waiting == 0 { await Task.yield() }
        waiter.cancel()
        #expect(await waiter.value == false)
        #expect(gate.load == (1, 0))
        gate.leave()
        #expect(await gate.enter())
        gate.leave()
    }

    @Test func aTaskThatWasCancelledBeforeDoesNotEnter() async {
        let gate = RequestGate(limit: 1)
        let waiter = Task {
            while !Task.isCancelled { await Task.yield() }
            return await gate.enter()
        }
        waiter.cancel()
        #expect(await waiter.value == false)
        #expect(gate.load == (0, 0))
    }
}

@Suite(.timeLimit(.minutes(1)))
struct SingleFlightTests {
    @Test func manyWhoAskAtOnceShareOneRun() async throws {
        let flight = SingleFlight<Int>()
        let runs = Counter()
        let gate = RequestGate(limit: 1)
        #expect(await gate.enter())
        let asked = (0..<20).map { _ in
            Task {
                try await flight.run {
                    _ = await gate.enter()
                    gate.leave()
                    return .success(runs.up())
                }
            }
        }
        while gate.load.waiting == 0 { await Task.yield() }
        // Everyone has asked by now or will join; the run can not end before the gate opens.
        for _ in 0..<1000 { await Task.yield() }
        gate.leave()
        for task in asked { _ = try await task.value }
        #expect(runs.most <= 2)
        #expect(try await flight.run { .success(7) } == 7)
    }

    @Test func cancellingOneLeavesTheRunForTheOthers() async throws {
        let flight = SingleFlight<Int>()
        let gate = RequestGate(limit: 1)
        #expect(await gate.enter())
        let work: @Sendable () async -> Result<Int, KubeError> = {
            guard await gate.enter() else { return .failure(.cancelled(cluster: "")) }
            gate.leave()
            return .success(1)
        }
        let stays = Task { try await flight.run(work) }
        while gate.load.waiting == 0 { await Task.yield() }
        let leaves = Task { try await flight.run(work) }
        for _ in 0..<100 { await Task.yield() }
        leaves.cancel()
        for _ in 0..<100 { await Task.yield() }
        gate.leave()
        #expect(try await stays.value == 1)
    }

    @Test func cancellingTheLastEndsTheRun() async {
        let flight = SingleFlight<Int>()
        let gate = RequestGate(limit: 1)
        #expect(await gate.enter())
        let only = Task {
            try await flight.run {
                guard await gate.enter() else { return .failure(.cancelled(cluster: "a")) }
                gate.leave()
                return .success(1)
            }
        }
        while gate.load.waiting == 0 { await Task.yield() }
        only.cancel()
        await #expect(throws: KubeError.cancelled(cluster: "a")) { try await only.value }
    }
}
