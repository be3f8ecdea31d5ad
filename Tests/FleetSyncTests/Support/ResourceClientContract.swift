import FleetDeclarations
import FleetKube
import FleetModel
import FleetValue
import Testing

@testable import FleetSync

/// What every ``ResourceClient`` does, fake or real.
struct ResourceClientContract: Sendable {
    /// One promise.
    enum Promise: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case discovers, readsNothing, applies, removesWhatIsNoLongerApplied, triesWithoutChanging, namesConflicts
        case tellsEditsFromApplies, refusesMissingNamespaces, refusesUnknownKinds, listsByLabel, deletesOnlyWhatIsMeant
        case leavesWhatHasFinalizers, servesNewKinds, comparesAsInSync

        var testDescription: String { rawValue }
    }

    let client: any ResourceClient
    /// A namespace of the test's own, which exists.
    let namespace: String
    /// Changes a ConfigMap as a person with `kubectl edit` would.
    let edit: @Sendable (_ name: String, _ key: String, _ text: String) async throws -> Void

    private static let configMaps = FakeState.type("", "v1", "ConfigMap", "configmaps")

    func check(_ promise: Promise) async throws {
        switch promise {
        case .discovers: try await discovers()
        case .readsNothing: try await readsNothing()
        case .applies: try await applies()
        case .removesWhatIsNoLongerApplied: try await removesWhatIsNoLongerApplied()
        case .triesWithoutChanging: try await triesWithoutChanging()
        case .namesConflicts: try await namesConflicts()
        case .tellsEditsFromApplies: try await tellsEditsFromApplies()
        case .refusesMissingNamespaces: try await refusesMissingNamespaces()
        case .refusesUnknownKinds: try await refusesUnknownKinds()
        case .listsByLabel: try await listsByLabel()
        case .deletesOnlyWhatIsMeant: try await deletesOnlyWhatIsMeant()
        case .leavesWhatHasFinalizers: try await leavesWhatHasFinalizers()
        case .servesNewKinds: try await servesNewKinds()
        case .comparesAsInSync: try await comparesAsInSync()
        }
    }

    // MARK: Requests

    private func apply(
        _ data: [String: String],
        manager: String = "fleet",
        force: Bool = false,
        dryRun: Bool = false,
        labels: [String: String] = [:],
        name: String = "a"
    ) async throws(KubeError) -> Manifest {
        var manifest = Manifest.configMap(name, namespace: namespace, data)
        for (key, text) in labels { manifest.setLabel(key, text) }
        return try await client.apply(
            manifest,
            as: Self.configMaps,
            fieldManager: manager,
            force: force,
            dryRun: dryRun
        )
    }

    private func get(_ name: String = "a") async throws(KubeError) -> Manifest? {
        try await client.get(Self.configMaps, namespace: namespace, name: name)
    }

    private func delete(
        uid: String? = nil,
        resourceVersion: String? = nil,
        dryRun: Bool = false
    ) async throws(KubeError) -> DeleteOutcome {
        try await client.delete(
            Self.configMaps,
            namespace: namespace,
            name: "a",
            propagation: .background,
            uid: uid,
            resourceVersion: resourceVersion,
            dryRun: dryRun
        )
    }

    /// The error of a request that has to fail.
    private func failure(of request: () async throws -> Void) async -> KubeError? {
        do {
            try await request()
            return nil
        } catch {
            return error as? KubeError
        }
    }

    // MARK: Promises

    private func discovers() async throws {
        let discovery = try await client.discover(refresh: true)
        let kind = try #require(discovery.resource(for: GroupKind(group: "", kind: "ConfigMap")))
        #expect(kind.name == "configmaps" && kind.namespaced)
        #expect(discovery.resource(for: GroupKind(group: "", kind: "Namespace"))?.namespaced == false)
        #expect(discovery.resource(for: GroupVersionKind(group: "example.org", version: "v1", kind: "Nothing")) == nil)
        #expect(discovery.isComplete)
    }

    private func readsNothing() async throws {
        #expect(try await get() == nil)
        #expect(try await client.get(.namespaces, namespace: "", name: "no-such-namespace") == nil)
        #expect(try await client.get(Self.configMaps, namespace: "no-such-namespace", name: "a") == nil)
    }

    private func applies() async throws {
        let made = try await apply(["color": "blue"])
        #expect(made.value["data"] == ["color": "blue"])
        #expect(made.apiVersion == "v1" && made.kind == "ConfigMap" && made.namespace == namespace)
        #expect(made.uid?.isEmpty == false && made.resourceVersion?.isEmpty == false)
        #expect(try await get() == made)
        // Once more changes nothing.
        #expect(try await apply(["color": "blue"]).resourceVersion == made.resourceVersion)
        let changed = try await apply(["color": "red"])
        #expect(changed.uid == made.uid)
        #expect(changed.resourceVersion != made.resourceVersion)
    }

    private func removesWhatIsNoLongerApplied() async throws {
        _ = try await apply(["color": "blue", "size": "3"])
        _ = try await apply(["size": "3"], manager: "other")
        // Two own the size; one gives it up.
        #expect(try await apply(["name": "x"]).value["data"] == ["name": "x", "size": "3"])
    }

    private func triesWithoutChanging() async throws {
        #expect(try await apply(["color": "blue"], dryRun: true).value["data"] == ["color": "blue"])
        #expect(try await get() == nil)
        let made = try await apply(["color": "blue"])
        #expect(try await apply(["color": "red"], dryRun: true).value["data"] == ["color": "red"])
        #expect(try await get() == made)
    }

    private func namesConflicts() async throws {
        _ = try await apply(["color": "blue"], manager: "other")
        let error = await failure { _ = try await apply(["color": "red"]) }
        let conflicts = try #require(error?.fieldConflicts)
        #expect(conflicts.map(\.field) == [".data.color"])
        #expect(conflicts.map(\.manager) == ["other"])
        #expect(conflicts.map(\.isUpdate) == [false])
        #expect(await failure { _ = try await apply(["color": "red"], dryRun: true) }?.fieldConflicts?.count == 1)
        #expect(try await get()?.value["data"] == ["color": "blue"])
        // The same value is no conflict, and both own it.
        _ = try await apply(["color": "blue"])
        #expect(try await apply(["color": "red"], force: true).value["data"] == ["color": "red"])
    }

    private func tellsEditsFromApplies() async throws {
        _ = try await apply(["color": "blue"])
        try await edit("a", "color", "red")
        try await edit("a", "mine", "1")
        #expect(try await get()?.value["data"] == ["color": "red", "mine": "1"])
        let conflicts = await failure { _ = try await apply(["color": "blue"]) }?.fieldConflicts
        #expect(conflicts?.map(\.isUpdate) == [true])
        #expect(conflicts?.map(\.manager) == ["kubectl-edit"])
        #expect(try await apply(["color": "blue"], force: true).value["data"] == ["color": "blue", "mine": "1"])
    }

    private func refusesMissingNamespaces() async throws {
        let manifest = Manifest.configMap("a", namespace: "no-such-namespace")
        let error = await failure {
            _ = try await client.apply(manifest, as: Self.configMaps, fieldManager: "fleet", force: true, dryRun: true)
        }
        guard case .notFound = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    private func refusesUnknownKinds() async throws {
        let nothing = FakeState.type("example.org", "v1", "Nothing", "nothings")
        for error in [
            await failure { _ = try await client.list(nothing, labelSelector: "") },
            await failure { _ = try await client.get(nothing, namespace: namespace, name: "a") },
        ] {
            guard case .notServed = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    private func listsByLabel() async throws {
        let key = "fleet.internal/contract-\(namespace)"
        _ = try await apply(["x": "1"], labels: [key: "one"], name: "a")
        _ = try await apply(["x": "1"], labels: [key: "two"], name: "b")
        _ = try await apply(["x": "1"], name: "c")
        func names(_ selector: String) async throws -> [String] {
            try await client.list(Self.configMaps, labelSelector: selector).filter { $0.namespace == namespace }
                .map(\.name)
        }
        #expect(try await names(key) == ["a", "b"])
        #expect(try await names("\(key) in (one,three)") == ["a"])
        #expect(try await names("\(key)=four") == [])
        #expect(try await names("").filter { ["a", "b", "c"].contains($0) } == ["a", "b", "c"])
        let listed = try await client.list(Self.configMaps, labelSelector: key)
        #expect(listed.allSatisfy { $0.apiVersion == "v1" && $0.kind == "ConfigMap" })
    }

    private func deletesOnlyWhatIsMeant() async throws {
        let made = try await apply(["color": "blue"])
        for (uid, version) in [("another", made.resourceVersion), (made.uid, "1")] {
            let error = await failure { _ = try await delete(uid: uid, resourceVersion: version) }
            guard case .conflict = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
        _ = try await delete(uid: made.uid, resourceVersion: made.resourceVersion, dryRun: true)
        #expect(try await get() == made)
        #expect(try await delete(uid: made.uid, resourceVersion: made.resourceVersion) == .deleted)
        #expect(try await get() == nil)
        #expect(try await delete(uid: made.uid) == .notFound)
    }

    private func leavesWhatHasFinalizers() async throws {
        var manifest = Manifest.configMap("a", namespace: namespace)
        manifest.value["metadata"]?["finalizers"] = ["example.com/wait"]
        let made = try await client.apply(
            manifest,
            as: Self.configMaps,
            fieldManager: "fleet",
            force: false,
            dryRun: false
        )
        let outcome = try await delete(uid: made.uid)
        guard case .pending(let left) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(left.isTerminating)
        #expect(try await get()?.isTerminating == true)
    }

    private func servesNewKinds() async throws {
        let group = "\(namespace).example.com"
        var definition = Manifest.widgets
        definition.value["metadata"]?["name"] = .string("widgets.\(group)")
        definition.value["spec"]?["group"] = .string(group)
        _ = try await client.apply(
            definition,
            as: .customResourceDefinitions,
            fieldManager: "fleet",
            force: false,
            dryRun: false
        )
        let type = GroupVersionKind(group: group, version: "v1", kind: "Widget")
        let sender = TaskSender(
            application: "web",
            cluster: "one",
            client: client,
            propagation: .background,
            forceConflicts: false,
            clock: ContinuousClock()
        )
        let served = try #require(await sender.waitUntilServed([type])[type])
        var widget = Manifest.widget("a")
        widget.value["apiVersion"] = .string("\(group)/v1")
        widget.namespace = namespace
        let made = try await client.apply(widget, as: served, fieldManager: "fleet", force: false, dryRun: false)
        #expect(made.value["spec"] == ["size": 3])
        #expect(try await client.list(served, labelSelector: "").map(\.name) == ["a"])
    }

    /// What was applied says in its managed fields that nothing is to be done.
    private func comparesAsInSync() async throws {
        let application = DesiredApplication.make(.make(namespace: namespace), [.configMap("a"), .configMap("b")])
        let observer = ClusterObserver(cluster: "one", client: client)
        let memory = ClusterMemory(isInventoryKnown: true)
        let before = await observer.compare([application], memory: memory, findsOrphans: false)
        #expect(before.summary == ["web: missing ConfigMap \(namespace)/a", "web: missing ConfigMap \(namespace)/b"])
        for resource in before.applications.flatMap(\.resources) {
            let desired = try #require(resource.desired)
            _ = try await client.apply(
                desired,
                as: Self.configMaps,
                fieldManager: Tracking.fieldManager,
                force: false,
                dryRun: false
            )
        }
        let after = await observer.compare([application], memory: memory, findsOrphans: false)
        #expect(after.summary == ["web: synced ConfigMap \(namespace)/a", "web: synced ConfigMap \(namespace)/b"])
        #expect(after.confirmed == [])
        let less = DesiredApplication.make(.make(namespace: namespace), [.configMap("a")])
        let left = await observer.compare([less], memory: memory, findsOrphans: false)
        #expect(left.summary == ["web: synced ConfigMap \(namespace)/a", "web: extra ConfigMap \(namespace)/b"])
    }
}
