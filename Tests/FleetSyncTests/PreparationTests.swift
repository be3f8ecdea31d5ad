import FleetDeclarations
import FleetKube
import FleetModel
import FleetRegistry
import FleetValue
import Synchronization
import Testing

@testable import FleetSync

/// Manifests on their way to what is compared: hooks, kinds to come, namespaces.
@Suite struct PreparationTests {
    // MARK: Hooks

    @Test func hooksAreNeitherComparedNorMissing() async throws {
        let bench = try Bench()
        let plain = DesiredApplication.make([.configMap("a")])
        await bench.sync([plain])
        var generated = Manifest.hook("x")
        generated.value["metadata"]?["name"] = nil
        generated.value["metadata"]?["generateName"] = "check-"
        var test = Manifest.hook("test")
        test.value["metadata"]?["annotations"] = ["helm.sh/hook": "test"]
        let hooked = DesiredApplication.make([
            .configMap("a"), .hook("migrate"), generated, .hook("clean", "PostDelete"), .hook("none", "Skip"), test,
        ])
        let comparison = try #require(try await bench.look([hooked]).applications.first)
        #expect(comparison.syncStatus == .synced)
        #expect(comparison.resources.map(\.summary) == ["synced ConfigMap web/a"])
        #expect(comparison.hooks.map(\.description) == ["Job.batch check-*", "Job.batch migrate"])
        #expect(
            comparison.warnings == [
                "Job.batch clean is a hook of the application's deletion; this version does not run it"
            ]
        )
    }

    @Test func anApplicationWithSyncHooksIsNeverHalfSynced() async throws {
        let bench = try Bench()
        let hooked = DesiredApplication.make([.configMap("a"), .hook("migrate"), .hook("notify", "PostSync")])
        #expect(
            await bench.sync([hooked, .make(.make("other"), [.configMap("b")])]).summaries == [
                "Succeeded other",
                "Failed web: Job.batch migrate is a sync hook (and 1 more); this version does not run hooks, so nothing "
                    + "of the application was changed",
            ]
        )
        #expect(try bench.cluster["ConfigMap", "web", "a"] == nil)
        // What a sync never runs does not stand in its way.
        let other = DesiredApplication.make([.configMap("a"), .hook("clean", "PostDelete"), .hook("none", "Skip")])
        #expect(await bench.sync([other]).summaries == ["Succeeded web"])
    }

    @Test func aResourceThatBecameAHookIsNotPruned() async throws {
        let bench = try Bench()
        await bench.sync([.make([.configMap("a")])])
        var hook = Manifest.configMap("a")
        hook.setAnnotation(Hook.annotation, "Skip")
        #expect(try await bench.look([.make([hook])]).summary == [])
        // And neither is a live hook that is declared no longer.
        try bench.cluster.edit("ConfigMap", "web", "a") { live in
            live["metadata"]?["annotations"]?[Hook.annotation] = "PostSync"
        }
        #expect(try await bench.look([.make([])]).summary == [])
    }

    // MARK: Kinds

    @Test func aKindThatNobodyServesOrDefinesIsUnknown() async throws {
        let bench = try Bench()
        #expect(
            try await bench.look([.make([.widget("a")])]).summary == [
                "web: unknown Widget.example.com a: the cluster does not serve Widget in example.com/v1; "
                    + "is its CustomResourceDefinition installed?"
            ]
        )
        // It was asked anew: what is remembered may be older than the definition.
        #expect(try bench.cluster.requests.filter { $0 == "discover" } == ["discover"])
    }

    @Test func aDefinitionAndItsResourcesComeInOneSync() async throws {
        let bench = try Bench()
        try bench.cluster.state.withLock { $0.definitionDelay = 2 }
        let web = DesiredApplication.make([.widget("a"), .widgets])
        #expect(
            try await bench.look([web]).summary == [
                "web: missing CustomResourceDefinition.apiextensions.k8s.io widgets.example.com",
                "web: missing Widget.example.com web/a",
            ]
        )
        #expect(await bench.sync([web]).summaries == ["Succeeded web"])
        #expect(try bench.cluster["Widget.example.com", "web", "a"] != nil)
        #expect(try await bench.look([web]).applications.map(\.syncStatus) == [.synced])
    }

    @Test func aDefinitionOfAnotherApplicationIsWaitedFor() async throws {
        var bench = try Bench()
        let cluster = try bench.cluster
        cluster.state.withLock { $0.definitionDelay = 3 }
        bench.options.clock = InstantClock { _ in
            while cluster["CustomResourceDefinition.apiextensions.k8s.io", "", "widgets.example.com"] == nil {
                await Task.yield()
            }
        }
        let applications: [DesiredApplication] = [
            .make(.make("a-user"), [.widget("a")]), .make(.make("z-definer"), [.widgets]),
        ]
        #expect(await bench.sync(applications).summaries == ["Succeeded a-user", "Succeeded z-definer"])
    }

    @Test func aVersionThatIsNotServedYetIsAppliedOverTheOneThatIs() async throws {
        let bench = try Bench()
        let web = DesiredApplication.make([.widgets, .widget("a")])
        await bench.sync([web])
        var definition = Manifest.widgets
        var version = definition.value["spec"]?["versions"]?.array?.first ?? .null
        version["name"] = "v2"
        definition.value["spec"]?["versions"] = [version]
        var widget = Manifest.widget("a")
        widget.value["apiVersion"] = "example.com/v2"
        let comparison = try await bench.look([.make([definition, widget])])
        let found = try #require(comparison.applications[0].resources.last)
        #expect(found.summary.hasPrefix("modified Widget.example.com web/a: apiVersion"))
        #expect(found.isTracked)
        #expect(await bench.sync([.make([definition, widget])]).summaries == ["Succeeded web"])
    }

    // MARK: Namespaces

    @Test func manifestsWithoutNamespaceNeedADestination() async throws {
        let bench = try Bench()
        let web = DesiredApplication.make(.make(namespace: ""), [.configMap("a"), .configMap("b", namespace: "web")])
        #expect(
            try await bench.look([web]).summary == [
                "web: unknown ConfigMap a: names no namespace, and neither does the application's destination",
                "web: missing ConfigMap web/b",
            ]
        )
    }

    @Test func createNamespaceMakesItFirstAndDoesNotTrackIt() async throws {
        let bench = try Bench()
        let policy = SyncPolicy(namespaceLabels: ["team": "a"])
        let shop = DesiredApplication.make(
            .make("shop", namespace: "shop", options: ["CreateNamespace=true"], policy: policy),
            [.configMap("a")]
        )
        #expect(await bench.sync([shop]).summaries == ["Succeeded shop"])
        let namespace = try #require(try bench.cluster["Namespace", "", "shop"])
        #expect(namespace.labels == ["team": "a"])
        #expect(namespace.annotations == [:])
        #expect(try bench.registry.inventory(cluster: "one")["shop"]?.map(\.key.kind) == ["ConfigMap"])
        #expect(try await bench.look([shop]).summary == ["shop: synced ConfigMap shop/a"])
        // What is asked for no more goes, what others put there stays.
        try bench.cluster.edit("Namespace", "", "shop") { $0["metadata"]?["labels"]?["mine"] = "1" }
        let without = DesiredApplication.make(
            .make("shop", namespace: "shop", options: ["CreateNamespace=true"]),
            [.configMap("a")]
        )
        #expect(
            try await bench.look([without]).summary == [
                "shop: modified Namespace shop: metadata.labels.team", "shop: synced ConfigMap shop/a",
            ]
        )
        await bench.sync([without])
        #expect(try bench.cluster["Namespace", "", "shop"]?.labels == ["mine": "1"])
        #expect(
            try await bench.look([.make(.make("shop", namespace: "shop"), [])]).summary == [
                "shop: extra ConfigMap shop/a"
            ]
        )
    }

    @Test func twoApplicationsMayManageOneNamespace() async throws {
        let bench = try Bench()
        let applications = ["a", "b"].map { name in
            DesiredApplication.make(
                .make(
                    name,
                    namespace: "shop",
                    options: ["CreateNamespace=true"],
                    policy: SyncPolicy(namespaceLabels: [name: "yes"])
                ),
                []
            )
        }
        await bench.sync(applications)
        #expect(try bench.cluster["Namespace", "", "shop"]?.labels == ["a": "yes", "b": "yes"])
        #expect(try await bench.look(applications).summary == [])
    }

    @Test func aDeclaredNamespaceIsOnlyMadeWhenItIsMissing() async throws {
        let bench = try Bench()
        let policy = SyncPolicy(namespaceLabels: ["team": "a"])
        let tenant = DesiredApplication.make(
            .make("tenant", namespace: "shop", options: ["CreateNamespace=true"], policy: policy),
            [.configMap("a")]
        )
        var declared = Manifest.namespace("shop")
        declared.setLabel("tier", "gold")
        let platform = DesiredApplication.make(.make("platform", namespace: ""), [declared])
        #expect(
            try await bench.look([tenant, platform]).summary == [
                "platform: missing Namespace shop", "tenant: missing Namespace shop",
                "tenant: missing ConfigMap shop/a",
            ]
        )
        #expect(await bench.sync([tenant, platform]).summaries == ["Succeeded platform", "Succeeded tenant"])
        let live = try #require(try bench.cluster["Namespace", "", "shop"])
        #expect(live.labels == ["tier": "gold", Tracking.applicationLabel: "platform"])
        #expect(live.annotation(Tracking.identifierAnnotation) == "platform:/Namespace:/shop")
        #expect(
            try await bench.look([tenant, platform]).summary == [
                "platform: synced Namespace shop", "tenant: synced ConfigMap shop/a",
            ]
        )
    }

    @Test func whatIsDeclaredByNowIsNoLongerManaged() async throws {
        let bench = try Bench()
        let policy = SyncPolicy(namespaceLabels: ["team": "a"])
        let tenant = DesiredApplication.make(
            .make("tenant", namespace: "shop", options: ["CreateNamespace=true"], policy: policy),
            [.configMap("a")]
        )
        await bench.sync([tenant])
        let platform = DesiredApplication.make(.make("platform", namespace: ""), [.namespace("shop")])
        await bench.sync([tenant, platform])
        #expect(try bench.cluster["Namespace", "", "shop"]?.labels == [Tracking.applicationLabel: "platform"])
        #expect(
            try await bench.look([tenant, platform]).summary == [
                "platform: synced Namespace shop", "tenant: synced ConfigMap shop/a",
            ]
        )
    }

    @Test func aNamespaceThatAnotherApplicationMakesIsWaitedFor() async throws {
        var bench = try Bench()
        let cluster = try bench.cluster
        // The namespace comes only when somebody waits for it.
        let asked = Gate()
        bench.options.clock = InstantClock { _ in
            asked.open()
            while cluster["Namespace", "", "shop"] == nil { await Task.yield() }
        }
        cluster.intercept { request in
            if request.description == "apply Namespace shop" { await asked.wait() }
            return nil
        }
        let results = await bench.sync([
            .make(.make("tenant", namespace: "shop"), [.configMap("a")]),
            .make(.make("platform"), [.namespace("shop")]),
        ])
        #expect(results.summaries == ["Succeeded platform", "Succeeded tenant"])
        // One that nobody makes is not waited for.
        let lost = await bench.sync([.make(.make("lost", namespace: "nowhere"), [.configMap("a")])])
        #expect(lost.map(\.phase) == [.failed])
    }

    @Test func optionsWithoutEffectAreTold() async throws {
        let bench = try Bench()
        let map = Manifest.configMap("a", annotations: [SyncOption.annotation: "Force=true,Prune=false"])
        let web = DesiredApplication.make(.make(options: ["Replace=true", "PruneLast=true", "prune=false"]), [map])
        #expect(
            try await bench.look([web]).applications.map(\.warnings) == [
                [
                    "Replace=true of the application has no effect in this version",
                    "prune=false of the application is no sync option",
                    "Force=true of ConfigMap web/a has no effect in this version",
                ]
            ]
        )
    }

    @Test func repeatedManifestsAreToldAndTheLastCounts() async throws {
        let bench = try Bench()
        let web = DesiredApplication.make([.configMap("a", ["x": "1"]), .configMap("a", namespace: "web", ["x": "2"])])
        await bench.sync([web])
        #expect(try bench.cluster["ConfigMap", "web", "a"]?.value["data"] == ["x": "2"])
        #expect(
            try await bench.look([web]).applications.map(\.warnings)
                == [["ConfigMap web/a is declared more than once; the last one counts"]]
        )
    }
}
