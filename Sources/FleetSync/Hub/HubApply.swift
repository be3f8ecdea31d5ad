import FleetDiff
import FleetKube
import FleetModel
import FleetValue

/// Brings the Applications and AppProjects of a hub to what is declared: first looks, then, if wanted, does.
public struct HubApply: Sendable {
    let client: any HubClient
    /// The hub's registered name.
    let hub: String
    let owner: HubOwner
    let options: HubOptions

    /// Makes it; nothing is sent.
    public init(client: any HubClient, hub: String, owner: HubOwner, options: HubOptions) {
        self.client = client
        self.hub = hub
        self.owner = owner
        self.options = options
    }

    /// The kinds that are applied, as the hub serves them.
    struct Kinds: Sendable {
        var application: APIResource
        var project: APIResource

        func type(of key: ResourceKey) -> APIResource { key.kind == AppProject.kind ? project : application }
    }

    /// Compares the hub with what is declared, and lets it try everything that differs.
    ///
    /// - Parameter declarations: What is to be there.
    /// - Returns: An entry for each resource that is declared or this fleet's, in the order of doing.
    /// - Throws: ``HubRefusal`` when nothing at all may be done, ``FleetKube/KubeError`` when the hub can not be looked at.
    public func look(_ declarations: HubDeclarations) async throws -> [HubChange] {
        let kinds = try await kinds()
        try await checkNamespace()
        let projects = try await client.list(kinds.project, namespace: owner.namespace, labelSelector: "")
        let applications = try await client.list(kinds.application, namespace: owner.namespace, labelSelector: "")
        let live = projects + applications
        var plan = HubPlan(declarations, live: live, owner: owner, options: options)
        try plan.checkDeletions()
        if !plan.deletions.isEmpty {
            let known = try await hubClusters()
            plan = HubPlan(declarations, live: live, owner: owner, options: options, hubClusters: known)
        }
        return Self.keepingDeletions(await compared(plan.entries, kinds))
    }

    /// Keeps what was to be deleted when something could not be applied: it may be what takes its place.
    static func keepingDeletions(_ changes: [HubChange]) -> [HubChange] {
        guard changes.contains(where: { $0.kind == .failed }) else { return changes }
        return changes.map { change in
            guard change.kind == .deleted else { return change }
            var change = change
            change.kind = .kept
            change.message = "is kept, because not everything could be applied"
            return change
        }
    }

    // MARK: - The hub

    func kinds() async throws -> Kinds {
        let wanted = [Application.kind, AppProject.kind].map {
            GroupVersionKind(apiVersion: Application.apiVersion, kind: $0)
        }
        var discovery = try await client.discover(refresh: false)
        if wanted.contains(where: { discovery.resource(for: $0) == nil }) {
            discovery = try await client.discover(refresh: true)
        }
        var found: [APIResource] = []
        for type in wanted {
            guard let resource = discovery.resource(for: type) else {
                if let failure = discovery.failure(of: type) {
                    let place = RequestPlace(cluster: hub, action: "find", subject: type.description)
                    throw KubeError.discoveryIncomplete(place, kind: type.description, problem: failure.message)
                }
                throw HubRefusal.notServed(hub: hub, kind: type.kind)
            }
            found.append(resource)
        }
        return Kinds(application: found[0], project: found[1])
    }

    private func checkNamespace() async throws {
        do throws(KubeError) {
            guard try await client.get(.namespaces, namespace: "", name: owner.namespace) == nil else { return }
        } catch {
            // Who may not look at namespaces finds out in another way.
            if case .forbidden = error { return }
            throw error
        }
        throw HubRefusal.noNamespace(hub: hub, namespace: owner.namespace)
    }

    /// The clusters that the hub knows, its own included.
    ///
    /// A Secret that can not be read makes it uncertain what is known; then it throws, and nothing is deleted.
    private func hubClusters() async throws -> [Cluster] {
        var clusters = [Cluster(name: "in-cluster", server: Cluster.localServer)]
        for secret in try await HubSecrets.list(client, namespace: owner.namespace) {
            do {
                clusters.append(try Cluster(decoding: secret.value))
            } catch {
                let place = RequestPlace(cluster: hub, action: "read", subject: "\(secret.key)")
                throw KubeError.decoding(place, message: "\(error); it is not known which clusters the hub has")
            }
        }
        return clusters
    }

    // MARK: - Comparison

    private func compared(_ entries: [HubPlan.Entry], _ kinds: Kinds) async -> [HubChange] {
        await withTaskGroup(of: (Int, HubChange).self) { group in
            for (index, entry) in entries.enumerated() {
                group.addTask {
                    let change = await compared(entry, kinds.type(of: entry.key))
                    return (index, change)
                }
            }
            var changes = [HubChange?](repeating: nil, count: entries.count)
            for await (index, change) in group { changes[index] = change }
            return changes.compactMap { $0 }
        }
    }

    private func compared(_ entry: HubPlan.Entry, _ type: APIResource) async -> HubChange {
        switch entry.action {
        case .keep(let reason): return HubChange(entry, .kept, reason)
        case .refuse(let reason): return HubChange(entry, .failed, reason)
        case .none: return HubChange(entry, .unchanged)
        case .delete(let live, let finalizers):
            let message = finalizers == nil ? "" : "without its resources, whose cluster the hub does not know"
            var change = HubChange(entry, .deleted, message)
            change.live = live
            change.finalizers = finalizers
            return change
        case .create(let desired):
            return await tried(HubChange(entry, .created), desired, nil, type)
        case .update(let desired, let live):
            let verdict = LocalComparison.compare(desired: desired, live: live, manager: Tracking.fieldManager)
            if verdict == .inSync, HubMerge.finalizers(after: desired, on: live) == nil {
                return HubChange(entry, .unchanged)
            }
            return await tried(HubChange(entry, .changed), desired, live, type)
        }
    }

    /// Lets the hub try an apply.
    private func tried(
        _ change: HubChange,
        _ desired: Manifest,
        _ live: Manifest?,
        _ type: APIResource
    ) async -> HubChange {
        var change = change
        change.desired = desired
        change.live = live
        do throws(KubeError) {
            var predicted: Manifest
            do throws(KubeError) {
                predicted = try await apply(desired, type, force: options.forceConflicts, dryRun: true)
                change.isForced = options.forceConflicts
            } catch {
                // What a person or Argo CD's own server edited on what is ours is taken back, and it is said.
                guard let conflicts = error.fieldConflicts, conflicts.allSatisfy(\.isUpdate) else { throw error }
                predicted = try await apply(desired, type, force: true, dryRun: true)
                change.isForced = true
                change.message =
                    "taking back "
                    + conflicts.map { "\($0.field) from \($0.manager)" }.sorted().joined(separator: ", ")
            }
            if let finalizers = HubMerge.finalizers(after: desired, on: predicted) {
                predicted.value["metadata"]?["finalizers"] = .array(finalizers.map { .string($0) })
            }
            change.predicted = predicted
            guard let live else { return change }
            change.fields = FieldComparison.changes(live: live, predicted: predicted)
            if change.fields.isEmpty { change.kind = .unchanged }
        } catch {
            change.kind = .failed
            change.message = error.description
        }
        return change
    }

    func apply(
        _ desired: Manifest,
        _ type: APIResource,
        force: Bool,
        dryRun: Bool
    ) async throws(KubeError) -> Manifest {
        try await client.apply(
            desired,
            as: type,
            fieldManager: Tracking.fieldManager,
            force: force,
            dryRun: dryRun
        )
    }
}
