import FleetDeclarations
import FleetDiff
import FleetKube
import FleetModel
import FleetRegistry
import FleetValue
import Synchronization
import Testing

@testable import FleetSync

/// What one look at one cluster finds.
@Suite struct ComparisonTests {
    @Test func whatWasAppliedIsInSync() async throws {
        let bench = try Bench()
        let web = DesiredApplication.make([.configMap("a"), .deployment("b"), .namespace("extra")])
        #expect(
            try await bench.look([web]).summary == [
                "web: missing Namespace extra", "web: missing ConfigMap web/a", "web: missing Deployment.apps web/b",
            ]
        )
        #expect(await bench.sync([web]).summaries == ["Succeeded web"])
        let comparison = try await bench.look([web])
        #expect(comparison.applications.map(\.syncStatus) == [.synced])
        #expect(
            comparison.summary == [
                "web: synced Namespace extra", "web: synced ConfigMap web/a", "web: synced Deployment.apps web/b",
            ]
        )
        // The live manifests of what is in sync are let go.
        #expect(comparison.applications[0].resources.allSatisfy { $0.live == nil && $0.predicted == nil })
    }

    @Test func whatIsInSyncCostsOneListForEachKind() async throws {
        let bench = try Bench()
        let applications = (1...5).map { index in
            DesiredApplication.make(
                .make("app-\(index)", options: ["CreateNamespace=true"]),
                [.configMap("a-\(index)"), .configMap("b-\(index)"), .deployment("c-\(index)")]
            )
        }
        await bench.sync(applications)
        await bench.sync(applications)
        let cluster = try bench.cluster
        cluster.forgetRequests()
        _ = await bench.compare(applications)
        #expect(
            cluster.requests.sorted() == ["get Namespace web", "list ConfigMap", "list Deployment.apps"]
        )
    }

    @Test func manyNamespacesAreListedOnce() async throws {
        let bench = try Bench()
        let applications = (1...6).map { index in
            DesiredApplication.make(
                .make("app-\(index)", namespace: "ns-\(index)", options: ["CreateNamespace=true"]),
                []
            )
        }
        let comparison = try await bench.look(applications)
        #expect(comparison.summary == (1...6).map { "app-\($0): missing Namespace ns-\($0)" })
        #expect(
            try bench.cluster.requests.filter { $0.hasSuffix("Namespace") } == ["list Namespace", "list Namespace"]
        )
        // Who may not list them may still read them.
        try bench.cluster.fail(Fault.forbidden("Namespace")) { $0.verb == .list && $0.kind == "Namespace" }
        #expect(try await bench.look(applications).summary == (1...6).map { "app-\($0): missing Namespace ns-\($0)" })
    }

    @Test func editsAreFoundWithTheirFieldAndHealed() async throws {
        let bench = try Bench()
        let web = DesiredApplication.make([.configMap("a", ["color": "blue", "size": "3"])])
        await bench.sync([web])
        let cluster = try bench.cluster
        cluster.edit("ConfigMap", "web", "a") { $0["data"]?["color"] = "red" }
        cluster.edit("ConfigMap", "web", "a", manager: "other") { $0["data"]?["more"] = "mine" }
        let comparison = try await bench.look([web])
        #expect(comparison.summary == ["web: modified ConfigMap web/a: data.color"])
        #expect(comparison.applications[0].resources[0].isTracked)
        let results = await bench.sync([web])
        #expect(results.summaries == ["Succeeded web"])
        #expect(results[0].resources.map(\.message) == ["configured, taking back .data.color from kubectl-edit"])
        #expect(cluster["ConfigMap", "web", "a"]?.value["data"] == ["color": "blue", "size": "3", "more": "mine"])
    }

    @Test func whatTheServerConfirmsIsNotAskedAgain() async throws {
        let bench = try Bench()
        // Applied as it is by somebody else too: the local look can not settle it, the server can.
        let web = DesiredApplication.make([.configMap("a")])
        await bench.sync([web])
        let cluster = try bench.cluster
        cluster.edit("ConfigMap", "web", "a", manager: "fleet") { _ in }
        _ = try await bench.look([web])
        cluster.forgetRequests()
        #expect(try await bench.look([web]).summary == ["web: synced ConfigMap web/a"])
        #expect(cluster.requests == ["list ConfigMap"])
    }

    // MARK: An error is never an empty answer

    @Test func aKindThatCanNotBeListedIsUnknown() async throws {
        let bench = try Bench()
        let web = DesiredApplication.make([.configMap("a"), .deployment("b")])
        await bench.sync([web])
        try bench.cluster.fail(Fault.forbidden("ConfigMap")) { $0.verb == .list && $0.kind == "ConfigMap" }
        let comparison = try await bench.look([web])
        #expect(
            comparison.summary == [
                #"web: unknown ConfigMap web/a: cluster "one": list ConfigMap: forbidden: no rights"#,
                "web: synced Deployment.apps web/b",
            ]
        )
        #expect(comparison.applications[0].syncStatus == .unknown)
        // What it declares no longer and put there before is not known to be gone either.
        let less = DesiredApplication.make([.deployment("b")])
        let partial = try await bench.look([less])
        #expect(
            partial.summary == [
                #"web: unknown ConfigMap web/a: cluster "one": list ConfigMap: forbidden: no rights"#,
                "web: synced Deployment.apps web/b",
            ]
        )
        #expect(partial.applications[0].syncStatus == .unknown)
    }

    @Test func aGroupThatDoesNotTellWhatItServesIsUnknown() async throws {
        let bench = try Bench()
        let web = DesiredApplication.make([.configMap("a"), .deployment("b")])
        await bench.sync([web])
        let cluster = try bench.cluster
        let failed = Discovery.FailedGroup(group: "apps", version: "v1", message: "answered 503")
        cluster.state.withLock { $0.failedGroups = [failed] }
        #expect(
            // Whether it lives in a namespace is not known either.
            try await bench.look([web]).summary == [
                "web: unknown Deployment.apps b: it is not known whether the cluster serves apps/v1: answered 503",
                "web: synced ConfigMap web/a",
            ]
        )
        let less = try await bench.look([.make([.configMap("a")])])
        #expect(
            less.summary == [
                "web: synced ConfigMap web/a",
                "web: unknown Deployment.apps web/b: it is not known whether the cluster serves it: answered 503",
            ]
        )
        #expect(less.applications[0].syncStatus == .unknown)
    }

    @Test func aKindDefinedInTheSameSyncIsUnknownTooWhenItsGroupFails() async throws {
        let bench = try Bench()
        let cluster = try bench.cluster
        let web = DesiredApplication.make([.widgets, .widget("a")])
        await bench.sync([web])
        let failed = Discovery.FailedGroup(group: "example.com", version: "v1", message: "answered 503")
        cluster.state.withLock { $0.failedGroups = [failed] }
        let comparison = try await bench.look([web])
        #expect(comparison.applications[0].syncStatus == .unknown)
        #expect(!comparison.summary.contains { $0.contains("missing") })
    }

    @Test func anUnreachableClusterHasNoApplicationsAndOneFailure() async throws {
        let bench = try Bench("one", "two")
        let applications = ["one", "two"].map {
            DesiredApplication.make(.make("web-\($0)", cluster: $0), [.configMap("a")])
        }
        await bench.sync(applications)
        try bench.cluster.fail(Fault.refused) { _ in true }
        let comparisons = await bench.compare(applications)
        #expect(
            comparisons.flatMap(\.summary) == [
                #"unreachable: cluster "one": list resources: can not connect to one.example:6443: Connection refused"#,
                "web-two: synced ConfigMap web/a",
            ]
        )
    }

    @Test func aClusterThatGoesAwayWhileItIsAskedIsUnreachable() async throws {
        let bench = try Bench()
        try bench.cluster.fail(Fault.refused) { $0.verb == .get }
        let comparison = try await bench.look([.make([.configMap("a"), .configMap("b")])])
        #expect(comparison.failure?.kind == .unreachable)
        #expect(comparison.applications.isEmpty)
    }

    @Test func aClusterWithoutApplicationsIsAskedAllTheSame() async throws {
        let bench = try Bench()
        _ = try await bench.look([])
        let cluster = try bench.cluster
        cluster.fail(Fault.refused) { $0.verb == .list }
        #expect(try await bench.look([]).failure?.kind == .unreachable)
    }

    @Test func aRefusedDryRunIsUnknown() async throws {
        let bench = try Bench()
        let web = DesiredApplication.make([.configMap("a")])
        await bench.sync([web])
        let cluster = try bench.cluster
        cluster.edit("ConfigMap", "web", "a") { $0["data"]?["color"] = "red" }
        cluster.fail(Fault.invalid) { $0.isDryRun }
        #expect(
            try await bench.look([web]).summary == [
                #"web: unknown ConfigMap web/a: cluster "one": apply ConfigMap web/a: invalid: data: too long"#
            ]
        )
    }

    // MARK: Inventory

    @Test func theFirstLookGoesThroughEveryKindAndRemembersWhatItFinds() async throws {
        let bench = try Bench()
        await bench.sync([.make([.configMap("a")]), .make(.make("other"), [.deployment("b")])])
        // Another state, the same cluster.
        let registry = try Registry.inMemory()
        try registry.add(.named("one"))
        let observer = FleetObserver(registry: registry, admission: Admission(limit: 4), client: bench.client)
        func look(_ applications: [DesiredApplication], findsOrphans: Bool) async -> [String] {
            await observer.compare(applications, on: [], findsOrphans: findsOrphans).flatMap(\.summary)
        }
        #expect(await look([.make([])], findsOrphans: false) == ["web: extra ConfigMap web/a"])
        #expect(try registry.inventoryIsKnown(cluster: "one"))
        // Also of those that were not asked for, whose kinds nobody declares any more.
        #expect(
            try registry.inventory(cluster: "one").mapValues { $0.map(\.key.kind) } == [
                "web": ["ConfigMap"], "other": ["Deployment"],
            ]
        )
        let cluster = try bench.cluster
        cluster.forgetRequests()
        #expect(await look([.make(.make("other"), [])], findsOrphans: false) == ["other: extra Deployment.apps web/b"])
        #expect(cluster.requests == ["list Deployment.apps"])
    }

    @Test func anIncompleteScanIsRepeated() async throws {
        let bench = try Bench()
        try bench.cluster.fail(Fault.forbidden("Secret")) { $0.kind == "Secret" }
        let comparison = try await bench.look([.make([]), .make(.make("gone"), [], isRemoved: true)])
        #expect(!comparison.isInventoryKnown)
        #expect(try !bench.registry.inventoryIsKnown(cluster: "one"))
        // Of a removed application something may have been overlooked, which must not be forgotten.
        #expect(comparison.applications.map(\.syncStatus) == [.unknown, .synced])
        #expect(
            comparison.applications.map(\.warnings) == [
                [],
                [
                    "not every kind of the cluster could be looked through; what the application no longer declares "
                        + "may be left over"
                ],
            ]
        )
        try bench.cluster.intercept(nil)
        #expect(try await bench.look([.make([])]).isInventoryKnown)
    }

    @Test func whatIsNoLongerThereLeavesTheInventory() async throws {
        let bench = try Bench()
        await bench.sync([.make([.configMap("a"), .configMap("b")])])
        try bench.cluster.remove("ConfigMap", "web", "b")
        _ = try await bench.look([.make([.configMap("a")])])
        #expect(try bench.registry.inventory(cluster: "one")["web"]?.map(\.key.name) == ["a"])
        // What is declared stays in it, and what can not be looked at.
        try bench.cluster.remove("ConfigMap", "web", "a")
        _ = try await bench.look([.make([.configMap("a")])])
        #expect(try bench.registry.inventory(cluster: "one")["web"]?.map(\.key.name) == ["a"])
        try bench.cluster.fail(Fault.forbidden("ConfigMap")) { $0.verb == .list }
        _ = try await bench.look([.make([])])
        #expect(try bench.registry.inventory(cluster: "one")["web"]?.map(\.key.name) == ["a"])
    }
}
