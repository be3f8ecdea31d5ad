import FleetHealth
import FleetKube
import FleetModel

/// Carries out one application's plan on its cluster.
///
/// Step by step: prunes first, all at once; then applies kind by kind, all of one kind at once. A failed prune stops
/// the step before its applies, a failed apply lets the step's other kinds go on but stops what comes after. Between
/// steps everything of the step must be healthy, and what was pruned must be gone. Every task is in the journal before
/// it is sent.
struct ApplicationSync: Sendable {
    let application: String
    let cluster: String
    let client: any ResourceClient
    let journal: any SyncJournal
    let options: SyncOptions
    let propagation: DeletePropagation
    /// Why the work must stop now, or nil to go on: asked before everything that is sent.
    let obstacle: @Sendable () -> String?
    /// Namespaces that another application of the same run makes.
    var awaitedNamespaces: Set<String> = []

    /// How a sync ended.
    struct Ending: Sendable {
        var phase: ApplicationResult.Phase
        var message: String
        /// A result for each task that was tried and each resource that was left, in that order.
        var results: [ResourceResult]
        /// What was applied, with its health as the server answered.
        var applied: [HealthWatch.Item]
    }

    /// Why the sync of the application ends early.
    enum Stop: Error {
        case failed(String)
        case cancelled
    }

    /// How far a sync has come.
    private struct Progress {
        var results: [ResourceResult]
        var applied: [HealthWatch.Item] = []
        /// The numbers of the tasks that are planned and not sent yet.
        var unsent: Set<Int64> = []
    }

    /// What is said of an application that was called off half-way.
    static let calledOff = "stopped before everything was done; run it again to go on"

    /// A task with its number in the journal.
    private typealias Numbered = (number: Int64, task: SyncTask)

    /// Runs the plan; an empty one has succeeded at once and leaves no trace.
    func run(_ plan: SyncPlan) async -> Ending {
        var progress = Progress(
            results: plan.skipped.map { ResourceResult(key: $0.key, code: .pruneSkipped, message: $0.reason) }
        )
        var ending = Ending(phase: .succeeded, message: "", results: [], applied: [])
        do throws(Stop) {
            try await carryOut(plan, &progress)
        } catch {
            switch error {
            case .failed(let reason):
                (ending.phase, ending.message) = (.failed, reason)
            case .cancelled:
                (ending.phase, ending.message) = (.terminated, Self.calledOff)
            }
        }
        // That it was not sent says the journal also without this: it was never started.
        if !progress.unsent.isEmpty { try? journal.skip(progress.unsent.sorted()) }
        ending.results = progress.results
        ending.applied = progress.applied
        return ending
    }

    private func carryOut(_ plan: SyncPlan, _ progress: inout Progress) async throws(Stop) {
        let tasks = plan.tasks
        if tasks.isEmpty { return }
        try check()
        try await validate(tasks, &progress)
        guard options.dryRun == .none else {
            progress.results += tasks.map(Self.wouldDo)
            return
        }
        var rest = try write(tasks, &progress)[...]
        for (index, step) in plan.steps.enumerated() {
            let numbered = rest.prefix(step.tasks.count)
            rest = rest.dropFirst(step.tasks.count)
            let applied = try await carryOut(Array(numbered), &progress)
            guard index + 1 < plan.steps.count else { return }
            try await settle(step, applied)
        }
    }

    /// Throws when nothing more must be sent.
    private func check() throws(Stop) {
        if Task.isCancelled { throw .cancelled }
        if let reason = obstacle() { throw .failed(reason) }
    }

    /// Writes all tasks down before the first is sent.
    private func write(_ tasks: [SyncTask], _ progress: inout Progress) throws(Stop) -> [Numbered] {
        do {
            let numbers = try journal.plan(tasks, application: application, cluster: cluster)
            progress.unsent = Set(numbers)
            return zip(numbers, tasks).map { ($0, $1) }
        } catch {
            throw .failed("the journal can not be written, nothing was done: \(error)")
        }
    }

    // MARK: - Dry run

    /// Tries every task on the server before the first is carried out, so that what is refused is refused whole.
    private func validate(_ tasks: [SyncTask], _ progress: inout Progress) async throws(Stop) {
        guard options.dryRun != .client else { return }
        let created = Set(tasks.filter { $0.isNew && $0.key.kind == "Namespace" }.map(\.key.name))
        let sender = sender
        let failures = await withTaskGroup(of: ResourceResult?.self) { group in
            for task in tasks {
                // What lives in a namespace or of a kind that this sync creates can not be tried yet.
                guard let type = task.type, !created.contains(task.key.namespace) else { continue }
                group.addTask {
                    do throws(KubeError) {
                        _ = try await sender.send(task, type, dryRun: true)
                        return nil
                    } catch {
                        // Its namespace may come with an application of an earlier wave.
                        if case .notFound = error, task.isNew { return nil }
                        return ResourceResult(key: task.key, code: .syncFailed, message: error.description)
                    }
                }
            }
            var failures: [ResourceResult] = []
            for await failure in group { if let failure { failures.append(failure) } }
            return failures.sorted { $0.key < $1.key }
        }
        try check()
        guard let failure = failures.first else { return }
        progress.results += failures
        let others = failures.count > 1 ? " and \(failures.count - 1) more" : ""
        throw .failed("refused in a dry run, nothing was changed: \(failure.message)\(others)")
    }

    private static func wouldDo(_ task: SyncTask) -> ResourceResult {
        let words = task.isPrune ? "would be pruned" : task.isNew ? "would be created" : "would be configured"
        return ResourceResult(key: task.key, code: task.isPrune ? .pruned : .synced, message: words + " (dry run)")
    }

