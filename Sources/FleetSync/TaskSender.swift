import FleetHealth
import FleetKube
import FleetModel
import FleetValue

/// A task that was sent, or tried.
struct SentTask: Sendable {
    var result: ResourceResult
    /// What was applied, to be watched; nil for what failed or was deleted.
    var item: HealthWatch.Item?
    /// The kind that is served from now on, with a version of it; nil for all but definitions.
    var definedVersion: GroupVersionKind?

    init(_ task: SyncTask, failure: String) {
        result = ResourceResult(key: task.key, code: .syncFailed, message: failure)
    }

    init(pruned task: SyncTask, _ code: SyncResultCode, _ message: String) {
        result = ResourceResult(key: task.key, code: code, message: message)
    }

    init(applied task: SyncTask, _ live: Manifest, _ type: APIResource, takingBack taken: [String]) {
        let words = task.isNew ? "created" : "configured"
        let message = taken.isEmpty ? words : words + ", taking back " + taken.joined(separator: ", ")
        result = ResourceResult(key: task.key, code: .synced, message: message)
        item = HealthWatch.Item(key: task.key, type: type, health: HealthAssessment.assess(live))
        guard let kind = live.definedKind else { return }
        let versions = live.value["spec"]?["versions"]?.array ?? []
        let served = versions.first { $0["served"]?.bool == true }?["name"] ?? live.value["spec"]?["version"]
        definedVersion = served?.string.map { GroupVersionKind(group: kind.group, version: $0, kind: kind.kind) }
    }
}

/// Sends one application's tasks to its cluster, one at a time and as often as it is asked to.
struct TaskSender: Sendable {
    let application: String
    let cluster: String
    let client: any ResourceClient
    let propagation: DeletePropagation
    let forceConflicts: Bool
    let clock: any Clock<Duration>
    /// Namespaces that another application of the same run makes.
    var awaitedNamespaces: Set<String> = []

    /// How long what others of the same run bring may take, and how often is asked.
    private static let patience = Duration.seconds(30)
    private static let pause = Duration.milliseconds(200)
    /// How often a resource that changes all the time is tried to be deleted.
    private static let maximumAttempts = 5

    /// Sends a task; an error is a result.
    func perform(_ task: SyncTask) async -> SentTask {
        do throws(KubeError) {
            let type = try await type(of: task)
            do throws(KubeError) {
                return try await send(task, type, dryRun: false)
            } catch {
                guard case .notFound = error, awaitedNamespaces.contains(task.key.namespace) else { throw error }
                await waitForNamespace(task.key.namespace)
                return try await send(task, type, dryRun: false)
            }
        } catch {
            return SentTask(task, failure: error.description)
        }
    }

    /// Waits until a namespace is there, for a while.
    private func waitForNamespace(_ name: String) async {
        await repeatPatiently {
            let live = try? await client.get(.namespaces, namespace: "", name: name)
            return live != nil
        }
    }

    /// Does something again and again until it answers true or patience is over.
    private func repeatPatiently(_ attempt: () async -> Bool) async {
        var waited = Duration.zero
        while await !attempt(), waited < Self.patience, (try? await clock.sleep(for: Self.pause)) != nil {
            waited += Self.pause
        }
    }

    /// Sends a task whose kind is known to be served.
    func send(_ task: SyncTask, _ type: APIResource, dryRun: Bool) async throws(KubeError) -> SentTask {
        switch task.action {
        case .prune(let live): try await prune(task, live, type, dryRun)
        case .apply(let manifest): try await apply(task, manifest, type, dryRun)
        }
    }

    // MARK: - Apply

    private func apply(
        _ task: SyncTask,
        _ manifest: Manifest,
        _ type: APIResource,
        _ dryRun: Bool
    ) async throws(KubeError) -> SentTask {
        let manager =
            task.isManagedNamespace ? Ownership.namespaceManager(of: application) : Tracking.fieldManager
        do throws(KubeError) {
            let live = try await client.apply(
                manifest,
                as: type,
                fieldManager: manager,
                force: forceConflicts,
                dryRun: dryRun
            )
            return SentTask(applied: task, live, type, takingBack: [])
        } catch {
            guard let conflicts = error.fieldConflicts, task.isTracked, conflicts.allSatisfy(\.isUpdate) else {
                throw error
            }
            // The resource is ours and somebody edited it by hand: declared fields are taken back, and it is said.
            let live = try await client.apply(manifest, as: type, fieldManager: manager, force: true, dryRun: dryRun)
            let taken = conflicts.map { "\($0.field) from \($0.manager)" }.sorted()
            return SentTask(applied: task, live, type, takingBack: taken)
        }
    }

    /// How the kind is served; waited for where its definition is part of the same sync, or of another application's.
    private func type(of task: SyncTask) async throws(KubeError) -> APIResource {
        if let type = task.type { return type }
        let place = RequestPlace(cluster: cluster, action: "find", subject: task.key.description)
        guard case .apply(let manifest) = task.action else { throw .notServed(place, kind: task.key.kind) }
        let type = manifest.groupVersionKind
        if let served = try await client.discover(refresh: false).resource(for: type) { return served }
        if let served = await waitUntilServed([type])[type] { return served }
        if Task.isCancelled { throw .cancelled(cluster: cluster) }
        throw .notServed(place, kind: type.description)
    }

    /// Waits until kinds are served, for a while.
    ///
    /// - Returns: Those that are.
    func waitUntilServed(_ types: [GroupVersionKind]) async -> [GroupVersionKind: APIResource] {
        let wanted = Set(types)
        var served: [GroupVersionKind: APIResource] = [:]
        await repeatPatiently {
            // An answer that does not come says nothing; the next one may.
            if let discovery = try? await client.discover(refresh: true) {
                for type in wanted { served[type] = discovery.resource(for: type) ?? served[type] }
            }
            return served.count == wanted.count
        }
        return served
    }

    // MARK: - Prune

    /// Deletes a resource if it is still the one that was looked at, and still the application's.
    private func prune(
        _ task: SyncTask,
        _ looked: Manifest,
        _ type: APIResource,
        _ dryRun: Bool
    ) async throws(KubeError) -> SentTask {
        var live = looked
        var attempts = 0
        while true {
            attempts += 1
            do throws(KubeError) {
                _ = try await client.delete(
                    type,
                    namespace: task.key.namespace,
                    name: task.key.name,
                    propagation: propagation,
                    uid: live.uid,
                    resourceVersion: live.resourceVersion,
                    dryRun: dryRun
                )
                return SentTask(pruned: task, .pruned, "pruned")
            } catch {
                guard case .conflict = error, attempts < Self.maximumAttempts else { throw error }
            }
            // It has changed since it was looked at, as live resources do. What counts is whose it is.
            guard let now = try await client.get(type, namespace: task.key.namespace, name: task.key.name) else {
                return SentTask(pruned: task, .pruned, "pruned")
            }
            guard now.uid == looked.uid, Ownership.application(of: now, task.key) == application else {
                let reason = "ignored (it was changed and is not provably the application's any more)"
                return SentTask(pruned: task, .pruneSkipped, reason)
            }
            live = now
        }
    }
}
