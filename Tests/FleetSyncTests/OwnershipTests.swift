import FleetDeclarations
import FleetKube
import FleetModel
import FleetRegistry
import FleetValue
import Synchronization
import Testing

@testable import FleetSync

/// What counts as an application's own, and is therefore pruned.
@Suite struct OwnershipTests {
    /// The summary of a look at applications after something was done to the only resource of `web`.
    private func summary(
        after change: (FakeCluster) -> Void,
        _ applications: [DesiredApplication] = [.make([])]
    ) async throws -> [String] {
        let bench = try Bench()
        await bench.sync([.make([.configMap("a")])])
        change(try bench.cluster)
        return try await bench.look(applications).summary
    }

    @Test func whatIsNoLongerDeclaredIsExtra() async throws {
        #expect(try await summary { _ in } == ["web: extra ConfigMap web/a"])
    }

    @Test func copiesAndDependentsAreNotOurs() async throws {
        let bench = try Bench()
        await bench.sync([.make([.configMap("a")])])
        let cluster = try bench.cluster
        var copy = try #require(cluster["ConfigMap", "web", "a"])
        copy.value["metadata"]?["name"] = "copy"
        cluster.put(copy)
        var dependent = try #require(cluster["ConfigMap", "web", "a"])
        dependent.value["metadata"]?["name"] = "dependent"
        dependent.value["metadata"]?["ownerReferences"] = [["kind": "Deployment", "name": "x", "uid": "y"]]
        dependent.setAnnotation(Tracking.identifierAnnotation, "web:/ConfigMap:web/dependent")
        cluster.put(dependent)
        #expect(try await bench.look([.make([])]).summary == ["web: extra ConfigMap web/a"])
    }

    @Test func aChangedLabelOrAnnotationIsNoProof() async throws {
        let withoutLabel = try await summary { cluster in
            cluster.edit("ConfigMap", "web", "a") { $0["metadata"]?["labels"] = nil }
        }
        #expect(withoutLabel == [])
        let otherLabel = try await summary { cluster in
            cluster.edit("ConfigMap", "web", "a") { $0["metadata"]?["labels"]?[Tracking.applicationLabel] = "other" }
        }
        #expect(otherLabel == [])
        let otherAnnotation = try await summary { cluster in
            cluster.edit("ConfigMap", "web", "a") {
                $0["metadata"]?["annotations"]?[Tracking.identifierAnnotation] = "web:/ConfigMap:web/b"
            }
        }
        #expect(otherAnnotation == [])
    }

