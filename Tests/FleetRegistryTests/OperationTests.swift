import FleetModel
import FleetRegistry
import FleetValue
import Testing

@Suite struct OperationTests {
    let bench: Bench
    var registry: Registry { bench.registry }

    init() throws {
        bench = try Bench()
    }

    private func begin(_ pid: Int32 = 7) throws -> Int64 {
        try registry.beginOperation(
            kind: "sync",
            user: "me",
            owner: .run(pid),
            duration: .seconds(60),
            parameters: ["selector": "env=production", "waves": [1, 2.5, nil]]
        )
    }

    private let steps = ["front", "back"].map { name in
        JournalStep(
            cluster: "eu-1",
            application: "web",
            action: .apply,
            key: .deployment(name),
            phase: "PreSync",
            wave: -3
        )
    }

    @Test func operationIsWrittenDownFromBeginToEnd() throws {
        let id = try begin()
        var expected = OperationRecord(
            id: id,
            kind: "sync",
            user: "me",
            owner: .run(7),
            parameters: ["selector": "env=production", "waves": [1, 2.5, nil]],
            phase: .running,
            message: "",
            startedAt: 1000,
            expiresAt: 1060,
            finishedAt: nil
        )
        #expect(try registry.operation(id) == expected)

        bench.clock.advance(by: 5)
        try registry.finishOperation(id, phase: .failed, message: "1 of 2 clusters failed")
        expected.phase = .failed
        expected.message = "1 of 2 clusters failed"
        expected.finishedAt = 1005
        #expect(try registry.operation(id) == expected)
        #expect(try registry.operation(id + 1) == nil)
    }

    @Test func stepsAreWrittenDownFromPlanToEnd() throws {
        let id = try begin()
        let numbers = try registry.planned(steps, operation: id)
        let skipped = try registry.planned([steps[0]], operation: try begin())
        bench.clock.advance(by: 1)
        try registry.started(numbers)
        bench.clock.advance(by: 1)
        try registry.finished([
            StepOutcome(id: numbers[1], state: .failed, message: "conflict with \"kubectl\""),
            StepOutcome(id: skipped[0], state: .skipped),
        ])

        let front = StepRecord(
            id: numbers[0],
            step: steps[0],
            state: .started,
            message: "",
            plannedAt: 1000,
            startedAt: 1001,
            finishedAt: nil
        )
        let back = StepRecord(
            id: numbers[1],
            step: steps[1],
            state: .failed,
            message: "conflict with \"kubectl\"",
            plannedAt: 1000,
            startedAt: 1001,
            finishedAt: 1002
        )
        #expect(try registry.steps(of: id) == [front, back])
        #expect(try registry.steps(of: id + 1).map(\.state) == [.skipped])
        #expect(try registry.steps(of: 99) == [])
    }

    @Test(arguments: StepAction.allCases)
    func everyActionComesBack(_ action: StepAction) throws {
        let id = try begin()
        let step = JournalStep(cluster: "eu-1", application: "", action: action, key: .namespace("web"))
        _ = try registry.planned([step], operation: id)
        #expect(try registry.steps(of: id).map(\.step) == [step])
    }

    @Test func unknownNumbersAreErrorsAndChangeNothing() throws {
        let id = try begin()
        let numbers = try registry.planned(steps, operation: id)
        #expect(throws: RegistryError.unknownOperation(id: 99)) { try registry.finishOperation(99, phase: .succeeded) }
        #expect(throws: RegistryError.unknownOperation(id: 99)) { try registry.planned(steps, operation: 99) }
        #expect(throws: RegistryError.unknownStep(id: 99)) { try registry.started([numbers[0], 99]) }
        #expect(throws: RegistryError.unknownStep(id: 99)) {
            try registry.finished([StepOutcome(id: numbers[0], state: .succeeded), StepOutcome(id: 99, state: .failed)])
        }
        #expect(try registry.steps(of: id).map(\.state) == [.planned, .planned])
    }

    @Test func operationsAreListedLatestFirstInPages() throws {
        let ids = try (0..<5).map { _ in try begin() }
        #expect(try registry.operations(limit: 2).map(\.id) == [ids[4], ids[3]])
        #expect(try registry.operations(limit: 2, before: ids[3]).map(\.id) == [ids[2], ids[1]])
        #expect(try registry.operations(limit: 9, before: ids[1]).map(\.id) == [ids[0]])
        #expect(try registry.operations(limit: 0) == [])
    }

    @Test func killedOperationIsUnfinishedAtOnceAndRemembersWhatWasSent() throws {
        let killed = try begin(7)
        let alive = try begin(8)
        let done = try begin(7)
        try registry.finishOperation(done, phase: .succeeded)
        let numbers = try registry.planned(steps, operation: killed)
        try registry.started([numbers[0]])
        #expect(try registry.unfinishedOperations() == [])

        bench.graveyard.bury(7)
        #expect(try registry.unfinishedOperations().map(\.id) == [killed])
        #expect(try registry.steps(of: killed).map(\.state) == [.started, .planned])
        #expect(try registry.operation(alive)?.phase == .running)

        try registry.finishOperation(killed, phase: .interrupted)
        #expect(try registry.unfinishedOperations() == [])
    }

    @Test func operationWithoutRenewalIsUnfinished() throws {
        let kept = try begin(7)
        let left = try begin(8)
        bench.clock.advance(by: 50)
        _ = try registry.renewLeases(heldBy: .run(7), duration: .seconds(60))
        bench.clock.advance(by: 10)
        #expect(try registry.unfinishedOperations().map(\.id) == [left])
        bench.clock.advance(by: 50)
        #expect(try registry.unfinishedOperations().map(\.id) == [kept, left])
    }

    @Test func onlyAnOperationLeftBehindIsTakenOver() throws {
        let id = try begin(7)
        #expect(throws: RegistryError.operationRunning(id: id, by: .run(7))) {
            try registry.takeOverOperation(id, owner: .run(8), duration: .seconds(60))
        }
        bench.graveyard.bury(7)
        bench.clock.advance(by: 10)
        try registry.takeOverOperation(id, owner: .run(8), duration: .seconds(60))
        #expect(try registry.operation(id)?.owner == .run(8))
        #expect(try registry.operation(id)?.expiresAt == 1070)
        #expect(throws: RegistryError.operationRunning(id: id, by: .run(8))) {
            try registry.takeOverOperation(id, owner: .run(9), duration: .seconds(60))
        }
        try registry.finishOperation(id, phase: .terminated)
        #expect(throws: RegistryError.operationFinished(id: id, phase: .terminated)) {
            try registry.takeOverOperation(id, owner: .run(9), duration: .seconds(60))
        }
        #expect(throws: RegistryError.unknownOperation(id: 99)) {
            try registry.takeOverOperation(99, owner: .run(9), duration: .seconds(60))
        }
    }

    @Test func oldOperationsAreForgottenWithTheirSteps() throws {
        let unfinished = try begin()
        let ids = try (0..<3).map { _ in
            let id = try begin()
            _ = try registry.planned(steps, operation: id)
            try registry.finishOperation(id, phase: .succeeded)
            return id
        }
        #expect(try registry.removeOperations(keepingLatest: 1) == 2)
        #expect(try registry.operations(limit: 9).map(\.id) == [ids[2], unfinished])
        #expect(try registry.value("SELECT count(*) FROM step") == "2")
        #expect(try registry.removeOperations(keepingLatest: 0) == 1)
        // A number is never given twice, or a log would speak of the wrong one.
        #expect(try begin() == ids[2] + 1)
    }
}
