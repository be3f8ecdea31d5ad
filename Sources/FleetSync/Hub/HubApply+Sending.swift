import FleetKube
import FleetModel
public import FleetRegistry
import FleetValue

extension HubApply {
    /// How often a resource that changes all the time is tried; Argo CD writes an Application's status every few seconds.
    private static let maximumAttempts = 5

    /// Does what was looked at, and nothing else.
    ///
    /// Projects first, then Applications, then what is deleted; all of one step at once. Every step is in the journal before it
    /// is sent, and the hub is worked on by one process at a time.
    ///
    /// - Parameters:
    ///   - changes: From ``look(_:)``.
    ///   - registry: Holds journal and leases; the hub is registered there.
    ///   - user: Who asks for it, for the journal.
    /// - Returns: The changes as they came out, in the same order, and the operation's number in the journal; nil when
    ///   nothing was to be done.
    /// - Throws: ``HubRefusal/inUse(_:)``, and errors of the registry; what was sent before is in the journal.
    public func carryOut(
        _ changes: [HubChange],
        registry: Registry,
        user: String
    ) async throws -> (changes: [HubChange], operation: Int64?) {
        guard changes.contains(where: \.isChange) else { return (changes, nil) }
        let holder = LeaseHolder.current(purpose: "fleet app apply")
        let leases = LeaseKeeper(registry: registry, holder: holder, duration: SyncCoordinator.leaseDuration)
        defer { leases.release() }
        if let reason = leases.acquire(hub) { throw HubRefusal.inUse(reason) }
        let renewal = Task { await leases.renewAgainAndAgain(ContinuousClock()) }
        defer { renewal.cancel() }
        let kinds = try await kinds()
        let journal = try HubJournal(registry: registry, hub: hub, user: user, holder: holder, changes)
        var done = changes
        var stopped: String?
        for step in Self.steps(changes) {
            stopped = stopped ?? (Task.isCancelled ? "stopped before everything was done" : leases.obstacle(on: hub))
            let isDeletion = step.contains { changes[$0].kind == .deleted }
            if isDeletion, stopped == nil, done.contains(where: { $0.kind == .failed }) {
                done = Self.keepingDeletions(done)
                try journal.finish(step.map { ($0, done[$0]) }, wasSent: false)
                continue
            }
            if let stopped {
                for index in step { done[index].fail(stopped) }
                try journal.finish(step.map { ($0, done[$0]) }, wasSent: false)
                continue
            }
            try journal.start(step)
            for (index, change) in await sent(step.map { ($0, changes[$0]) }, kinds) { done[index] = change }
            try journal.finish(step.map { ($0, done[$0]) }, wasSent: true)
        }
        try journal.end(failed: done.count(.failed), of: step(changes).count)
        return (done, journal.operation)
    }

    /// The places of what changes.
    private func step(_ changes: [HubChange]) -> [Int] { changes.indices.filter { changes[$0].isChange } }

    /// The places of what is done at once: projects, Applications, deletions of Applications, of projects.
    private static func steps(_ changes: [HubChange]) -> [[Int]] {
        func places(_ isMeant: (HubChange) -> Bool) -> [Int] {
            changes.indices.filter { changes[$0].isChange && isMeant(changes[$0]) }
        }
        return [
            places { $0.kind != .deleted && $0.key.kind == AppProject.kind },
            places { $0.kind != .deleted && $0.key.kind != AppProject.kind },
            places { $0.kind == .deleted && $0.key.kind != AppProject.kind },
            places { $0.kind == .deleted && $0.key.kind == AppProject.kind },
        ].filter { !$0.isEmpty }
    }

    private func sent(_ step: [(Int, HubChange)], _ kinds: Kinds) async -> [(Int, HubChange)] {
        await withTaskGroup(of: (Int, HubChange).self) { group in
            for (index, change) in step {
                group.addTask {
                    let result = await sent(change, kinds.type(of: change.key))
                    return (index, result)
                }
            }
            var results: [(Int, HubChange)] = []
            for await result in group { results.append(result) }
            return results
        }
    }

    private func sent(_ change: HubChange, _ type: APIResource) async -> HubChange {
        var result = change
        do throws(KubeError) {
            if let desired = change.desired {
                let applied = try await apply(desired, type, force: change.isForced, dryRun: false)
                try await correctFinalizers(of: applied, desired, type)
            } else if let live = change.live {
                result.message = try await delete(live, change, type)
            }
        } catch {
            result.fail(error.description)
        }
        return result
    }

