public import FleetModel
public import FleetRegistry
public import FleetDeclarations
import FleetHealth
import FleetValue

/// What came of syncing a selection of the fleet.
public struct SyncOutcome: Sendable {
    /// One result an application, sorted by name; also for those whose cluster could not be looked at.
    public var results: [ApplicationResult]
    /// Applications and ApplicationSets that could not be brought as far as their manifests.
    public var failures: [ApplicationFailure]
    /// Clusters that could not be looked at, by name.
    public var unreachable: [String: ClusterFailure]
    /// Applications that are no longer declared, sorted, and were left alone because pruning was not asked for.
    public var undeclared: [String]
    /// The operation's number in the journal; nil when nothing was to be changed.
    public var operation: Int64?

    /// Whether everything that was asked for is done.
    public var isComplete: Bool {
        failures.isEmpty && unreachable.isEmpty && results.allSatisfy { $0.phase == .succeeded }
    }
}

/// Why a sync is refused as a whole, before anything is changed.
public enum SyncRunRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// More Applications would vanish than the limit allows.
    case tooManyApplications([String], total: Int)

    public var description: String {
        switch self {
        case .tooManyApplications(let names, let total):
            let list = names.prefix(10).joined(separator: ", ")
            let rest = names.count > 10 ? " and \(names.count - 10) more" : ""
            return "\(names.count) of \(total) Applications are no longer declared and would be deleted (\(list)\(rest)); "
                + "if that is meant, allow it with --allow-deletions \(names.count)"
        }
    }
}

/// One sync of a selection of the fleet, from looking to the last record.
public struct SyncRun: Sendable {
    private let looker: FleetLooker
    private let registry: Registry
    private let admission: Admission
    private let client: ClientFactory
    private let user: String
    private let now: @Sendable () -> Double

    /// Makes a run.
    ///
    /// - Parameters:
    ///   - looker: Looks at the fleet.
    ///   - registry: Holds journal, leases and results.
    ///   - admission: How many applications are synced at once.
    ///   - client: Makes a cluster's client.
    ///   - user: Who asks for it, for the journal.
    ///   - now: Seconds since 1970.
    public init(
        looker: FleetLooker,
        registry: Registry,
        admission: Admission,
        client: @escaping ClientFactory,
        user: String,
        now: @escaping @Sendable () -> Double
    ) {
        self.looker = looker
        self.registry = registry
        self.admission = admission
        self.client = client
        self.user = user
        self.now = now
    }

    /// Looks, plans and syncs.
    ///
    /// - Parameters:
    ///   - selection: What to sync.
    ///   - kind: How the journal calls it: `sync` or `bootstrap`.
    ///   - planner: Whether to prune and how much.
    ///   - options: How to carry it out.
    ///   - progress: Called as each application is done.
    /// - Throws: ``SyncRunRefusal``, and what ``FleetLooker/look(_:progress:)`` throws; nothing is changed then.
    public func run(
        _ selection: Selection,
        kind: String,
        planner: SyncPlanner,
        options: SyncOptions,
        progress: @escaping @Sendable (ApplicationResult) -> Void = { _ in }
    ) async throws -> SyncOutcome {
        let look = try await looker.look(selection)
        let unreachable = Dictionary(
            look.comparisons.compactMap { comparison in comparison.failure.map { (comparison.cluster, $0) } },
            uniquingKeysWith: { first, _ in first }
        )
        let removed = look.removed.names
        if planner.prune {
            if planner.deletionLimit.refuses(deleting: removed.count, of: look.remembered) {
                throw SyncRunRefusal.tooManyApplications(removed, total: look.remembered)
            }
        }
        let comparisons = look.comparisons.map { comparison in
            var comparison = comparison
            if !planner.prune { comparison.applications.removeAll { $0.desired.isRemoved } }
            return comparison
        }
        var outcome = SyncOutcome(
            results: Self.errors(look, unreachable),
            failures: look.failures,
            unreachable: unreachable,
            undeclared: planner.prune ? [] : removed,
            operation: nil
        )
        for result in outcome.results { progress(result) }
        let holder = LeaseHolder.current(purpose: "fleet \(kind)")
        let changes = options.dryRun == .none && comparisons.contains { Self.needsWork($0, planner) }
        if changes {
            outcome.operation = try begin(kind, holder)
        }
        let coordinator = SyncCoordinator(
            registry: registry,
            journal: RegistryJournal(registry: registry, operation: outcome.operation ?? 0),
            holder: holder,
            admission: admission,
            client: client,
            planner: planner,
            options: options,
            progress: progress
        )
        let results = await coordinator.sync(comparisons)
        outcome.results = (outcome.results + results).sorted { $0.application < $1.application }
        if options.dryRun == .none {
            try record(results, look, isPruning: planner.prune)
        }
        if let operation = outcome.operation { try finish(operation, outcome, results) }
        return outcome
    }

