import FleetKube
import FleetModel
import FleetRegistry
import FleetValue
import Synchronization
import Testing

@testable import FleetSync

/// Applying to a hub in memory.
@Suite struct HubApplyTests {
    private var bench: HubBench

    init() throws {
        bench = try HubBench()
    }

    private func failure(_ body: () async throws -> some Any) async -> String {
        do {
            _ = try await body()
            return "nothing was thrown"
        } catch {
            return String(describing: error)
        }
    }

    @Test func whatIsAppliedOnceIsNotAppliedAgain() async throws {
        let declarations = HubDeclarations.of(try .named(), [.application("a"), .application("b")])
        #expect(try await bench.look(declarations) == ["created Application a", "created Application b"])
        #expect(bench["a"] == nil)
        #expect(try await bench.run(declarations) == ["created Application a", "created Application b"])
        let live = try #require(bench["a"])
        #expect(live.labels["fleet.internal/fleet"] == "acme")
        #expect(live.labels["fleet.internal/application-set"] == "web")
        #expect(live.annotation("fleet.internal/fleet-id") == "acme:argoproj.io/Application:argocd/a")
        bench.hub.forgetRequests()
        #expect(try await bench.run(declarations) == ["unchanged Application a", "unchanged Application b"])
        #expect(bench.hub.changes.filter { !$0.hasPrefix("try") } == [])
        let operations = try bench.registry.operations(limit: 9)
        #expect(operations.map(\.kind) == ["app apply"])
        #expect(operations.map(\.phase) == [.succeeded])
        #expect(try bench.registry.steps(of: operations[0].id).map(\.state) == [.succeeded, .succeeded])
    }

    @Test func statusAndOperationOfAHubAreLeftAlone() async throws {
        let set = try ApplicationSet.named()
        try await bench.run(.of(set, [.application("a")]))
        bench.edit("a", manager: "argocd-application-controller") { live in
            live["status"] = ["health": ["status": "Healthy"]]
            live["operation"] = ["sync": ["revision": "x"]]
        }
        var declared = Manifest.application("a", path: "other")
        declared.value["status"] = ["health": ["status": "Missing"]]
        declared.value["operation"] = ["sync": ["revision": "y"]]
        #expect(try await bench.run(.of(set, [declared])) == ["changed Application a"])
        #expect(bench["a"]?.value["spec"]?["source"]?["path"] == "other")
        #expect(bench["a"]?.value["status"] == ["health": ["status": "Healthy"]])
        #expect(bench["a"]?.value["operation"] == ["sync": ["revision": "x"]])
    }

