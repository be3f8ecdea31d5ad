import FleetDeclarations
import FleetHealth
import FleetModel
public import FleetRegistry
import FleetValue

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
    /// - Returns: A result for each application, and what could not be looked at.
    /// - Throws: ``SyncRunRefusal``, and what ``FleetLooker/look(_:progress:)`` throws; nothing is changed then. Errors of
    ///   the registry when what was done can not be recorded.
    public func run(
        _ selection: Selection,
        kind: String,
        planner: SyncPlanner,
        options: SyncOptions,
        progress: @escaping @Sendable (ApplicationResult) -> Void = { _ in }
    ) async throws -> SyncOutcome {
        let look = try await looker.look(selection)
        let removed = look.removed.names
        var outcome = SyncOutcome(
            results: [],
            failures: look.failures,
            unreachable: Self.unreachable(look),
            undeclared: planner.prune ? [] : removed,
            kept: look.fleet.kept,
            operation: nil
        )
        if Task.isCancelled {
            outcome.results = look.fleet.applications.map {
                ApplicationResult($0, .terminated, "stopped before it was begun")
            }
            return outcome
        }
        if planner.prune {
            if planner.deletionLimit.refuses(deleting: removed.count, of: look.remembered) {
                throw SyncRunRefusal.tooManyApplications(removed, total: look.remembered)
            }
            if look.fleet.declared.isEmpty, !removed.isEmpty, !planner.isLimitExplicit {
                throw SyncRunRefusal.nothingDeclared(forgetting: removed.count)
            }
            let doubtful = look.removed.names(ofSets: look.fleet.emptySets)
            if !doubtful.isEmpty, !planner.isLimitExplicit { throw SyncRunRefusal.emptyGenerator(doubtful) }
        }
        let holder = LeaseHolder.current(purpose: "fleet \(kind)")
        let journal = RegistryJournal(
            registry: registry,
            kind: kind,
            user: user,
            holder: holder,
            duration: SyncCoordinator.leaseDuration
        )
        let coordinator = SyncCoordinator(
            registry: registry,
            journal: journal,
            holder: holder,
            admission: admission,
            client: client,
            planner: planner,
            options: options,
            progress: progress
        )
        outcome.results = await coordinator.sync(
            Self.comparisons(look, prune: planner.prune),
            blocked: Self.blocked(look, prune: planner.prune)
        )
        outcome.operation = journal.operation
        guard options.dryRun == .none else { return outcome }
        do {
            try SyncRecords(registry: registry, now: now()).keep(outcome.results, look, prune: planner.prune)
        } catch {
            // What was done is done, and the operation is over; why it is not on record is what the caller is told.
            try? journal.end(.failed, "what was done can not be recorded: \(error)")
            throw error
        }
        try journal.end(Self.phase(of: outcome), Self.message(of: outcome))
        return outcome
    }

    private static func unreachable(_ look: FleetLook) -> [String: ClusterFailure] {
        Dictionary(
            look.comparisons.compactMap { comparison in comparison.failure.map { (comparison.cluster, $0) } },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// What was seen, without the removed applications unless they are to be pruned.
    private static func comparisons(_ look: FleetLook, prune: Bool) -> [ClusterComparison] {
        guard !prune else { return look.comparisons }
        return look.comparisons.map { comparison in
            var comparison = comparison
            comparison.applications.removeAll(where: \.desired.isRemoved)
            return comparison
        }
    }

    /// What can not be synced: what failed on the way, and the applications of clusters that do not answer.
    ///
    /// What has no manifests of its own does not need its cluster, and does not hold back what it brings.
    private static func blocked(_ look: FleetLook, prune: Bool) -> [BlockedApplication] {
        let unreachable = unreachable(look)
        let failed = look.failures.map { failure in
            BlockedApplication(
                name: failure.application ?? failure.subject,
                parent: failure.parent,
                wave: failure.wave
            )
        }
        let wanted = look.fleet.applications + (prune ? look.removed.cascading : [])
        return failed
            + wanted.compactMap { desired in
                guard let failure = unreachable[desired.cluster.name] else { return nil }
                return BlockedApplication(
                    name: desired.name,
                    parent: desired.declared.parent,
                    wave: desired.declared.wave,
                    result: ApplicationResult(desired, .error, failure.description),
                    holdsChildren: !desired.manifests.isEmpty
                )
            }
    }

    private static func phase(of outcome: SyncOutcome) -> OperationPhase {
        if outcome.results.contains(where: { $0.phase == .terminated }) { return .terminated }
        return outcome.isComplete ? .succeeded : .failed
    }

    private static func message(of outcome: SyncOutcome) -> String {
        let failed = outcome.results.filter { $0.phase != .succeeded }
        return failed.isEmpty ? "" : "\(failed.count) of \(outcome.results.count) applications did not succeed"
    }
}
