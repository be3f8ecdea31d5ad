import FleetDeclarations
import FleetHealth
import FleetKube
import FleetModel
import FleetRegistry
import FleetValue
import Synchronization
import Testing

@testable import FleetSync

/// One application's plan, carried out.
@Suite struct ApplicationSyncTests {
    // MARK: The journal

    @Test func everyStepIsInTheJournalBeforeItIsSent() async throws {
        let bench = try Bench()
        await bench.sync([.make([.configMap("old"), .configMap("a", ["x": "1"])])])
        bench.log.clear()
        await bench.sync([.make([.configMap("a", ["x": "2"]), .deployment("b")])])
        let events = bench.log.events.filter {
            $0.hasPrefix("journal") || $0.hasPrefix("apply") || $0.hasPrefix("delete")
        }
        #expect(
            events == [
                "journal plan web on one: 3",
                "journal start ConfigMap web/old", "delete ConfigMap web/old", "journal finish ConfigMap web/old",
                "journal start ConfigMap web/a", "apply ConfigMap web/a", "journal finish ConfigMap web/a",
                "journal start Deployment.apps web/b", "apply Deployment.apps web/b",
                "journal finish Deployment.apps web/b",
            ]
        )
        // Before the first step is written down, all of them are tried.
        let first = bench.log.events.firstIndex(of: "journal plan web on one: 3")
        let tries = bench.log.events.indices.filter { bench.log.events[$0].hasPrefix("try ") }
        #expect(tries.count == 4)
        #expect(tries.allSatisfy { $0 < first ?? 0 })
    }

    @Test(arguments: [RecordingJournal.Call.plan, .start])
    func nothingIsSentThatIsNotWrittenDown(_ call: RecordingJournal.Call) async throws {
        let bench = try Bench()
        bench.journal.fail(call)
        let results = await bench.sync([.make([.configMap("a"), .deployment("b")])])
        let reason =
            call == .plan ? "the journal can not be written, nothing was done" : "the journal can not be written"
        #expect(results.summaries == ["Failed web: \(reason): disk full"])
        #expect(try bench.cluster.changes == [])
        #expect(results[0].resources == [])
    }

    @Test func whatWasSentIsReportedThoughItsEndCanNotBeWritten() async throws {
        let bench = try Bench()
        bench.journal.fail(.finish)
        let results = await bench.sync([.make([.configMap("a"), .deployment("b")])])
        #expect(results.summaries == ["Failed web: the journal can not be written: disk full"])
        #expect(try bench.cluster.changes == ["apply ConfigMap web/a"])
        #expect(results[0].resources.map(\.message) == ["created"])
        #expect(bench.journal.entries == ["ConfigMap web/a: started", "Deployment.apps web/b: skipped"])
    }

    @Test func anEmptyPlanTouchesNoJournalAndNoLease() async throws {
        let bench = try Bench()
        let web = DesiredApplication.make([.configMap("a")])
        await bench.sync([web])
        await bench.sync([web])
        bench.log.clear()
        bench.journal.fail(.plan)
        #expect(await bench.sync([web]).summaries == ["Succeeded web"])
        #expect(bench.log.events.filter { $0.hasPrefix("journal") } == [])
        // What is not pruned is still told.
        var bare = bench
        bare.planner.prune = false
        let results = await bare.sync([.make([])])
        #expect(results.summaries == ["Succeeded web"])
        #expect(results[0].resources.map(\.message) == ["ignored (requires pruning)"])
    }

    // MARK: Failures

    @Test func whatIsRefusedInADryRunIsRefusedWhole() async throws {
        let bench = try Bench()
        try bench.cluster.fail(Fault.invalid) { $0.isDryRun && $0.name == "b" }
        let results = await bench.sync([.make([.configMap("a"), .configMap("b")])])
        #expect(
            results.summaries == [
                "Failed web: refused in a dry run, nothing was changed: "
                    + #"cluster "one": apply ConfigMap web/a: invalid: data: too long"#
            ]
        )
        #expect(try bench.cluster.changes == [])
        #expect(bench.journal.entries == [])
    }

    @Test func aFailedApplyLetsTheStepGoOnAndStopsWhatComesAfter() async throws {
        let bench = try Bench()
        try bench.cluster.fail(Fault.invalid) { !$0.isDryRun && $0.verb == .apply && $0.name == "a" }
        let results = await bench.sync([.make([.configMap("a"), .deployment("b"), .configMap("later", wave: 1)])])
        #expect(results.summaries == [#"Failed web: cluster "one": apply ConfigMap web/a: invalid: data: too long"#])
        #expect(try bench.cluster.changes == ["apply ConfigMap web/a", "apply Deployment.apps web/b"])
        #expect(
            bench.journal.entries == [
                "ConfigMap web/a: SyncFailed", "Deployment.apps web/b: Synced", "ConfigMap web/later: skipped",
            ]
        )
    }

    @Test func aFailedPruneStopsTheStepBeforeItsApplies() async throws {
        let bench = try Bench()
        await bench.sync([.make([.configMap("old")])])
        let cluster = try bench.cluster
        cluster.forgetRequests()
        cluster.fail(Fault.forbidden("ConfigMap")) { $0.verb == .delete && !$0.isDryRun }
        let results = await bench.sync([.make([.configMap("a")])])
        #expect(results.summaries == [#"Failed web: cluster "one": list ConfigMap: forbidden: no rights"#])
        #expect(cluster.changes == ["delete ConfigMap web/old"])
    }

    @Test func conflictsNameTheOtherManagerAndAreForcedOnRequest() async throws {
        var bench = try Bench()
        let cluster = try bench.cluster
        _ = try await cluster.apply(
            .configMap("a", namespace: "web", ["color": "red"]),
            as: FakeState.type("", "v1", "ConfigMap", "configmaps"),
            fieldManager: "argocd-controller",
            force: false,
            dryRun: false
        )
        let web = DesiredApplication.make([.configMap("a")])
        #expect(
            await bench.sync([web]).summaries == [
                "Failed web: refused in a dry run, nothing was changed: "
                    + #"cluster "one": apply ConfigMap web/a: owned by another field manager: .data.color (owned by "argocd-controller")"#
            ]
        )
        #expect(cluster["ConfigMap", "web", "a"]?.value["data"] == ["color": "red"])
        bench.options.forceConflicts = true
        #expect(await bench.sync([web]).summaries == ["Succeeded web"])
        #expect(cluster["ConfigMap", "web", "a"]?.value["data"] == ["color": "blue"])
    }

    @Test func whatAnotherApplierOwnsIsNotTakenBackEvenFromOurOwn() async throws {
        let bench = try Bench()
        let web = DesiredApplication.make([.configMap("a")])
        await bench.sync([web])
        let cluster = try bench.cluster
        _ = try await cluster.apply(
            .configMap("a", namespace: "web", ["color": "red"]),
            as: FakeState.type("", "v1", "ConfigMap", "configmaps"),
            fieldManager: "other",
            force: true,
            dryRun: false
        )
        #expect(await bench.sync([web])[0].phase == .failed)
        #expect(cluster["ConfigMap", "web", "a"]?.value["data"] == ["color": "red"])
    }

    // MARK: Pruning

    @Test func whatChangedSinceItWasLookedAtIsPrunedWhileItIsOurs() async throws {
        let bench = try Bench()
        await bench.sync([.make([.configMap("a"), .configMap("b")])])
        let cluster = try bench.cluster
        let changed = Mutex(0)
        // A controller writes into it all the time.
        cluster.intercept { request in
            if request.verb == .delete,
                changed.withLock({ count in
                    count += 1
                    return count
                }) <= 2
            {
                cluster.edit("ConfigMap", "web", "b") { $0["data"]?["seen"] = .string("\(changed.withLock { $0 })") }
            }
            return nil
        }
        let results = await bench.sync([.make([.configMap("a")])])
        #expect(results.summaries == ["Succeeded web"])
        #expect(cluster["ConfigMap", "web", "b"] == nil)
    }

    @Test func whatIsNoLongerOursWhenItIsToBeDeletedStays() async throws {
        let bench = try Bench()
        await bench.sync([.make([.configMap("a"), .configMap("b"), .configMap("c")])])
        let cluster = try bench.cluster
        let comparisons = await bench.compare([.make([.configMap("a")])])
        cluster.edit("ConfigMap", "web", "b") { live in
            live["metadata"]?["annotations"]?[Tracking.identifierAnnotation] = "other:/ConfigMap:web/b"
            live["metadata"]?["labels"]?[Tracking.applicationLabel] = "other"
        }
        // Made anew under the same name.
        let live = try #require(cluster["ConfigMap", "web", "c"])
        cluster.remove("ConfigMap", "web", "c")
        var fresh = live
        fresh.value["metadata"]?["uid"] = nil
        cluster.put(fresh)
        let results = await bench.coordinator.sync(comparisons)
        #expect(results.summaries == ["Succeeded web"])
        #expect(
            results[0].resources.map { "\($0.code.rawValue) \($0.key.name)" } == ["PruneSkipped b", "PruneSkipped c"]
        )
        #expect(cluster["ConfigMap", "web", "b"] != nil)
        #expect(cluster["ConfigMap", "web", "c"] != nil)
    }

    @Test func laterStepsWaitUntilWhatWasPrunedIsGone() async throws {
        let looks = Mutex(0)
        let bench = try Bench()
        let cluster = try bench.cluster
        await bench.sync([.make([.configMap("first", wave: 1), .configMap("second", wave: 2), .configMap("keep")])])
        cluster.holdDeletions()
        cluster.forgetRequests()
        var waiting = bench
        waiting.options.clock = InstantClock { _ in
            looks.withLock { $0 += 1 }
            if looks.withLock({ $0 }) == 3 { cluster.finishDeletions() }
        }
        let results = await waiting.sync([.make([.configMap("keep")])])
        #expect(results.summaries == ["Succeeded web"])
        // The higher wave goes first, and the lower one only when that is gone.
        #expect(cluster.changes == ["delete ConfigMap web/second", "delete ConfigMap web/first"])
        #expect(looks.withLock { $0 } == 3)
        #expect(cluster.propagations == [.foreground, .foreground])
    }

    @Test func whatIsNotGoneInTimeIsSaid() async throws {
        var bench = try Bench()
        await bench.sync([.make([.configMap("first", wave: 1), .configMap("second", wave: 2), .configMap("keep")])])
        try bench.cluster.holdDeletions()
        bench.options.healthTimeout = .seconds(30)
        #expect(
            await bench.sync([.make([.configMap("keep")])]).summaries
                == ["Failed web: ConfigMap web/second is still being deleted after 30s"]
        )
        // It is not deleted again, and it is not forgotten.
        let again = await bench.sync([.make([.configMap("keep"), .configMap("first", wave: 1)])])
        #expect(again[0].resources.map(\.message) == ["is being deleted"])
        #expect(again[0].leavesBehind)
    }

    // MARK: Health

    private static func makeHealthy(_ cluster: FakeCluster, _ name: String) {
        cluster.edit("Deployment.apps", "web", name, manager: "controller") { live in
            live["status"] = [
                "observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "readyReplicas": 1,
                "availableReplicas": 1,
            ]
        }
    }

    @Test func laterWavesWaitForHealthAndKindsWithoutHealthDoNot() async throws {
        let bench = try Bench()
        let cluster = try bench.cluster
        var waiting = bench
        waiting.options.clock = InstantClock { time in
            if time > .seconds(10) { Self.makeHealthy(cluster, "web") }
        }
        let web = DesiredApplication.make([
            .configMap("settings"), .deployment("web"), .configMap("after", wave: 1),
        ])
        cluster.forgetRequests()
        let results = await waiting.sync([web])
        #expect(results.summaries == ["Succeeded web"])
        #expect(cluster.changes.last == "apply ConfigMap web/after")
        // Looked for once, when it was not in the lists; its health is nothing to wait for.
        #expect(cluster.requests.filter { $0 == "get ConfigMap web/settings" }.count == 1)
    }

    @Test func aWaveThatDoesNotBecomeHealthyStopsTheRest() async throws {
        var bench = try Bench()
        bench.options.healthTimeout = .seconds(90)
        let web = DesiredApplication.make([.deployment("web"), .configMap("after", wave: 1)])
        let results = await bench.sync([web])
        #expect(results.count == 1)
        #expect(
            results[0].message.hasPrefix("wave 0 is not healthy after 90s: Deployment.apps web/web is Progressing"),
            "\(results[0].message)"
        )
        #expect(try bench.cluster["ConfigMap", "web", "after"] == nil)
        // In sync by now and still not healthy, it holds the later wave back all the same.
        let again = await bench.sync([web])
        #expect(again[0].message.hasPrefix("wave 0 is not healthy after 90s"), "\(again[0].message)")
        #expect(try bench.cluster["ConfigMap", "web", "after"] == nil)
    }

    // MARK: Cancelling

    @Test func aCancelledSyncEndsSoonAndLeavesAJournalThatSaysWhatWasNotSent() async throws {
        let bench = try Bench()
        let cluster = try bench.cluster
        let applications = [
            DesiredApplication.make([.configMap("a"), .configMap("b", wave: 1)]),
            DesiredApplication.make(.make("other"), [.configMap("c")], wave: 1),
        ]
        let comparisons = await bench.compare(applications)
        let task = Mutex<Task<[ApplicationResult], Never>?>(nil)
        cluster.intercept { request in
            if request.description == "apply ConfigMap web/a" { task.withLock { $0?.cancel() } }
            return nil
        }
        let coordinator = bench.coordinator
        let gate = Gate()
        let running = Task {
            await gate.wait()
            return await coordinator.sync(comparisons)
        }
        task.withLock { $0 = running }
        gate.open()
        #expect(
            await running.value.summaries == [
                "Terminated other: wave 1 waits for web",
                "Terminated web: stopped before everything was done; run it again to go on",
            ]
        )
        #expect(bench.journal.entries == ["ConfigMap web/a: SyncFailed", "ConfigMap web/b: skipped"])
        #expect(try bench.registry.leases() == [])
        #expect(cluster["ConfigMap", "web", "b"] == nil)
    }
}

/// Lets one task wait for a test.
final class Gate: Sendable {
    private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
