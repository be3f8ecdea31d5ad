import FleetDeclarations
import FleetHealth
import FleetKube
import FleetModel
public import FleetRegistry

/// Syncs many applications on many clusters at once.
///
/// Applications of one parent go wave by wave, whatever clusters they go to: a later wave starts when everything of the
/// earlier ones is synced and healthy. All else is side by side, under one limit for the fleet. A cluster on which
/// something is to be done is synced by one process at a time.
public struct SyncCoordinator: Sendable {
    private let registry: Registry
    private let journal: any SyncJournal
    private let holder: LeaseHolder
    private let admission: Admission
    private let client: ClientFactory
    let planner: SyncPlanner
    let options: SyncOptions
    private let progress: @Sendable (ApplicationResult) -> Void
    /// What renewing leases goes by, apart from the clock by which health is waited for.
    package var renewalClock: any Clock<Duration> = ContinuousClock()

    /// Makes a coordinator.
    ///
    /// - Parameters:
    ///   - registry: Holds the leases.
    ///   - journal: Takes every step before it is sent.
    ///   - holder: Who syncs, for the leases.
    ///   - admission: How many applications are synced at once.
    ///   - client: Makes a cluster's client; asked once for each application that something is done for.
    ///   - planner: How plans are made.
    ///   - options: How they are carried out.
    ///   - progress: Called as each application is done, on no particular queue.
    public init(
        registry: Registry,
        journal: any SyncJournal,
        holder: LeaseHolder,
        admission: Admission,
        client: @escaping ClientFactory,
        planner: SyncPlanner,
        options: SyncOptions,
        progress: @escaping @Sendable (ApplicationResult) -> Void = { _ in }
    ) {
        self.registry = registry
        self.journal = journal
        self.holder = holder
        self.admission = admission
        self.client = client
        self.planner = planner
        self.options = options
        self.progress = progress
    }

    /// How long a cluster stays taken when its holder stops saying that it lives.
    static let leaseDuration = Duration.seconds(60)

    /// Syncs what was compared.
    ///
    /// - Parameters:
    ///   - comparisons: What was seen; clusters with a failure are passed over.
    ///   - blocked: What can not be synced, so that what comes after it waits.
    /// - Returns: One result for each application that was compared, and for each that is blocked and has one; sorted
    ///   by name.
    public func sync(
        _ comparisons: [ClusterComparison],
        blocked: [BlockedApplication] = []
    ) async -> [ApplicationResult] {
        let leases = LeaseKeeper(registry: registry, holder: holder, duration: Self.leaseDuration)
        defer { leases.release() }
        var work = plan(comparisons)
        acquire(leases, &work)
        let renewal = Task { await leases.renewAgainAndAgain(renewalClock) }
        defer { renewal.cancel() }
        let declared = work.filter { !$0.comparison.desired.isRemoved }.map(\.member)
        let run = RunContext(leases: leases, comingNamespaces: Self.comingNamespaces(work))
        let tree = SyncTree(blocked.map { Self.member($0) } + declared)
        var results = await sync(tree, run)
        // What replaces a removed application is there before its resources go.
        let removed = work.filter(\.comparison.desired.isRemoved).map(\.member)
        results += await sync(SyncTree(removed), run)
        return results.sorted { ($0.application, $0.cluster) < ($1.application, $1.cluster) }
    }

    // MARK: - Trees

    /// What came of an application and all that it brings.
    private struct Outcome: Sendable {
        var results: [ApplicationResult] = []
        /// The first by name of those that did not succeed; nil when all did.
        var failed: String?

        mutating func add(_ other: Outcome) {
            results += other.results
            if let name = other.failed { failed = failed.map { min($0, name) } ?? name }
        }
    }

    private func sync(_ tree: Tree, _ run: RunContext) async -> [ApplicationResult] {
        await withTaskGroup(of: Outcome.self) { group in
            for siblings in tree.groups {
                group.addTask { await sync(siblings, waits: options.waitsForHealth, run) }
            }
            var results: [ApplicationResult] = []
            for await outcome in group { results += outcome.results }
            return results
        }
    }

    /// Syncs applications wave by wave, each with all that it brings; the last wave has to be healthy only if `waits`.
    private func sync(_ siblings: [Tree.Node], waits: Bool, _ run: RunContext) async -> Outcome {
        var outcome = Outcome()
        let waves = Tree.waves(siblings)
        for (index, wave) in waves.enumerated() {
            if let blocker = outcome.failed {
                for node in wave.members { outcome.add(skip(node, "wave \(wave.wave) waits for \(blocker)")) }
                continue
            }
            let isLast = index + 1 == waves.count
            outcome.add(
                await withTaskGroup(of: Outcome.self) { group in
                    for node in wave.members {
                        group.addTask { await sync(node, waits: waits || !isLast, run) }
                    }
                    var done = Outcome()
                    for await outcome in group { done.add(outcome) }
                    return done
                }
            )
        }
        return outcome
    }

