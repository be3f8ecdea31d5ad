import FleetDeclarations
import FleetModel
import FleetRegistry
import FleetValue
import Testing

@testable import FleetSync

/// Whole runs over a fleet directory.
@Suite struct SyncRunTests {
    @Test func aRunSyncsRecordsAndEndsItsOperation() async throws {
        let world = try FleetWorld("one", "two")
        try world.declare("web", on: "one", ["a"])
        try world.declare("shop", on: "two", ["b"])
        let outcome = try await world.sync()
        #expect(outcome.results.summaries == ["Succeeded shop", "Succeeded web"])
        #expect(outcome.isComplete)
        let operation = try #require(outcome.operation)
        #expect(try world.registry.operation(operation)?.phase == .succeeded)
        #expect(try world.registry.steps(of: operation).map(\.state) == [.succeeded, .succeeded])
        let records = try world.registry.applications()
        #expect(records.map(\.name) == ["shop", "web"])
        #expect(records.map(\.syncStatus) == ["Synced", "Synced"])
        #expect(records.map(\.lastSynced) == [3000, 3000])
        #expect(try world.registry.leases() == [])
        // A run that finds nothing to do leaves no trace in the journal.
        let again = try await world.sync()
        #expect(again.results.summaries == ["Succeeded shop", "Succeeded web"])
        #expect(again.operation == nil)
        #expect(try world.registry.operations(limit: 10).count == 1)
    }