    /// Begins an operation; those that another process left behind are known to be interrupted from here on, since
    /// this run looks at the clusters anew and goes on from what they have.
    private func begin(_ kind: String, _ holder: LeaseHolder) throws -> Int64 {
        for left in try registry.unfinishedOperations() {
            try registry.finishOperation(left.id, phase: .interrupted, message: "its process ended before it did")
        }
        return try registry.beginOperation(
            kind: kind,
            user: user,
            owner: holder,
            duration: SyncCoordinator.leaseDuration
        )
    }

    /// What an unreachable cluster costs: a result for each of its applications.
    private static func errors(
        _ look: FleetLook,
        _ unreachable: [String: ClusterFailure]
    ) -> [ApplicationResult] {
        look.fleet.applications.compactMap { application in
            unreachable[application.cluster.name].map { failure in
                ApplicationResult(
                    application: application.name,
                    cluster: application.cluster.name,
                    phase: .error,
                    message: failure.description,
                    revisions: application.revisions
                )
            }
        }
    }

    private static func needsWork(_ comparison: ClusterComparison, _ planner: SyncPlanner) -> Bool {
        comparison.applications.contains { application in
            // What is refused is nothing to write down either.
            ((try? planner.plan(application))?.isEmpty ?? true) == false
        }
    }

    private func finish(_ operation: Int64, _ outcome: SyncOutcome, _ results: [ApplicationResult]) throws {
        let phase: OperationPhase =
            results.contains { $0.phase == .terminated } ? .terminated : outcome.isComplete ? .succeeded : .failed
        let failed = outcome.results.filter { $0.phase != .succeeded }
        try registry.finishOperation(
            operation,
            phase: phase,
            message: failed.isEmpty ? "" : "\(failed.count) of \(outcome.results.count) applications did not succeed"
        )
    }

    /// Keeps what came of each application, and forgets those that are gone.
    private func record(_ results: [ApplicationResult], _ look: FleetLook, isPruning: Bool) throws {
        let known = Dictionary(
            try registry.applications().map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let gone = Set(look.removed.cascading.map(\.name))
        var forgotten = isPruning ? look.removed.orphaning.map(\.name) : []
        var records: [ApplicationRecord] = []
        for result in results {
            if gone.contains(result.application) {
                if isPruning, result.phase == .succeeded, !result.resources.contains(where: { $0.code == .pruneSkipped }) {
                    forgotten.append(result.application)
                }
                continue
            }
            guard var record = known[result.application] else { continue }
            if result.phase == .succeeded {
                record.syncStatus = SyncStatus.synced.rawValue
                if result.resources.contains(where: { $0.code == .pruneSkipped }) {
                    record.syncStatus = SyncStatus.outOfSync.rawValue
                }
                record.lastSynced = now()
                if result.isChanged { record.healthStatus = HealthStatus.progressing.rawValue }
                record.message = ""
            } else {
                record.message = result.message
            }
            if let health = result.health { record.healthStatus = health.status.rawValue }
            record.updatedAt = now()
            records.append(record)
        }
        try registry.save(records)
        try registry.removeApplications(named: forgotten)
        for record in look.removed.orphaning where forgotten.contains(record.name) {
            // Its resources stay by the will of whoever left the finalizer out; they are nobody's from now on.
            let entries = (try? registry.inventory(cluster: record.cluster))?[record.name] ?? []
            try? registry.remove(inventory: entries.map(\.key), application: record.name, cluster: record.cluster)
        }
    }
}
