public import FleetModel
import FleetDeclarations
import FleetHealth
import FleetValue

/// Turns a comparison into an ordered plan. Pure.
///
/// Order and prune rules follow Argo CD's gitops-engine (`pkg/sync/sync_tasks.go`, `sync_context.go`).
public struct SyncPlanner: Sendable {
    /// Whether what is no longer declared is deleted.
    public var prune: Bool
    /// How much may be deleted at once.
    public var deletionLimit: DeletionLimit
    /// Whether a person has set the limit for this very run, so that even an empty rendering is meant.
    public var isLimitExplicit: Bool

    /// Makes a planner.
    public init(prune: Bool, deletionLimit: DeletionLimit = DeletionLimit(), isLimitExplicit: Bool = false) {
        self.prune = prune
        self.deletionLimit = deletionLimit
        self.isLimitExplicit = isLimitExplicit
    }

    /// The plan for one application; empty when it is in sync.
    ///
    /// - Throws: ``SyncRefusal``; then nothing of the application may be changed.
    public func plan(_ comparison: ApplicationComparison) throws(SyncRefusal) -> SyncPlan {
        for resource in comparison.resources {
            if case .unknown(let reason) = resource.outcome { throw .notCompared(resource.key, reason) }
        }
        let policy = comparison.desired.declared.application.syncPolicy
        var tasks: [SyncTask] = []
        for resource in comparison.resources {
            guard let desired = resource.desired else { continue }
            switch resource.outcome {
            case .missing, .modified:
                tasks.append(
                    SyncTask(
                        key: resource.key,
                        type: resource.type,
                        action: .apply(desired),
                        phase: resource.isManagedNamespace ? .preSync : .sync,
                        wave: resource.isManagedNamespace ? 0 : SyncWave.of(desired),
                        isTracked: resource.isTracked,
                        isNew: resource.outcome == .missing
                    )
                )
            case .synced, .extra, .unknown: continue
            }
        }
        var skipped: [SkippedPrune] = []
        let prunes = try prunes(comparison, policy, &skipped)
        let last = max(0, (tasks + prunes).map(\.wave).max() ?? 0) + 1
        tasks += prunes.map { task in
            guard case .prune(let live) = task.action, isLast(live, policy) else { return task }
            var task = task
            task.wave = last
            return task
        }
        var steps = steps(hoistingDependencies(tasks.sorted(by: Self.precedes)))
        addGates(comparison, to: &steps)
        return SyncPlan(steps: steps, skipped: skipped.sorted { $0.key < $1.key })
    }

    // MARK: - Prune

    private func prunes(
        _ comparison: ApplicationComparison,
        _ policy: SyncPolicy,
        _ skipped: inout [SkippedPrune]
    ) throws(SyncRefusal) -> [SyncTask] {
        var tasks: [SyncTask] = []
        var present = 0
        for resource in comparison.resources {
            if case .missing = resource.outcome { continue }
            if resource.isManagedNamespace { continue }
            present += 1
            guard case .extra = resource.outcome, !resource.isTerminating, let live = resource.live else { continue }
            if let reason = keepReason(live, policy, isRemoved: comparison.desired.isRemoved) {
                skipped.append(SkippedPrune(key: resource.key, reason: reason))
                continue
            }
            tasks.append(
                SyncTask(
                    key: resource.key,
                    type: resource.type,
                    action: .prune(live),
                    phase: .sync,
                    wave: SyncWave.of(live),
                    isTracked: true,
                    isNew: false
                )
            )
        }
        guard !tasks.isEmpty else { return [] }
        // A removed application loses everything by intent; the limit on Applications has been asked already.
        if !comparison.desired.isRemoved {
            if comparison.desired.manifests.isEmpty, policy.automated?.allowEmpty != true, !isLimitExplicit {
                throw .wouldWipeOut(count: tasks.count)
            }
            if deletionLimit.refuses(deleting: tasks.count, of: present) {
                throw .tooManyDeletions(tasks.map(\.key).sorted(), total: present)
            }
        }
        return Self.swappingWaves(tasks)
    }