    @Test func aFailedRunEndsItsOperationToo() async throws {
        let world = try FleetWorld("one")
        try world.declare("web", on: "one", ["a"])
        try world.cluster("one").fail(Fault.invalid) { $0.verb == .apply && !$0.isDryRun }
        let outcome = try await world.sync()
        #expect(!outcome.isComplete)
        let record = try #require(try world.registry.operations(limit: 1).first)
        #expect(record.phase == .failed)
        #expect(record.message == "1 of 1 applications did not succeed")
        #expect(
            try world.registry.application(named: "web")?.message
                == #"cluster "one": apply ConfigMap web/a: invalid: data: too long"#
        )
        #expect(try world.registry.leases() == [])
    }

    @Test func aRunWhoseRecordsCanNotBeKeptEndsItsOperation() async throws {
        let world = try FleetWorld("one")
        try world.declare("web", on: "one", ["a"])
        let registry = world.registry
        try world.cluster("one").intercept { request in
            if request.verb == .apply, !request.isDryRun { try? registry.execute("DROP TABLE application") }
            return nil
        }
        await #expect(throws: RegistryError.self) { try await world.sync() }
        let record = try #require(try registry.operations(limit: 1).first)
        #expect(record.phase == .failed)
        #expect(record.message.hasPrefix("what was done can not be recorded: "), "\(record.message)")
        #expect(try registry.leases() == [])
    }

    @Test func oneClusterThatIsDownCostsOnlyItself() async throws {
        let world = try FleetWorld("one", "two")
        try world.declare("web", on: "one", ["a"])
        try world.declare("shop", on: "two", ["b"])
        try await world.sync()
        try world.declare("web", on: "one", ["a", "more"])
        try world.declare("shop", on: "two", ["b", "more"])
        try world.cluster("one").fail(Fault.refused) { _ in true }
        let outcome = try await world.sync()
        #expect(outcome.results.map { "\($0.application) \($0.phase.rawValue)" } == ["shop Succeeded", "web Error"])
        #expect(outcome.unreachable.keys.sorted() == ["one"])
        #expect(try await world.maps(on: "two") == ["b", "more"])
    }

    @Test func aRunThatIsCalledOffSaysSo() async throws {
        let world = try FleetWorld("one")
        try world.declare("web", on: "one", ["a"])
        let gate = Gate()
        let task = Task {
            await gate.wait()
            return try await world.sync()
        }
        task.cancel()
        gate.open()
        let outcome = try await task.value
        // Rendering was called off as well, so that not even the application's manifests are known.
        #expect(outcome.results.allSatisfy { $0.phase == .terminated })
        #expect(!outcome.isComplete)
        #expect(try world.registry.operations(limit: 10) == [])
    }

    // MARK: What is removed

    @Test func removedApplicationsGoByTheirFinalizer() async throws {
        let world = try FleetWorld("one")
        try world.declare("with", on: "one", ["a"])
        try world.declare("without", on: "one", finalizer: false, ["b"])
        try world.declare("stays", on: "one", ["c"])
        try await world.sync()
        try world.remove("applications/with.yaml")
        try world.remove("applications/without.yaml")
        let left = try await world.sync(prune: false)
        #expect(left.undeclared == ["with", "without"])
        #expect(left.results.summaries == ["Succeeded stays"])
        #expect(try await world.maps(on: "one") == ["a", "b", "c"])
        let outcome = try await world.sync()
        #expect(outcome.results.summaries == ["Succeeded stays", "Succeeded with"])
        #expect(try await world.maps(on: "one") == ["b", "c"])
        #expect(try world.registry.applications().map(\.name) == ["stays"])
        #expect(try world.registry.inventory(cluster: "one").keys.sorted() == ["stays"])
        #expect(try await world.sync().operation == nil)
    }

    @Test func aRemovedApplicationIsRememberedUntilItIsGone() async throws {
        let world = try FleetWorld("one")
        try world.declare("gone", on: "one", ["a", "b"])
        try world.declare("stays", on: "one", ["c"])
        try await world.sync()
        try world.remove("applications/gone.yaml")
        let cluster = try world.cluster("one")
        // What is to be confirmed stays, and so does the memory of it.
        cluster.edit("ConfigMap", "web", "a") { live in
            live["metadata"]?["annotations"]?[SyncOption.annotation] = "Delete=confirm"
        }
        let first = try await world.sync()
        #expect(first.results.summaries == ["Succeeded gone", "Succeeded stays"])
        #expect(try world.registry.applications().map(\.name) == ["gone", "stays"])
        // A cluster that does not answer keeps it too.
        cluster.edit("ConfigMap", "web", "a") { live in live["metadata"]?["annotations"]?[SyncOption.annotation] = nil }
        cluster.fail(Fault.refused) { _ in true }
        let second = try await world.sync()
        #expect(second.results.map { "\($0.application) \($0.phase.rawValue)" } == ["gone Error", "stays Error"])
        #expect(try world.registry.applications().map(\.name) == ["gone", "stays"])
        cluster.intercept(nil)
        // What stays for good by its own wish does not.
        cluster.edit("ConfigMap", "web", "a") { live in
            live["metadata"]?["annotations"]?[SyncOption.annotation] = "Delete=false"
        }
        try await world.sync()
        #expect(try world.registry.applications().map(\.name) == ["stays"])
        #expect(try await world.maps(on: "one") == ["a", "c"])
    }

    @Test func theBreakerCountsApplications() async throws {
        let world = try FleetWorld("one")
        for index in 1...5 { try world.declare("app-\(index)", on: "one", ["map-\(index)"]) }
        try await world.sync()
        for index in 1...4 { try world.remove("applications/app-\(index).yaml") }
        await #expect(
            throws: SyncRunRefusal.tooManyApplications(["app-1", "app-2", "app-3", "app-4"], total: 5)
        ) { try await world.sync() }
        #expect(try await world.maps(on: "one").count == 5)
        try await world.sync(limit: DeletionLimit(count: 4, percent: 0))
        #expect(try await world.maps(on: "one") == ["map-5"])
    }

    /// A selector that matches nothing is more often a mistake than a wish.
    @Test func aGeneratorThatGivesNothingDeletesNothingUnasked() async throws {
        let world = try FleetWorld("one")
        try world.declare("other", on: "one", ["b"])
        try world.declare("web", on: "one", ["a"])
        try world.remove("applications/web.yaml")
        func declare(_ elements: String) throws {
            try world.write(
                "applicationsets/set.yaml",
                """
                apiVersion: argoproj.io/v1alpha1
                kind: ApplicationSet
                metadata: {name: set}
                spec:
                  generators:
                  - list: {elements: \(elements)}
                  template:
                    metadata: {name: "{{name}}"}
                    spec:
                      project: default
                      source: {repoURL: ., path: apps/web}
                      destination: {name: one, namespace: web}
                """
            )
        }
        try declare("[{name: web}]")
        try await world.sync()
        #expect(try await world.maps(on: "one") == ["a", "b"])
        try declare("[]")
        await #expect(throws: SyncRunRefusal.emptyGenerator(["web"])) { try await world.sync() }
        #expect(try await world.maps(on: "one") == ["a", "b"])
        #expect(
            SyncRunRefusal.emptyGenerator(["web"]).description
                == "a generator gives nothing of the ApplicationSets that gave web, which would be deleted; see \"fleet "
                + "appset validate\", and if that is meant, allow it with --allow-deletions 1"
        )
        try await world.sync(limit: DeletionLimit(count: 1, percent: 0))
        #expect(try await world.maps(on: "one") == ["b"])
    }

    /// A wrong folder declares nothing, and would cost everything.
    @Test func whereNothingIsDeclaredNothingIsRemovedUnasked() async throws {
        let world = try FleetWorld("one")
        try world.declare("web", on: "one", ["a"])
        try await world.sync()
        try world.remove("applications")
        await #expect(throws: SyncRunRefusal.nothingDeclared(forgetting: 1)) { try await world.sync() }
        #expect(try await world.maps(on: "one") == ["a"])
        #expect(
            SyncRunRefusal.nothingDeclared(forgetting: 3).description
                == "no Application is declared at all, and the 3 that the state remembers would be deleted; "
                + "if that is meant, allow it with --allow-deletions 3"
        )
        try await world.sync(limit: DeletionLimit(count: 1, percent: 0))
        #expect(try await world.maps(on: "one") == [])
    }

    // MARK: An error is never an empty answer

    @Test func whatCanNotBeRenderedStopsEveryRemoval() async throws {
        let world = try FleetWorld("one")
        try world.declare("gone", on: "one", ["a"])
        try world.declare("broken", on: "one", ["b"])
        try await world.sync()
        try world.remove("applications/gone.yaml")
        try world.spoil("broken")
        let outcome = try await world.sync()
        #expect(outcome.failures.map(\.subject) == ["application/broken"])
        #expect(outcome.undeclared == [])
        #expect(try await world.maps(on: "one") == ["a", "b"])
        #expect(try world.registry.applications().map(\.name) == ["broken", "gone"])
    }

    /// A resource moves from one application to another, and the same change breaks the other.
    @Test func whileAnApplicationCanNotBeReadNothingThatMayBeItsOwnIsPruned() async throws {
        let world = try FleetWorld("one", "two")
        try world.declare("from", on: "one", ["stays", "moves"])
        try world.declare("to", on: "one", ["own"])
        try world.declare("elsewhere", on: "two", ["far", "old"])
        try await world.sync()
        try world.fill("from", ["stays"])
        try world.fill("to", ["own", "moves"])
        try world.fill("elsewhere", ["far"])
        try world.spoil("to")
        let outcome = try await world.sync()
        #expect(outcome.results.summaries == ["Succeeded elsewhere", "Succeeded from"])
        #expect(
            outcome.results.flatMap(\.resources).map { "\($0.key.name): \($0.message)" } == [
                "old: pruned", "moves: ignored (application/to could not be read and may declare it now)",
            ]
        )
        #expect(try await world.maps(on: "one") == ["moves", "own", "stays"])
        #expect(try await world.maps(on: "two") == ["far"])
        try world.fill("to", ["own", "moves"])
        #expect(try await world.sync().isComplete)
        #expect(try await world.maps(on: "one") == ["moves", "own", "stays"])
    }

    @Test func aSetThatCanNotBeGeneratedStopsEveryRemovalAndPrune() async throws {
        let world = try FleetWorld("one")
        try world.declare("gone", on: "one", ["a"])
        try world.declare("web", on: "one", ["b", "c"])
        try await world.sync()
        try world.remove("applications/gone.yaml")
        try world.fill("web", ["b"])
        try world.write(
            "applicationsets/broken.yaml",
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: broken}
            spec:
              generators: [{matrix: {generators: []}}]
              template:
                metadata: {name: x}
                spec: {destination: {name: one}, source: {repoURL: ., path: apps/x}}
            """
        )
        let outcome = try await world.sync()
        #expect(outcome.failures.map(\.subject) == ["applicationset/broken"])
        #expect(try await world.maps(on: "one") == ["a", "b", "c"])
        #expect(try world.registry.applications().map(\.name) == ["gone", "web"])
    }

    @Test func aRootThatCanNotBeReadBackIsNoRootThatWasRemoved() async throws {
        let world = try FleetWorld("one")
        try world.write("apps/root/child.yaml", FleetWorld.application("child", on: "one"))
        try world.fill("child", ["a"])
        let manifest =
            #"{"apiVersion":"argoproj.io/v1alpha1","kind":"Application","metadata":{"name":"root"},"#
            + #""spec":{"source":{"repoURL":".","path":"apps/root"},"destination":{"name":"one"}}}"#
        var root = ApplicationRecord(
            name: "root",
            cluster: "one",
            origin: FleetLooker.bootstrapOrigin + "one",
            manifest: manifest,
            updatedAt: 0
        )
        try world.registry.save([root])
        #expect(try await world.sync().results.summaries == ["Succeeded child", "Succeeded root"])
        root.manifest = "{"
        try world.registry.save([root])
        let outcome = try await world.sync()
        #expect(outcome.failures.map(\.subject) == ["application/root"])
        #expect(outcome.failures.map { $0.message.hasPrefix("its manifest in the state can not be read: ") } == [true])
        #expect(try await world.maps(on: "one") == ["a"])
        // Of a cluster that is registered no longer it is nobody's.
        try world.registry.removeCluster(named: "one")
        let removed = try await world.sync(limit: DeletionLimit(count: 10))
        #expect(removed.failures == [])
        #expect(try world.registry.applications() == [])
    }

    // MARK: Selections

    @Test func aSelectionMakesNothingElseLookRemovedOrOrphaned() async throws {
        let world = try FleetWorld("one", "two")
        try world.declare("web", on: "one", ["a"])
        try world.declare("shop", on: "one", ["b"])
        try world.declare("far", on: "two", ["c"])
        try await world.sync()
        try world.cluster("two").forgetRequests()
        #expect(try await world.look(.applications("web")) == ["web: synced ConfigMap web/a"])
        #expect(try world.cluster("two").requests == [])
        let outcome = try await world.sync(.applications("web"))
        #expect(outcome.undeclared == [])
        #expect(outcome.results.summaries == ["Succeeded web"])
        let selected = try await world.sync(Selection(clusters: LabelSelector(parsing: "env=none")))
        #expect(selected.results.summaries == [])
        #expect(try await world.maps(on: "one") == ["a", "b"])
        #expect(try await world.maps(on: "two") == ["c"])
        // What is gone is removed by those who ask for it, and only by them.
        try world.remove("applications/shop.yaml")
        #expect(try await world.sync(.applications("web")).undeclared == [])
        #expect(try await world.maps(on: "one") == ["a", "b"])
        #expect(try await world.sync(.applications("sh*")).results.summaries == ["Succeeded shop"])
        #expect(try await world.maps(on: "one") == ["a"])
    }

    @Test func aResourceThatMovedToAnUnselectedApplicationStays() async throws {
        let world = try FleetWorld("one")
        try world.declare("from", on: "one", ["stays", "moves"])
        try world.declare("to", on: "one", ["own"])
        try await world.sync()
        try world.fill("from", ["stays"])
        try world.fill("to", ["own", "moves"])
        let outcome = try await world.sync(.applications("from"))
        #expect(outcome.results.flatMap(\.resources) == [])
        #expect(try await world.maps(on: "one") == ["moves", "own", "stays"])
    }

    @Test func aRenamedApplicationKeepsItsResources() async throws {
        let world = try FleetWorld("one")
        try world.declare("old", on: "one", ["a"])
        try await world.sync()
        let uid = try world.cluster("one")["ConfigMap", "web", "a"]?.uid
        try world.remove("applications/old.yaml")
        try world.declare("new", on: "one", ["a"])
        #expect(try await world.sync().results.summaries == ["Succeeded new", "Succeeded old"])
        #expect(try world.cluster("one")["ConfigMap", "web", "a"]?.uid == uid)
        #expect(try world.registry.applications().map(\.name) == ["new"])
        #expect(try world.registry.inventory(cluster: "one").keys.sorted() == ["new"])
        // Later the new one prunes what the old one put there.
        try world.declare("new", on: "one", ["b"])
        try await world.sync()
        #expect(try await world.maps(on: "one") == ["b"])
    }

    @Test func anApplicationThatMovedLeavesItsOldClusterAlone() async throws {
        let world = try FleetWorld("one", "two")
        try world.declare("web", on: "one", ["a"])
        try await world.sync()
        try world.declare("web", on: "two", ["a"])
        #expect(try await world.sync().results.summaries == ["Succeeded web"])
        #expect(try await world.maps(on: "one") == ["a"])
        #expect(try await world.maps(on: "two") == ["a"])
        #expect(try await world.look() == ["orphan ConfigMap web/a of web", "web: synced ConfigMap web/a"])
    }

    // MARK: App-of-apps

    @Test func whatFailsToRenderHoldsBackTheWavesAfterIt() async throws {
        let world = try FleetWorld("one", "two")
        try world.write("applications/root.yaml", FleetWorld.application("root", on: "one"))
        try world.write("apps/root/early.yaml", FleetWorld.application("early", on: "one", wave: 0))
        try world.write("apps/root/late.yaml", FleetWorld.application("late", on: "two", wave: 1))
        try world.fill("early", ["a"])
        try world.fill("late", ["b"])
        try world.spoil("early")
        let outcome = try await world.sync()
        #expect(outcome.failures.map(\.subject) == ["application/early"])
        #expect(
            outcome.results.summaries == [
                "Error late: wave 1 waits for early", #"Failed root: its application "early" did not succeed"#,
            ]
        )
        #expect(try await world.maps(on: "two") == [])
    }

    @Test func anUnreachableClusterHoldsBackTheWavesAfterItsApplications() async throws {
        let world = try FleetWorld("hub", "one", "two")
        try world.write("applications/root.yaml", FleetWorld.application("root", on: "hub"))
        try world.write("apps/root/early.yaml", FleetWorld.application("early", on: "one", wave: 0))
        try world.write("apps/root/late.yaml", FleetWorld.application("late", on: "two", wave: 1))
        try world.fill("early", ["a"])
        try world.fill("late", ["b"])
        try world.cluster("one").fail(Fault.refused) { _ in true }
        let outcome = try await world.sync()
        #expect(
            outcome.results.map { "\($0.application) \($0.phase.rawValue)" } == [
                "early Error", "late Error", "root Failed",
            ]
        )
        #expect(try await world.maps(on: "two") == [])
        // A root without manifests of its own does not need its cluster.
        try world.cluster("one").intercept(nil)
        try world.cluster("hub").fail(Fault.refused) { _ in true }
        let hub = try await world.sync()
        #expect(
            hub.results.map { "\($0.application) \($0.phase.rawValue)" } == [
                "early Succeeded", "late Succeeded", "root Error",
            ]
        )
    }
}
