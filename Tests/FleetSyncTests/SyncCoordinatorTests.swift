import FleetDeclarations
import FleetHealth
import FleetKube
import FleetModel
import FleetRegistry
import FleetValue
import Synchronization
import Testing

@testable import FleetSync

/// Many applications on many clusters.
@Suite struct SyncCoordinatorTests {
    private func child(
        _ name: String,
        of parent: String = "root",
        wave: Int,
        cluster: String = "one",
        _ manifests: [Manifest]? = nil
    ) -> DesiredApplication {
        .make(.make(name, cluster: cluster), manifests ?? [.configMap(name)], parent: parent, wave: wave)
    }

    private let root = DesiredApplication.make(.make("root"), [.configMap("root")])

    // MARK: Waves

    @Test func wavesGoInOrderAcrossClusters() async throws {
        let bench = try Bench("one", "two")
        let results = await bench.sync([
            child("last", wave: 5, cluster: "one"), child("middle", wave: 1, cluster: "two"),
            child("first", wave: -1, cluster: "one"), root,
        ])
        #expect(results.summaries == ["Succeeded first", "Succeeded last", "Succeeded middle", "Succeeded root"])
        #expect(
            bench.log.events.filter { $0.hasPrefix("apply") } == [
                "apply ConfigMap web/root", "apply ConfigMap web/first", "apply ConfigMap web/middle",
                "apply ConfigMap web/last",
            ]
        )
    }

    @Test func aFailedWaveStopsLaterOnesOnEveryCluster() async throws {
        let bench = try Bench("one", "two")
        try bench.cluster.fail(Fault.invalid) { $0.name == "bad" && !$0.isDryRun && $0.verb == .apply }
        let results = await bench.sync([
            root, child("bad", wave: 0), child("beside", wave: 0, cluster: "two"),
            child("later", wave: 1, cluster: "two"),
            child("below", of: "later", wave: 0, cluster: "two"),
            .make(.make("alone", cluster: "two"), [.configMap("x")]),
        ])
        #expect(
            results.summaries == [
                "Succeeded alone",
                #"Failed bad: cluster "one": apply ConfigMap web/a: invalid: data: too long"#,
                "Error below: wave 1 waits for bad",
                "Succeeded beside",
                "Error later: wave 1 waits for bad",
                #"Failed root: its application "bad" did not succeed"#,
            ]
        )
    }

    @Test func anUnhealthyWaveStopsLaterOnes() async throws {
        var bench = try Bench("one", "two")
        bench.options.healthTimeout = .seconds(5)
        let results = await bench.sync([
            root, child("early", wave: 0, cluster: "two", [.deployment("web")]), child("later", wave: 1),
        ])
        #expect(results.map(\.phase) == [.failed, .error, .failed])
        #expect(results[0].message.hasPrefix("the application is not healthy after 5s: Deployment.apps web/web"))
        #expect(results[0].health?.status == .progressing)
        #expect(results[1].message == "wave 1 waits for early")
        #expect(try bench.cluster["ConfigMap", "web", "later"] == nil)
        // The last wave is not waited for unless that is asked for.
        let last = await bench.sync([root, child("early", wave: 0, cluster: "two", [.deployment("web")])])
        #expect(last.map(\.phase) == [.succeeded, .succeeded])
        bench.options.waitsForHealth = true
        #expect(
            await bench.sync([root, child("early", wave: 0, [.deployment("x")])]).map(\.phase) == [.failed, .failed]
        )
    }

    @Test func theChildrenOfAFailedParentAreLeftAlone() async throws {
        let bench = try Bench()
        try bench.cluster.fail(Fault.invalid) { $0.name == "root" && !$0.isDryRun && $0.verb == .apply }
        let results = await bench.sync([root, child("a", wave: 0), child("b", of: "a", wave: 0)])
        #expect(
            results.summaries == [
                #"Error a: its parent "root" did not succeed"#, #"Error b: its parent "root" did not succeed"#,
                #"Failed root: cluster "one": apply ConfigMap web/a: invalid: data: too long"#,
            ]
        )
    }

    @Test func wavesOfDifferentParentsHaveNothingToDoWithEachOther() async throws {
        let bench = try Bench()
        try bench.cluster.fail(Fault.invalid) { $0.name == "a" && $0.verb == .apply }
        // Neither parent was selected.
        let results = await bench.sync([child("a", of: "x", wave: 0), child("b", of: "y", wave: 1)])
        #expect(results.map { "\($0.application) \($0.phase.rawValue)" } == ["a Failed", "b Succeeded"])
    }

    // MARK: What can not be synced

    @Test func whoComesAfterABlockedApplicationWaits() async throws {
        let bench = try Bench()
        let unrendered = BlockedApplication(name: "applicationset/broken", parent: "root", wave: 0)
        let results = await bench.sync(
            [root, child("later", wave: 1), child("beside", wave: 0)],
            blocked: [unrendered]
        )
        #expect(
            results.summaries == [
                "Succeeded beside", "Error later: wave 1 waits for applicationset/broken",
                #"Failed root: its application "applicationset/broken" did not succeed"#,
            ]
        )
    }

    @Test func whatIsOnAnUnreachableClusterHoldsBackLaterWaves() async throws {
        let bench = try Bench("one", "two")
        let unreachable = BlockedApplication(
            name: "early",
            parent: "root",
            wave: 0,
            result: ApplicationResult(application: "early", cluster: "two", phase: .error, message: "no answer")
        )
        let results = await bench.sync(
            [root, child("later", wave: 1), child("b", of: "early", wave: 0)],
            blocked: [unreachable]
        )
        #expect(
            results.summaries == [
                #"Error b: its parent "early" did not succeed"#, "Error early: no answer",
                "Error later: wave 1 waits for early", #"Failed root: its application "early" did not succeed"#,
            ]
        )
    }

    @Test func anEmptyParentOnAnUnreachableClusterDoesNotHoldItsChildren() async throws {
        let bench = try Bench()
        let hub = BlockedApplication(
            name: "root",
            parent: nil,
            wave: 0,
            result: ApplicationResult(application: "root", cluster: "hub", phase: .error, message: "no answer"),
            holdsChildren: false
        )
        let results = await bench.sync([child("a", wave: 0), child("b", wave: 1)], blocked: [hub])
        #expect(results.summaries == ["Succeeded a", "Succeeded b", "Error root: no answer"])
    }

    @Test func oneApplicationsFailureCostsNoOther() async throws {
        let bench = try Bench("one", "two")
        try bench.cluster.fail(Fault.refused) { !$0.isDryRun && $0.verb == .apply }
        let results = await bench.sync([
            .make(.make("a"), [.configMap("a")]), .make(.make("b", cluster: "two"), [.configMap("b")]),
        ])
        #expect(
            results.summaries == [
                #"Failed a: cluster "one": list ConfigMap: can not connect to one.example:6443: Connection refused"#,
                "Succeeded b",
            ]
        )
    }

    // MARK: Deletions

    @Test func theBreakerRefusesAndChangesNothing() async throws {
        var bench = try Bench()
        let all = (1...5).map { Manifest.configMap("map-\($0)") }
        await bench.sync([.make(all)])
        try bench.cluster.forgetRequests()
        let few = [DesiredApplication.make([all[0]])]
        let refusal =
            "Failed web: 4 of 5 resources would be deleted (ConfigMap web/map-2, ConfigMap web/map-3, "
            + "ConfigMap web/map-4, ConfigMap web/map-5); if that is meant, allow it with --allow-deletions 4"
        #expect(await bench.sync(few).summaries == [refusal])
        #expect(try bench.cluster.changes == [])
        bench.planner = SyncPlanner(
            prune: true,
            deletionLimit: DeletionLimit(count: 4, percent: 0),
            isLimitExplicit: true
        )
        #expect(await bench.sync(few).summaries == ["Succeeded web"])
        #expect(try bench.cluster.changes.count == 4)
    }

    @Test func theBreakerHoldsForARemovedApplicationToo() async throws {
        let bench = try Bench()
        let all = (1...50).map { Manifest.configMap("map-\($0)") }
        await bench.sync([.make(all)])
        let removed = DesiredApplication.make([], isRemoved: true)
        let results = await bench.sync([removed])
        #expect(results[0].message.hasPrefix("50 of 50 resources would be deleted"), "\(results[0].message)")
        #expect(try bench.cluster["ConfigMap", "web", "map-1"] != nil)
    }

    @Test func removedApplicationsGoLastInReverseOrder() async throws {
        let bench = try Bench()
        await bench.sync([
            .make(.make("gone"), [.configMap("one", wave: 1), .configMap("two", wave: 2), .namespace("x")])
        ])
        try bench.cluster.forgetRequests()
        let removed = DesiredApplication.make(
            .make("gone", finalizers: ["resources-finalizer.argocd.argoproj.io/background"]),
            [],
            isRemoved: true
        )
        let results = await bench.sync([removed, .make(.make("web"), [.configMap("new")])])
        #expect(results.summaries == ["Succeeded gone", "Succeeded web"])
        #expect(
            try bench.cluster.changes == [
                "apply ConfigMap web/new", "delete ConfigMap web/two", "delete ConfigMap web/one", "delete Namespace x",
            ]
        )
        #expect(try bench.cluster.propagations == [.background, .background, .background])
        #expect(results.map(\.leavesBehind) == [false, false])
    }

    // MARK: Leases

    @Test func aClusterThatAnotherRunSyncsIsLeftAlone() async throws {
        let bench = try Bench("one", "two")
        let other = LeaseHolder(
            id: "other",
            process: ProcessIdentity(host: "elsewhere", pid: 4711),
            purpose: "fleet bootstrap"
        )
        #expect(
            try bench.registry.acquireLease(cluster: "one", holder: other, duration: .seconds(3600)) == .acquired
        )
        let results = await bench.sync([
            root, child("later", wave: 1, cluster: "two"), .make(.make("web", cluster: "two"), [.configMap("x")]),
        ])
        #expect(
            results.summaries == [
                #"Error later: its parent "root" did not succeed"#,
                #"Error root: cluster "one" is being synced by "fleet bootstrap" (process 4711 on host elsewhere); "#
                    + "try again when it is done",
                "Succeeded web",
            ]
        )
        #expect(try bench.cluster.changes == ["apply ConfigMap web/x"])
        // Its lease is still the other's, ours are given back.
        #expect(try bench.registry.leases().map(\.holder.id) == ["other"])
        // Where nothing is to be done nobody is in the way.
        try bench.registry.releaseLeases(heldBy: other)
        await bench.sync([root])
        #expect(
            try bench.registry.acquireLease(cluster: "one", holder: other, duration: .seconds(3600)) == .acquired
        )
        #expect(await bench.sync([root]).summaries == ["Succeeded root"])
    }

    @Test func dryRunsTakeNoLeaseAndWriteNothing() async throws {
        var bench = try Bench()
        let web = DesiredApplication.make([.configMap("a")])
        for mode in [SyncOptions.DryRun.client, .server] {
            bench.options.dryRun = mode
            try bench.cluster.intercept { [registry = bench.registry] request in
                if request.verb == .apply { #expect((try? registry.leases())?.isEmpty == true) }
                return nil
            }
            bench.log.clear()
            let results = await bench.sync([web])
            #expect(results.summaries == ["Succeeded web"])
            #expect(results[0].resources.map(\.message) == ["would be created (dry run)"])
            #expect(try bench.cluster.changes == [])
            #expect(bench.log.events.filter { $0.hasPrefix("journal") } == [])
            #expect(
                try bench.cluster.requests.contains("try apply ConfigMap web/a") == (mode == .server)
            )
        }
    }

    @Test func aLostLeaseStopsTheWorkOnThatClusterAlone() async throws {
        let bench = try Bench("one", "two")
        let clock = ManualClock()
        var coordinator = bench.coordinator
        coordinator.renewalClock = clock
        let registry = bench.registry
        try bench.cluster.intercept { request in
            guard request.description == "apply ConfigMap web/a" else { return nil }
            // The process slept for long, and another one took the cluster.
            try? registry.execute(
                "UPDATE lease SET holder = 'other' WHERE cluster = (SELECT id FROM cluster WHERE name = 'one')"
            )
            await clock.advance(by: .seconds(20))
            return nil
        }
        let applications: [DesiredApplication] = [
            .make([.configMap("a"), .configMap("b", wave: 1)]),
            .make(.make("two", cluster: "two"), [.configMap("a2"), .configMap("b2", wave: 1)]),
        ]
        let results = await coordinator.sync(await bench.compare(applications))
        #expect(
            results.summaries == [
                "Succeeded two", #"Failed web: the lease of cluster "one" was taken over by another run"#,
            ]
        )
        #expect(try bench.cluster["ConfigMap", "web", "b"] == nil)
        #expect(bench.journal.entries.contains("ConfigMap web/b: skipped"))
    }

    // MARK: Cancelling

    @Test func aRunThatIsCalledOffBeforeItBeginsSendsNothing() async throws {
        let bench = try Bench()
        let comparisons = await bench.compare([root, child("a", wave: 0), child("b", wave: 1)])
        try bench.cluster.forgetRequests()
        let gate = Gate()
        let coordinator = bench.coordinator
        let task = Task {
            await gate.wait()
            return await coordinator.sync(comparisons)
        }
        task.cancel()
        gate.open()
        #expect(await task.value.map(\.phase) == [.terminated, .terminated, .terminated])
        #expect(try bench.cluster.requests == [])
        #expect(try bench.registry.leases() == [])
    }

    @Test func manyApplicationsAreSyncedUnderOneLimit() async throws {
        let bench = try Bench()
        let running = Peak()
        try bench.cluster.intercept { request in
            if request.verb == .apply, !request.isDryRun { await running.hold() }
            return nil
        }
        let applications = (1...200).map { DesiredApplication.make(.make("app-\($0)"), [.configMap("map-\($0)")]) }
        let results = await bench.sync(applications)
        #expect(results.allSatisfy { $0.phase == .succeeded })
        #expect(results.map(\.application) == applications.map(\.name).sorted())
        #expect(running.most <= 8)
    }
}