    /// Why a resource stays though nothing declares it, or nil when it goes.
    private func keepReason(_ live: Manifest, _ policy: SyncPolicy, isRemoved: Bool) -> String? {
        let options = live.list(annotation: SyncOption.annotation)
        if isRemoved {
            if options.contains("Delete=false") { return "ignored (Delete=false)" }
            if options.contains("Delete=confirm") { return "waiting for deletion confirmation (Delete=confirm)" }
            if live.annotations["helm.sh/resource-policy"] == "keep" { return "ignored (resource-policy: keep)" }
            // As Argo CD: custom resources of others would go with their definition.
            if live.kind == "CustomResourceDefinition" { return "ignored (CustomResourceDefinition)" }
        }
        if options.contains("Prune=false") || (!options.contains("Prune=true") && policy.has("Prune=false")) {
            return "ignored (no prune)"
        }
        if options.contains("Prune=confirm") || policy.has("Prune=confirm") {
            return "waiting for pruning confirmation (Prune=confirm)"
        }
        return prune ? nil : "ignored (requires pruning)"
    }

    private func isLast(_ live: Manifest, _ policy: SyncPolicy) -> Bool {
        policy.has("PruneLast=true") || live.list(annotation: SyncOption.annotation).contains(SyncOption.pruneLast.rawValue)
    }

    /// Deletes in the reverse order of creation: the distinct waves swap places symmetrically.
    private static func swappingWaves(_ tasks: [SyncTask]) -> [SyncTask] {
        let waves = Set(tasks.map(\.wave)).sorted()
        let swapped = Dictionary(uniqueKeysWithValues: zip(waves, waves.reversed()))
        return tasks.map { task in
            var task = task
            task.wave = swapped[task.wave] ?? task.wave
            return task
        }
    }

    // MARK: - Order

    private static func precedes(_ left: SyncTask, _ right: SyncTask) -> Bool {
        let leftOrder = (left.phase.order, left.wave, KindOrder.rank(left.key.kind))
        let rightOrder = (right.phase.order, right.wave, KindOrder.rank(right.key.kind))
        if leftOrder != rightOrder { return leftOrder < rightOrder }
        return (left.key.name, left.key) < (right.key.name, right.key)
    }

    /// Brings a Namespace before the first task that lives in it and a CustomResourceDefinition before the first
    /// resource of its kind, with that task's phase and wave.
    private func hoistingDependencies(_ sorted: [SyncTask]) -> [SyncTask] {
        var tasks = sorted
        for dependency in sorted {
            guard case .apply(let manifest) = dependency.action else { continue }
            let isNeeded: (SyncTask) -> Bool
            switch dependency.key.kind {
            case "Namespace" where dependency.key.group.isEmpty:
                isNeeded = { $0.key.namespace == dependency.key.name }
            case "CustomResourceDefinition":
                let group = manifest.value["spec"]?["group"]?.string
                let kind = manifest.value["spec"]?["names"]?["kind"]?.string
                isNeeded = { $0.key.group == group && $0.key.kind == kind }
            default: continue
            }
            guard let place = tasks.firstIndex(where: { !$0.isPrune && $0.key == dependency.key }),
                let first = tasks.firstIndex(where: { !$0.isPrune && isNeeded($0) }), first < place
            else { continue }
            var moved = tasks.remove(at: place)
            moved.phase = tasks[first].phase
            moved.wave = tasks[first].wave
            tasks.insert(moved, at: first)
        }
        return tasks
    }

    private func steps(_ tasks: [SyncTask]) -> [SyncPlan.Step] {
        var steps: [SyncPlan.Step] = []
        for task in tasks {
            if let last = steps.last, last.phase == task.phase, last.wave == task.wave {
                steps[steps.count - 1].tasks.append(task)
            } else {
                steps.append(SyncPlan.Step(phase: task.phase, wave: task.wave, tasks: [task], gates: []))
            }
        }
        return steps
    }

    /// What is in sync but not healthy holds back the waves after its own, as a freshly applied resource does.
    private func addGates(_ comparison: ApplicationComparison, to steps: inout [SyncPlan.Step]) {
        guard let last = steps.last(where: { $0.phase == .sync }) else { return }
        for resource in comparison.resources {
            guard case .synced = resource.outcome, let desired = resource.desired, let health = resource.health,
                health.status != .healthy
            else { continue }
            let wave = SyncWave.of(desired)
            guard wave < last.wave else { continue }
            if let place = steps.firstIndex(where: { $0.phase == .sync && $0.wave >= wave }) {
                if steps[place].wave == wave {
                    steps[place].gates.append(resource)
                } else {
                    steps.insert(SyncPlan.Step(phase: .sync, wave: wave, tasks: [], gates: [resource]), at: place)
                }
            }
        }
    }
}