    @Test func editedFieldsAreTakenBackAndItIsSaid() async throws {
        let declarations = HubDeclarations.of(try .named(), [.application("a")])
        try await bench.run(declarations)
        bench.edit("a") { $0["spec"]?["source"]?["path"] = "edited" }
        #expect(
            try await bench.run(declarations)
                == ["changed Application a: taking back .spec.source.path from kubectl-edit"]
        )
        #expect(bench["a"]?.value["spec"]?["source"]?["path"] == "web")
    }

    // MARK: Ownership

    @Test func whatIsNotOursIsNeitherChangedNorDeleted() async throws {
        var foreign = Manifest.application("a", path: "theirs", namespace: "argocd")
        bench.hub.put(foreign)
        foreign.value["metadata"]?["name"] = "elsewhere"
        bench.hub.put(foreign)
        let declarations = HubDeclarations.of(try .named(), [.application("a"), .application("b")])
        #expect(
            try await bench.run(declarations) == [
                "failed Application a: is on the hub already and not this fleet's; --adopt takes it over",
                "created Application b",
            ]
        )
        #expect(bench["a"]?.value["spec"]?["source"]?["path"] == "theirs")
        var adopting = bench
        adopting.options.adopts = true
        #expect(try await adopting.run(declarations).first?.hasPrefix("changed Application a: taking back") == true)
        #expect(bench["a"]?.value["spec"]?["source"]?["path"] == "web")
        #expect(bench["elsewhere"] != nil)
    }

    @Test func adoptionWinsOverCreateOnly() async throws {
        bench.hub.put(.application("a", path: "theirs", namespace: "argocd"))
        let set = try ApplicationSet.named("web", "  syncPolicy: {applicationsSync: create-only}\n")
        var adopting = bench
        adopting.options.adopts = true
        #expect(try await adopting.run(.of(set, [.application("a")])).first?.hasPrefix("changed") == true)
        #expect(bench["a"]?.value["spec"]?["source"]?["path"] == "web")
        #expect(bench["a"]?.annotation("fleet.internal/applications-sync") == "create-only")
    }

    @Test func whatAControllerOwnsIsNotAdopted() async throws {
        var owned = Manifest.application("a", namespace: "argocd")
        owned.value["metadata"]?["ownerReferences"] = [
            ["kind": "ApplicationSet", "name": "theirs", "controller": true]
        ]
        bench.hub.put(owned)
        var adopting = bench
        adopting.options.adopts = true
        #expect(
            try await adopting.run(.of(try .named(), [.application("a")])) == [
                "failed Application a: is controlled by ApplicationSet \"theirs\" on the hub; delete that one first and "
                    + "keep what it made (kubectl delete --cascade=orphan)"
            ]
        )
    }

    @Test func anotherFleetsIsNamedAndACopiedLabelProvesNothing() async throws {
        var other = bench
        other.owner.fleet = "other"
        try await other.run(.of(try .named(), [.application("a")]))
        #expect(
            try await bench.run(.of(try .named(), [.application("a")]))
                == ["failed Application a: belongs to fleet \"other\"; --adopt takes it over"]
        )
        var copy = try #require(bench["a"])
        copy.value["metadata"]?["name"] = "copy"
        copy.setLabel("fleet.internal/fleet", "acme")
        bench.hub.put(copy)
        #expect(try await bench.run(HubDeclarations()) == [])
        #expect(bench["copy"] != nil)
    }

    // MARK: Deletion

    @Test func whatIsNoLongerDeclaredGoesUnderTheBreaker() async throws {
        let set = try ApplicationSet.named()
        let all = (1...6).map { Manifest.application("app-\($0)") }
        try await bench.run(.of(set, all))
        var keeping = bench
        keeping.options.prune = false
        #expect(
            try await keeping.run(.of(set, Array(all.dropFirst()))).last
                == "kept Application app-1: is no longer declared; --prune deletes it"
        )
        bench.hub.put(.clusterSecret("eu", "https://eu.example"))
        #expect(
            try await bench.run(.of(set, Array(all.dropFirst()))).last
                == "deleted Application app-1: goes when its finalizers are through"
        )
        #expect(bench["app-1"]?.isTerminating == true)
        #expect(
            await failure { try await bench.run(.of(set, [all[5]])) }
                == "4 of 6 resources of this fleet on the hub would be deleted (application/app-2, application/app-3, "
                + "application/app-4, application/app-5); if that is meant, allow it with --allow-deletions 4"
        )
        var allowed = bench
        allowed.options.deletionLimit = DeletionLimit(count: 4, percent: 0)
        allowed.options.isLimitExplicit = true
        #expect(try await allowed.run(.of(set, [all[5]])).count { $0.hasPrefix("deleted") } == 4)
    }

    @Test func emptinessIsNeverTakenForAWish() async throws {
        let set = try ApplicationSet.named()
        try await bench.run(.of(set, [.application("a")]))
        #expect(
            await failure { try await bench.run(HubDeclarations()) }
                == "nothing is declared at all, and all 1 resources of this fleet on the hub would be deleted; "
                + "if that is meant, allow it with --allow-deletions 1"
        )
        var declarations = HubDeclarations.of(set, [])
        declarations.declared = [HubDeclaration(.application("declared"))]
        #expect(
            await failure { try await bench.run(declarations) }
                == "ApplicationSet \"web\" gives no Application any more, and those it gave would be deleted "
                + "(application/a); if that is meant, allow it with --allow-deletions 1"
        )
        #expect(bench["a"]?.isTerminating == false)
        #expect(bench["declared"] == nil)
    }

    @Test func nothingIsDeletedAfterAnError() async throws {
        let set = try ApplicationSet.named()
        try await bench.run(.of(set, [.application("a"), .application("b")]))
        let failed = HubDeclarations.of(set, [.application("a")], failures: ["set.yaml:1: broken"])
        #expect(
            try await bench.run(failed) == [
                "unchanged Application a", "kept Application b: is kept, because not everything could be generated",
            ]
        )
        bench.hub.fail(Fault.invalid) { $0.verb == .apply && $0.name == "c" }
        #expect(
            try await bench.run(.of(set, [.application("a"), .application("c")])) == [
                "unchanged Application a",
                #"failed Application c: cluster "one": apply ConfigMap web/a: invalid: data: too long"#,
                "kept Application b: is kept, because not everything could be applied",
            ]
        )
        #expect(bench["b"]?.isTerminating == false)
    }

    @Test func whatChangesMeanwhileIsDeletedOnlyWhileItIsOurs() async throws {
        let set = try ApplicationSet.named()
        try await bench.run(.of(set, [.application("a"), .application("b"), .application("stays")]))
        bench.hub.put(.clusterSecret("eu", "https://eu.example"))
        let bench = bench
        let changed = Mutex<Set<String>>([])
        bench.hub.intercept { request in
            guard request.verb == .delete, changed.withLock({ $0.insert(request.name).inserted }) else { return nil }
            bench.edit(request.name, manager: "argocd-application-controller") { live in
                live["status"] = ["sync": ["status": "Synced"]]
                if request.name == "b" { live["metadata"]?["labels"]?["fleet.internal/fleet"] = "other" }
            }
            return nil
        }
        #expect(
            try await bench.run(.of(set, [.application("stays")])) == [
                "unchanged Application stays", "deleted Application a: goes when its finalizers are through",
                "failed Application b: cluster \"hub\": delete Application.argoproj.io argocd/b: conflict: it was changed "
                    + "and is not provably this fleet's any more",
            ]
        )
        #expect(bench["a"]?.isTerminating == true)
        #expect(bench["b"]?.isTerminating == false)
        let operation = try #require(try bench.registry.operations(limit: 1).first)
        #expect(operation.phase == .failed)
        #expect(operation.message == "1 of 2 resources could not be changed")
    }

    @Test func theFinalizerGoesWhereNobodyCouldCarryItOut() async throws {
        let set = try ApplicationSet.named()
        let hook = "post-delete-finalizer.argocd.argoproj.io/cleanup"
        let all = [
            Manifest.application("known", cluster: "eu"), .application("unknown", cluster: "gone"),
            .application("local", cluster: "in-cluster"), .application("stays"),
        ]
        try await bench.run(.of(set, all))
        bench.edit("unknown", manager: "argocd") { live in
            live["metadata"]?["finalizers"] = ["resources-finalizer.argocd.argoproj.io", .string(hook)]
        }
        bench.hub.put(.clusterSecret("eu", "https://eu.example"))
        let words = "without its resources, whose cluster the hub does not know"
        #expect(
            try await bench.run(.of(set, [all[3]])).suffix(3) == [
                "deleted Application known: goes when its finalizers are through",
                "deleted Application local: goes when its finalizers are through",
                "deleted Application unknown: \(words)",
            ]
        )
        #expect(HubMerge.finalizers(of: try #require(bench["unknown"])) == [hook])
        #expect(bench["known"]?.isTerminating == true)
    }

    @Test func projectsComeFirstAndGoLastAndNotBeforeTheirUsers() async throws {
        let users = [Manifest.application("a", project: "team"), .project("team"), .project("idle")]
        let declared = HubDeclarations(declared: users.map { HubDeclaration($0) })
        #expect(
            try await bench.run(declared)
                == ["created AppProject idle", "created AppProject team", "created Application a"]
        )
        var rest = HubDeclarations(declared: [HubDeclaration(users[0])])
        #expect(
            try await bench.run(rest) == [
                "unchanged Application a", "deleted AppProject idle",
                "kept AppProject team: is no longer declared, and application \"a\" still uses it",
            ]
        )
        rest.declared = [HubDeclaration(.project("other"))]
        bench.hub.put(.clusterSecret("eu", "https://eu.example"))
        let changes = try await bench.run(rest)
        #expect(
            changes.map { $0.prefix { $0 != ":" } } == [
                "created AppProject other", "deleted Application a", "deleted AppProject team",
            ]
        )
    }

    // MARK: Policies

    @Test func createOnlyNeitherChangesNorDeletes() async throws {
        let set = try ApplicationSet.named("web", "  syncPolicy: {applicationsSync: create-only}\n")
        try await bench.run(.of(set, [.application("a"), .application("b")]))
        #expect(
            try await bench.run(.of(set, [.application("a", path: "new"), .application("c")])) == [
                "kept Application a: is left as it is (applicationsSync: create-only)", "created Application c",
                "kept Application b: is no longer generated, and kept (applicationsSync: create-only)",
            ]
        )
        #expect(bench["a"]?.value["spec"]?["source"]?["path"] == "web")
        // The policy counts when the set itself is gone.
        let other = HubDeclarations(declared: [HubDeclaration(.application("other"))])
        #expect(try await bench.run(other).filter { $0.hasPrefix("deleted") } == [])
        // A set that allows it deletes what it gave under another policy.
        #expect(
            try await bench.run(.of(try .named(), [.application("a"), .application("c"), .application("other")]))
                .contains { $0.hasPrefix("deleted Application b") }
        )
    }

    @Test func createUpdateChangesAndCreateDeleteDeletes() async throws {
        let update = try ApplicationSet.named("web", "  syncPolicy: {applicationsSync: create-update}\n")
        try await bench.run(.of(update, [.application("a"), .application("b")]))
        #expect(
            try await bench.run(.of(update, [.application("a", path: "new")])) == [
                "changed Application a",
                "kept Application b: is no longer generated, and kept (applicationsSync: create-update)",
            ]
        )
        let delete = try ApplicationSet.named("web", "  syncPolicy: {applicationsSync: create-delete}\n")
        let changes = try await bench.run(.of(delete, [.application("a", path: "newer")]))
        #expect(changes.first == "kept Application a: is left as it is (applicationsSync: create-delete)")
        #expect(changes.last?.hasPrefix("deleted Application b") == true)
    }

    @Test func preservedFieldsAndIgnoredDifferencesStayAsTheHubHasThem() async throws {
        let set = try ApplicationSet.named(
            "web",
            """
              preservedFields: {annotations: [team/note]}
              ignoreApplicationDifferences: [{jsonPointers: [/spec/source/targetRevision]}]

            """
        )
        func declared(_ path: String) -> HubDeclarations {
            var application = Manifest.application(
                "a",
                path: path,
                annotations: ["team/note": "ours", "other": "ours"]
            )
            application.value["spec"]?["source"]?["targetRevision"] = "main"
            return .of(set, [application])
        }
        try await bench.run(declared("web"))
        bench.edit("a") { live in
            live["metadata"]?["annotations"]?["team/note"] = "theirs"
            live["metadata"]?["annotations"]?["added"] = "theirs"
            live["spec"]?["source"]?["targetRevision"] = "v1"
        }
        #expect(try await bench.run(declared("web")) == ["unchanged Application a"])
        #expect(try await bench.run(declared("new")) == ["changed Application a"])
        let live = try #require(bench["a"])
        #expect(live.annotation("team/note") == "theirs")
        #expect(live.annotation("other") == "ours")
        #expect(live.annotation("added") == "theirs")
        #expect(live.value["spec"]?["source"]?["targetRevision"] == "v1")
        #expect(live.value["spec"]?["source"]?["path"] == "new")
    }

    @Test func finalizersThatAreNoLongerDeclaredGoWhoeverSetThem() async throws {
        let set = try ApplicationSet.named()
        let hook = "pre-delete-finalizer.argocd.argoproj.io"
        try await bench.run(.of(set, [.application("a", finalizers: [])]))
        bench.edit("a") { live in
            live["metadata"]?["finalizers"] = ["resources-finalizer.argocd.argoproj.io", .string(hook)]
        }
        #expect(try await bench.run(.of(set, [.application("a", finalizers: [])])) == ["changed Application a"])
        #expect(HubMerge.finalizers(of: try #require(bench["a"])) == [hook])
        #expect(try await bench.run(.of(set, [.application("a", finalizers: [])])) == ["unchanged Application a"])
    }

    // MARK: What can not be

    @Test func aHubWithoutArgoCDIsOneClearError() async throws {
        let declarations = HubDeclarations.of(try .named(), [.application("a")])
        bench.hub.state.withLock { $0.types.removeAll { $0.kind == "AppProject" } }
        _ = try await bench.hub.discover(refresh: true)
        #expect(
            await failure { try await bench.run(declarations) }
                == "cluster \"hub\" does not serve AppProject of argoproj.io/v1alpha1; is Argo CD installed there?"
        )
    }

    @Test func aNamespaceThatIsNotThereIsOneClearError() async throws {
        var other = bench
        other.owner.namespace = "gitops"
        #expect(
            await failure { try await other.run(.of(try .named(), [.application("a")])) }
                == "cluster \"hub\" has no namespace \"gitops\"; say where Argo CD runs there with --namespace"
        )
    }

    @Test func whatIsDeclaredElsewhereOrTwiceIsRefused() async throws {
        let declarations = HubDeclarations(declared: [
            HubDeclaration(.application("a", namespace: "team")), HubDeclaration(.application("b")),
            HubDeclaration(.application("b", path: "other")), HubDeclaration(.application("c", namespace: "argocd")),
        ])
        #expect(
            try await bench.run(declarations) == [
                "failed Application a: is declared in namespace \"team\", and only \"argocd\" is applied to; "
                    + "see --namespace",
                "failed Application b: is declared 2 times",
                "created Application c",
            ]
        )
    }

    @Test func onlyOneProcessWorksOnAHub() async throws {
        let declarations = HubDeclarations.of(try .named(), [.application("a")])
        let changes = try await bench.apply.look(declarations)
        let other = LeaseHolder(
            id: "other",
            process: ProcessIdentity(host: "elsewhere", pid: 1),
            purpose: "fleet sync"
        )
        _ = try bench.registry.acquireLease(cluster: "hub", holder: other, duration: .seconds(60))
        #expect(
            await failure { try await bench.apply.carryOut(changes, registry: bench.registry, user: "test") }
                .hasPrefix("cluster \"hub\" is being synced by")
        )
        #expect(bench["a"] == nil)
    }
}