    // MARK: - Steps

    /// Carries out one step and answers what it applied.
    private func carryOut(_ tasks: [Numbered], _ progress: inout Progress) async throws(Stop) -> [HealthWatch.Item] {
        try Self.stopAtFailure(try await perform(tasks.filter(\.task.isPrune), &progress))
        var applied: [SentTask] = []
        var rest = tasks.filter { !$0.task.isPrune }[...]
        while let rank = rest.first.map({ KindOrder.rank($0.task.key.kind) }) {
            // Kinds without a place in the order are all of one rank, and none waits for another.
            let same = rest.prefix { KindOrder.rank($0.task.key.kind) == rank }
            rest = rest.dropFirst(same.count)
            let sent = try await perform(Array(same), &progress)
            applied += sent
            try await waitUntilServed(sent)
        }
        try Self.stopAtFailure(applied)
        return applied.compactMap(\.item)
    }

    private static func stopAtFailure(_ sent: [SentTask]) throws(Stop) {
        let failures = sent.filter { $0.result.code == .syncFailed }
        guard let first = failures.first else { return }
        let others = failures.count > 1 ? " and \(failures.count - 1) more" : ""
        throw .failed("\(first.result.message)\(others)")
    }

    /// Sends tasks side by side; each is in the journal as started before the first is sent.
    private func perform(_ tasks: [Numbered], _ progress: inout Progress) async throws(Stop) -> [SentTask] {
        if tasks.isEmpty { return [] }
        try check()
        do {
            try journal.start(tasks.map(\.number))
        } catch {
            throw .failed("the journal can not be written: \(error)")
        }
        progress.unsent.subtract(tasks.map(\.number))
        let sender = sender
        let sent = await withTaskGroup(of: (Int, SentTask).self) { group in
            for (index, numbered) in tasks.enumerated() {
                group.addTask {
                    if let reason = obstacle() {
                        return (index, SentTask(numbered.task, failure: "not sent: \(reason)"))
                    }
                    let result = await sender.perform(numbered.task)
                    return (index, result)
                }
            }
            var sent: [(Int, SentTask)] = []
            for await result in group { sent.append(result) }
            return sent.sorted { $0.0 < $1.0 }.map(\.1)
        }
        progress.results += sent.map(\.result)
        progress.applied += sent.compactMap(\.item)
        do {
            let ended = zip(tasks, sent).map { (task: $0.number, result: $1.result) }
            try journal.finish(ended, application: application, cluster: cluster)
        } catch {
            throw .failed("the journal can not be written: \(error)")
        }
        if Task.isCancelled { throw .cancelled }
        return sent
    }

    private var sender: TaskSender {
        TaskSender(
            application: application,
            cluster: cluster,
            client: client,
            propagation: propagation,
            forceConflicts: options.forceConflicts,
            clock: options.clock,
            awaitedNamespaces: awaitedNamespaces
        )
    }

    // MARK: - Waiting

    private var watch: HealthWatch {
        HealthWatch(client: client, timeout: options.healthTimeout, clock: options.clock, obstacle: obstacle)
    }

    /// Waits until the new definitions among what was sent are found by discovery.
    private func waitUntilServed(_ sent: [SentTask]) async throws(Stop) {
        let kinds = sent.filter { $0.result.code == .synced }.compactMap(\.definedVersion)
        if !kinds.isEmpty { _ = await sender.waitUntilServed(kinds) }
        if Task.isCancelled { throw .cancelled }
    }

    /// Waits between two steps: for the health of what was applied or is in sync, and the end of what was pruned.
    private func settle(_ step: SyncPlan.Step, _ applied: [HealthWatch.Item]) async throws(Stop) {
        let gates = step.gates.compactMap { gate in
            gate.type.map { HealthWatch.Item(key: gate.key, type: $0, health: gate.health) }
        }
        let pruned = step.tasks.compactMap { task -> (item: HealthWatch.Item, uid: String?)? in
            guard case .prune(let live) = task.action, let type = task.type else { return nil }
            return (HealthWatch.Item(key: task.key, type: type), live.uid)
        }
        let failure: HealthWatch.Failure?
        do throws(HealthWatch.Failure) {
            try await watch.waitUntilGone(pruned)
            failure = await watch.wait(for: applied + gates, "wave \(step.wave)").failure
        } catch {
            failure = error
        }
        switch failure {
        case .failed(let reason)?: throw .failed(reason)
        case .cancelled?: throw .cancelled
        case nil: return
        }
    }

    /// Waits until the whole application is healthy.
    ///
    /// - Parameters:
    ///   - comparison: The application as it was when it was compared.
    ///   - applied: What was applied since.
    /// - Returns: Its health at the end, and why waiting ended without success; nil when it is healthy.
    func waitUntilHealthy(
        _ comparison: ApplicationComparison,
        _ applied: [HealthWatch.Item]
    ) async -> (health: Health, failure: HealthWatch.Failure?) {
        let fresh = Dictionary(applied.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
        var items: [HealthWatch.Item] = []
        for resource in comparison.resources where resource.desired != nil && !resource.isManagedNamespace {
            if resource.ignoresHealth { continue }
            if let item = fresh[resource.key] {
                items.append(item)
            } else if let type = resource.type {
                items.append(HealthWatch.Item(key: resource.key, type: type, health: resource.health))
            }
        }
        let (seen, failure) = await watch.wait(for: items, "the application")
        let parts = comparison.resources.filter { $0.desired != nil }.map { resource in
            let health = seen[resource.key] ?? fresh[resource.key]?.health ?? resource.health
            return resource.part(health, isLive: health?.status != .missing)
        }
        return (HealthAssessment.application(resources: parts), failure)
    }
}