    /// Takes finalizers away that are declared no longer and that somebody else set.
    private func correctFinalizers(
        of applied: Manifest,
        _ desired: Manifest,
        _ type: APIResource
    ) async throws(KubeError) {
        var live = applied
        var attempts = 0
        while let finalizers = HubMerge.finalizers(after: desired, on: live) {
            attempts += 1
            do throws(KubeError) {
                live = try await set(finalizers, on: live, type)
            } catch {
                guard case .conflict = error, attempts < Self.maximumAttempts,
                    let now = try await client.get(type, namespace: owner.namespace, name: live.name),
                    now.uid == applied.uid
                else { throw error }
                live = now
            }
        }
    }

    /// Sets all finalizers of a resource as it was looked at.
    private func set(
        _ finalizers: [String],
        on live: Manifest,
        _ type: APIResource
    ) async throws(KubeError) -> Manifest {
        var metadata: Mapping = ["finalizers": .array(finalizers.map { .string($0) })]
        // With it the hub refuses the patch when somebody has changed the resource meanwhile.
        if let version = live.resourceVersion { metadata["resourceVersion"] = .string(version) }
        let patch: Value = ["metadata": .mapping(metadata)]
        return try await client.merge(patch, into: type, namespace: owner.namespace, name: live.name)
    }

    /// Deletes a resource if it is still the one that was looked at, and still this fleet's.
    ///
    /// - Returns: What to say of it.
    private func delete(
        _ looked: Manifest,
        _ change: HubChange,
        _ type: APIResource
    ) async throws(KubeError) -> String {
        var live = looked
        var attempts = 0
        while true {
            attempts += 1
            do throws(KubeError) {
                if let finalizers = change.finalizers, HubMerge.finalizers(of: live) != finalizers {
                    live = try await set(finalizers, on: live, type)
                }
                let outcome = try await client.delete(
                    type,
                    namespace: owner.namespace,
                    name: live.name,
                    propagation: .background,
                    uid: live.uid,
                    resourceVersion: live.resourceVersion,
                    dryRun: false
                )
                guard case .pending = outcome else { return change.message }
                return change.message.isEmpty ? "goes when its finalizers are through" : change.message
            } catch {
                guard case .conflict = error, attempts < Self.maximumAttempts else { throw error }
            }
            guard let now = try await client.get(type, namespace: owner.namespace, name: live.name) else {
                return change.message
            }
            guard now.uid == looked.uid, owner.owns(now) else {
                let place = RequestPlace(cluster: hub, action: "delete", subject: "\(change.key)")
                throw .conflict(place, message: "it was changed and is not provably this fleet's any more")
            }
            live = now
        }
    }
}

extension HubChange {
    /// Makes it a failure.
    mutating func fail(_ reason: String) {
        kind = .failed
        message = reason
    }
}

/// The journal of one apply to a hub, in the registry.
private struct HubJournal {
    private let registry: Registry
    let operation: Int64
    /// The numbers of the steps by the places of the changes.
    private var steps: [Int: Int64] = [:]

    /// Begins the operation and writes everything down that is to be done.
    init(registry: Registry, hub: String, user: String, holder: LeaseHolder, _ changes: [HubChange]) throws {
        self.registry = registry
        for left in try registry.unfinishedOperations() {
            try registry.finishOperation(left.id, phase: .interrupted, message: "its process ended before it did")
        }
        operation = try registry.beginOperation(
            kind: "app apply",
            user: user,
            owner: holder,
            duration: SyncCoordinator.leaseDuration
        )
        let places = changes.indices.filter { changes[$0].isChange }
        let numbers = try registry.planned(
            places.map { place in
                let change = changes[place]
                return JournalStep(
                    cluster: hub,
                    application: "",
                    action: change.kind == .deleted ? .prune : .apply,
                    key: change.key
                )
            },
            operation: operation
        )
        for (place, number) in zip(places, numbers) { steps[place] = number }
    }

    func start(_ places: [Int]) throws { try registry.started(places.compactMap { steps[$0] }) }

    func finish(_ results: [(Int, HubChange)], wasSent: Bool) throws {
        try registry.finished(
            results.compactMap { place, change in
                steps[place].map { number in
                    let state: StepState = !wasSent ? .skipped : change.kind == .failed ? .failed : .succeeded
                    return StepOutcome(id: number, state: state, message: change.message)
                }
            }
        )
    }

    func end(failed: Int, of count: Int) throws {
        let message = failed == 0 ? "" : "\(failed) of \(count) resources could not be changed"
        try registry.finishOperation(operation, phase: failed == 0 ? .succeeded : .failed, message: message)
        // A periodic apply would otherwise make the state grow for ever.
        _ = try registry.removeOperations(keepingLatest: RegistryJournal.keptOperations)
    }
}