    private func sync(_ node: Tree.Node, waits: Bool, _ run: RunContext) async -> Outcome {
        let name = node.member.name
        var result: ApplicationResult?
        var hasSucceeded = false
        switch node.member.work {
        case .blocked(let blocked):
            result = blocked.result
            if !blocked.holdsChildren {
                var outcome = await sync(node.children, waits: waits, run)
                report(result, &outcome)
                outcome.add(Outcome(failed: name))
                return outcome
            }
        case .refused(let refusal):
            result = refusal
        case .sync(let comparison, let plan):
            let mustBeHealthy = (waits || !node.children.isEmpty) && options.dryRun == .none
            let done = await admission.run { await sync(comparison, plan, waits: mustBeHealthy, run) }
            hasSucceeded = done.phase == .succeeded
            result = done
        }
        var outcome = Outcome()
        if hasSucceeded {
            outcome = await sync(node.children, waits: waits, run)
            if let failed = outcome.failed, var changed = result {
                // Whoever waits for the parent waits for what it brings.
                changed.phase = Task.isCancelled ? .terminated : .failed
                changed.message = "its application \"\(failed)\" did not succeed"
                result = changed
            }
        } else {
            for child in node.children { outcome.add(skip(child, "its parent \"\(name)\" did not succeed")) }
            outcome.failed = name
        }
        report(result, &outcome)
        return outcome
    }

    private func report(_ result: ApplicationResult?, _ outcome: inout Outcome) {
        guard let result else { return }
        progress(result)
        outcome.results.append(result)
    }

    /// Leaves an application and all that it brings as they are.
    private func skip(_ node: Tree.Node, _ reason: String) -> Outcome {
        var outcome = Outcome(failed: node.member.name)
        let phase = Task.isCancelled ? ApplicationResult.Phase.terminated : .error
        switch node.member.work {
        case .sync(let comparison, _): report(ApplicationResult(comparison.desired, phase, reason), &outcome)
        case .refused(let result): report(result, &outcome)
        case .blocked(let blocked): report(blocked.result, &outcome)
        }
        for child in node.children { outcome.add(skip(child, reason)) }
        return outcome
    }

    // MARK: - One application

    private func sync(
        _ comparison: ApplicationComparison,
        _ plan: SyncPlan,
        waits: Bool,
        _ run: RunContext
    ) async -> ApplicationResult {
        let desired = comparison.desired
        if Task.isCancelled { return ApplicationResult(desired, .terminated, "stopped before it was begun") }
        var result = ApplicationResult(desired, .succeeded)
        let health = comparison.health
        if plan.isEmpty, !waits || health.status == .healthy {
            result.resources = plan.skipped.map {
                ResourceResult(key: $0.key, code: .pruneSkipped, message: $0.reason)
            }
            if waits { result.health = health }
        } else {
            do throws(KubeError) {
                let sync = ApplicationSync(
                    application: desired.name,
                    cluster: desired.cluster.name,
                    client: try await client(desired.cluster),
                    journal: journal,
                    options: options,
                    propagation: DeletePropagation(of: desired.declared.application, isRemoved: desired.isRemoved),
                    obstacle: { run.leases.obstacle(on: desired.cluster.name) },
                    awaitedNamespaces: run.comingNamespaces[desired.cluster.name] ?? []
                )
                await carryOut(sync, comparison, plan, waits: waits, &result)
            } catch {
                return ApplicationResult(desired, error.isCancellation ? .terminated : .error, error.description)
            }
        }
        result.leavesBehind = plan.skipped.contains { !$0.staysForGood }
        return result
    }

    private func carryOut(
        _ sync: ApplicationSync,
        _ comparison: ApplicationComparison,
        _ plan: SyncPlan,
        waits: Bool,
        _ result: inout ApplicationResult
    ) async {
        let ending = await sync.run(plan)
        (result.phase, result.message, result.resources) = (ending.phase, ending.message, ending.results)
        guard waits, result.phase == .succeeded else { return }
        let (health, failure) = await sync.waitUntilHealthy(comparison, ending.applied)
        result.health = health
        switch failure {
        case .failed(let reason)?: (result.phase, result.message) = (.failed, reason)
        case .cancelled?: (result.phase, result.message) = (.terminated, ApplicationSync.calledOff)
        case nil: return
        }
    }
}