    @Test func clusterScopedResourcesAreTrackedWithoutNamespace() async throws {
        let bench = try Bench()
        let role = try Manifest.yaml(
            "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: reader, namespace: x}, rules: []}"
        )
        await bench.sync([.make([role])])
        let live = try bench.cluster["ClusterRole.rbac.authorization.k8s.io", "", "reader"]
        #expect(
            live?.annotation(Tracking.identifierAnnotation) == "web:rbac.authorization.k8s.io/ClusterRole:/reader"
        )
        #expect(
            try await bench.look([.make([])]).summary == ["web: extra ClusterRole.rbac.authorization.k8s.io reader"]
        )
    }

    // MARK: Several applications

    @Test func aResourceThatMovedIsTheNewApplications() async throws {
        let bench = try Bench()
        await bench.sync([.make([.configMap("a")]), .make(.make("new"), [])])
        let moved: [DesiredApplication] = [.make([]), .make(.make("new"), [.configMap("a")])]
        #expect(
            try await bench.look(moved).summary == [
                #"new: modified ConfigMap web/a: metadata.annotations["fleet.internal/tracking-id"], metadata.labels["fleet.internal/application"]"#
            ]
        )
        let cluster = try bench.cluster
        let uid = cluster["ConfigMap", "web", "a"]?.uid
        #expect(await bench.sync(moved).summaries == ["Succeeded new", "Succeeded web"])
        #expect(cluster["ConfigMap", "web", "a"]?.uid == uid)
        #expect(try await bench.look(moved).summary == ["new: synced ConfigMap web/a"])
    }

    @Test func aSelectionKnowsWhatTheOthersDeclare() async throws {
        let bench = try Bench()
        await bench.sync([.make([.configMap("a")])])
        // Only "web" is looked at; "new", which took the resource over, is not.
        let key = ResourceKey(group: "", kind: "ConfigMap", namespace: "web", name: "a")
        let neighbours = Neighbours(declared: [key: "new"])
        #expect(try await bench.look([.make([])], neighbours: neighbours).summary == [])
        #expect(
            try await bench.look([.make([.configMap("a")])], neighbours: neighbours).summary == [
                #"web: unknown ConfigMap web/a: is declared by application "new" too; a resource belongs to one application"#
            ]
        )
        #expect(
            try await bench.look([.make([])], neighbours: Neighbours(doubt: "application/y could not be read")).summary
                == ["web: extra ConfigMap web/a: ignored (application/y could not be read)"]
        )
    }

    @Test func ofTwoThatDeclareAResourceTheFirstHasIt() async throws {
        let bench = try Bench()
        let both: [DesiredApplication] = [.make([.configMap("a")]), .make(.make("also"), [.configMap("a")])]
        #expect(
            try await bench.look(both).summary == [
                "also: missing ConfigMap web/a",
                #"web: unknown ConfigMap web/a: is declared by application "also" too; a resource belongs to one application"#,
            ]
        )
        #expect(
            await bench.sync(both).summaries == [
                "Succeeded also",
                #"Failed web: ConfigMap web/a: is declared by application "also" too; a resource belongs to one application"#,
            ]
        )
    }

    @Test func oneResourceInTwoGroupsIsSeenOnce() async throws {
        let bench = try Bench()
        let cluster = try bench.cluster
        let old = FakeState.type("extensions", "v1beta1", "Ingress", "ingresses")
        cluster.state.withLock { state in
            state.types.append(old)
            state.aliases[old.groupKind] = GroupKind(group: "networking.k8s.io", kind: "Ingress")
        }
        let before = try Manifest.yaml(
            "{apiVersion: extensions/v1beta1, kind: Ingress, metadata: {name: a}, spec: {x: 1}}"
        )
        let after = try Manifest.yaml(
            "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a}, spec: {x: 1}}"
        )
        await bench.sync([.make([before])])
        let uid = cluster["Ingress.networking.k8s.io", "web", "a"]?.uid
        // All kinds are listed, so the one resource comes twice.
        try bench.registry.execute("UPDATE cluster SET inventory_known_at = NULL")
        #expect(try await bench.look([.make([before])]).summary == ["web: synced Ingress.extensions web/a"])
        let moved = try await bench.look([.make([after])])
        #expect(moved.summary.map { $0.prefix(50) } == ["web: modified Ingress.networking.k8s.io web/a: met"])
        #expect(await bench.sync([.make([after])]).summaries == ["Succeeded web"])
        #expect(cluster["Ingress.networking.k8s.io", "web", "a"]?.uid == uid)
        #expect(try await bench.look([.make([after])]).summary == ["web: synced Ingress.networking.k8s.io web/a"])
        #expect(
            try await bench.look([.make([before, after])]).summary.contains(
                "web: unknown Ingress.networking.k8s.io web/a: is the same resource as Ingress.extensions web/a, "
                    + "which is declared too"
            )
        )
    }

    // MARK: What others live on

    @Test func aNamespaceIsHeldWhileAnApplicationDeclaresSomethingInIt() async throws {
        let bench = try Bench()
        let tenant = DesiredApplication.make(.make("tenant", namespace: "shop"), [.configMap("a")])
        await bench.sync([.make([.namespace("shop")])])
        await bench.sync([.make([.namespace("shop")]), tenant])
        #expect(
            try await bench.look([.make([]), tenant]).summary == [
                "tenant: synced ConfigMap shop/a",
                #"web: extra Namespace shop: ignored (application "tenant" declares resources in it)"#,
            ]
        )
        #expect(
            try await bench.look([.make([]), .make(.make("tenant"), [])]).summary == [
                "tenant: extra ConfigMap shop/a", "web: extra Namespace shop",
            ]
        )
    }

    @Test func aDefinitionIsHeldWhileAnApplicationDeclaresItsKind() async throws {
        let bench = try Bench()
        let user = DesiredApplication.make(.make("user"), [.widget("a")])
        await bench.sync([.make([.widgets])])
        await bench.sync([.make([.widgets]), user])
        #expect(
            try await bench.look([.make([]), user]).summary.contains(
                "web: extra CustomResourceDefinition.apiextensions.k8s.io widgets.example.com: "
                    + "ignored (application \"user\" declares resources of its kind)"
            )
        )
    }

    @Test func orphansBelongToNoApplicationThatIsDeclared() async throws {
        let bench = try Bench()
        await bench.sync([.make([.configMap("a")]), .make(.make("gone"), [.configMap("b"), .deployment("c")])])
        #expect(
            try await bench.look([.make([.configMap("a")])]).summary == [
                "web: synced ConfigMap web/a", "orphan ConfigMap web/b of gone", "orphan Deployment.apps web/c of gone",
            ]
        )
        // Who looks at a part does not know who else there is.
        #expect(
            try await bench.look([.make([.configMap("a")])], neighbours: Neighbours()).summary
                == ["web: synced ConfigMap web/a"]
        )
    }

    // MARK: Projects

    @Test func whatTheProjectDoesNotPermitIsNeitherAppliedNorPruned() async throws {
        let bench = try Bench()
        await bench.sync([.make([.configMap("a"), .deployment("b")])])
        var project = AppProject(manifest: Manifest([:]), name: "team")
        project.destinations = AppProject.default.destinations
        project.namespaceResourceBlacklist = [try KindRule(group: "", kind: "ConfigMap")]
        let refused = DesiredApplication.make([.configMap("a"), .deployment("b")], project: project)
        #expect(
            try await bench.look([refused]).summary == [
                #"web: unknown ConfigMap web/a: project "team" does not permit kind ConfigMap: namespaceResourceBlacklist[0]"#,
                "web: synced Deployment.apps web/b",
            ]
        )
        // A live one is hidden, as Argo CD hides it.
        #expect(try await bench.look([.make([], project: project)]).summary == ["web: extra Deployment.apps web/b"])
    }
}
