import FleetDeclarations
import FleetHealth
public import FleetModel
import FleetValue

/// Turns a comparison into an ordered plan.
///
/// Pure. Order and prune rules follow Argo CD's gitops-engine (`pkg/sync/sync_tasks.go`, `sync_context.go`).
public struct SyncPlanner: Sendable {
    /// Whether what is no longer declared is deleted.
    public var prune: Bool
    /// How much may be deleted of one application in one run.
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
        if let gap = comparison.gaps.first { throw .notSeen(gap) }
        for resource in comparison.resources {
            if case .unknown(let reason) = resource.outcome { throw .notCompared(resource.key, reason) }
        }
        if !comparison.hooks.isEmpty { throw .hooks(comparison.hooks) }
        var skipped: [SkippedPrune] = []
        let prunes = try prunes(comparison, &skipped)
        let tasks = Self.applies(comparison)
        let order = SyncOrder(tasks + Self.lastOnes(prunes, besides: tasks, comparison))
        return SyncPlan(steps: order.steps(with: Self.gates(comparison)), skipped: skipped.sorted { $0.key < $1.key })
    }

    private static func applies(_ comparison: ApplicationComparison) -> [SyncTask] {
        comparison.resources.compactMap { resource in
            guard let desired = resource.desired else { return nil }
            switch resource.outcome {
            case .missing, .modified:
                return SyncTask(
                    key: resource.key,
                    type: resource.type,
                    action: .apply(desired),
                    phase: resource.isManagedNamespace ? .preSync : .sync,
                    wave: resource.isManagedNamespace ? 0 : SyncWave.of(desired),
                    isTracked: resource.isTracked,
                    isNew: resource.outcome == .missing,
                    isManagedNamespace: resource.isManagedNamespace
                )
            case .synced, .extra, .unknown: return nil
            }
        }
    }

    /// What is in sync but not healthy: it holds back the waves after its own, as a freshly applied resource does.
    private static func gates(_ comparison: ApplicationComparison) -> [ResourceComparison] {
        comparison.resources.filter { resource in
            guard case .synced = resource.outcome, let health = resource.health else { return false }
            return health.status != .healthy
        }
    }

    // MARK: - Prune

    private func prunes(
        _ comparison: ApplicationComparison,
        _ skipped: inout [SkippedPrune]
    ) throws(SyncRefusal) -> [SyncTask] {
        let rules = PruneRules(comparison, mayPrune: prune)
        var tasks: [SyncTask] = []
        var present = 0
        for resource in comparison.resources where resource.outcome != .missing && !resource.isManagedNamespace {
            present += 1
            guard case .extra = resource.outcome, let live = resource.live else { continue }
            if let kept = rules.keeps(resource, live) {
                skipped.append(kept)
                continue
            }
            tasks.append(
                SyncTask(
                    key: resource.key,
                    type: resource.type,
                    action: .prune(live),
                    wave: SyncWave.of(live),
                    isTracked: true
                )
            )
        }
        if tasks.isEmpty { return [] }
        let isEmpty = !comparison.resources.contains { $0.desired != nil && !$0.isManagedNamespace }
        let allowsEmpty =
            comparison.desired.isRemoved || isLimitExplicit
            || comparison.desired.declared.application.syncPolicy.automated?.allowEmpty == true
        if isEmpty, !allowsEmpty { throw .wouldWipeOut(count: tasks.count) }
        if deletionLimit.refuses(deleting: tasks.count, of: present) {
            throw .tooManyDeletions(tasks.map(\.key).sorted(), total: present)
        }
        return SyncOrder.swappingWaves(tasks)
    }

    /// Puts what is to be pruned last into a wave of its own after all others.
    private static func lastOnes(
        _ prunes: [SyncTask],
        besides tasks: [SyncTask],
        _ comparison: ApplicationComparison
    ) -> [SyncTask] {
        let highest = max(0, (tasks + prunes).map(\.wave).max() ?? 0)
        // A wave is any whole number somebody wrote.
        let last = highest == .max ? .max : highest + 1
        let policy = comparison.desired.declared.application.syncPolicy
        return prunes.map { task in
            guard case .prune(let live) = task.action,
                policy.has(.pruneLast)
                    || live.list(annotation: SyncOption.annotation).contains(SyncOption.pruneLast.rawValue)
            else { return task }
            var task = task
            task.wave = last
            return task
        }
    }
}

/// Which resources stay although nothing declares them.
private struct PruneRules {
    private let policy: SyncPolicy
    private let isRemoved: Bool
    private let mayPrune: Bool

    init(_ comparison: ApplicationComparison, mayPrune: Bool) {
        policy = comparison.desired.declared.application.syncPolicy
        isRemoved = comparison.desired.isRemoved
        self.mayPrune = mayPrune
    }

    /// Why a resource stays, or nil when it goes.
    func keeps(_ resource: ResourceComparison, _ live: Manifest) -> SkippedPrune? {
        let options = live.list(annotation: SyncOption.annotation)
        if let reason = isRemoved ? forGood(live, options) : nil {
            return SkippedPrune(key: resource.key, reason: reason, staysForGood: true)
        }
        let reason = wish(options) ?? resource.hold ?? (live.isTerminating ? "is being deleted" : nil)
        if let reason { return SkippedPrune(key: resource.key, reason: reason) }
        return mayPrune ? nil : SkippedPrune(key: resource.key, reason: "ignored (requires pruning)")
    }

    /// What outlives its application.
    private func forGood(_ live: Manifest, _ options: [String]) -> String? {
        if options.contains(SyncOption.neverDelete.rawValue) || policy.has(.neverDelete) {
            return "ignored (Delete=false)"
        }
        if live.annotation(SyncOption.helmResourcePolicyAnnotation) == "keep" {
            return "ignored (resource-policy: keep)"
        }
        // Everybody's custom resources would go with their definition.
        return live.definedKind == nil ? nil : "ignored (CustomResourceDefinition)"
    }

    /// What the resource, or else the application, says about deletion.
    private func wish(_ options: [String]) -> String? {
        let confirm = "waiting for deletion confirmation (Delete=confirm)"
        let confirmPrune = "waiting for pruning confirmation (Prune=confirm)"
        if isRemoved {
            if options.contains(SyncOption.confirmDelete.rawValue) || policy.has(.confirmDelete) { return confirm }
            return options.contains(SyncOption.confirmPrune.rawValue) ? confirmPrune : nil
        }
        if options.contains(SyncOption.neverPrune.rawValue) { return "ignored (no prune)" }
        if options.contains(SyncOption.confirmPrune.rawValue) { return confirmPrune }
        if options.contains("Prune=true") { return nil }
        if policy.has(.neverPrune) { return "ignored (no prune)" }
        return policy.has(.confirmPrune) ? confirmPrune : nil
    }
}
