import FleetModel
public import FleetRegistry
import Synchronization

/// The journal of one operation, in the registry.
///
/// The operation begins with the first plan: a run that finds nothing to do leaves no trace. A class because all
/// applications of a run write into one operation.
public final class RegistryJournal: SyncJournal {
    /// How many operations stay on record.
    static let keptOperations = 1000

    private let registry: Registry
    private let kind: String
    private let user: String
    private let holder: LeaseHolder
    private let duration: Duration
    private let begun = Mutex<Int64?>(nil)

    /// Makes a journal; nothing is written yet.
    ///
    /// - Parameters:
    ///   - registry: Holds it.
    ///   - kind: What the operation is: `sync`, `bootstrap`.
    ///   - user: Who asks for it.
    ///   - holder: Who carries it out.
    ///   - duration: After which time without renewal the operation counts as left behind.
    public init(registry: Registry, kind: String, user: String, holder: LeaseHolder, duration: Duration) {
        self.registry = registry
        self.kind = kind
        self.user = user
        self.holder = holder
        self.duration = duration
    }

    /// The operation's number; nil as long as nothing was planned.
    public var operation: Int64? { begun.withLock { $0 } }

    /// The operation's number, begun now if it is not yet.
    ///
    /// The lock is held while the registry writes: the first of many applications begins, the others have to wait for it.
    private func begin() throws -> Int64 {
        try begun.withLock { begun in
            if let begun { return begun }
            // What another process left behind is known to be interrupted: this run has looked at the clusters anew
            // and goes on from what they have.
            for left in try registry.unfinishedOperations() {
                try registry.finishOperation(left.id, phase: .interrupted, message: "its process ended before it did")
            }
            let operation = try registry.beginOperation(kind: kind, user: user, owner: holder, duration: duration)
            begun = operation
            return operation
        }
    }

    /// Writes down how the operation ended; nothing when it was never begun.
    public func end(_ phase: OperationPhase, _ message: String) throws {
        guard let operation else { return }
        try registry.finishOperation(operation, phase: phase, message: message)
        // A periodic sync would otherwise make the state grow for ever.
        _ = try registry.removeOperations(keepingLatest: Self.keptOperations)
    }

    /// Writes down an application's tasks; see ``SyncJournal/plan(_:application:cluster:)``.
    public func plan(_ tasks: [SyncTask], application: String, cluster: String) throws -> [Int64] {
        let operation = try begin()
        let entries = tasks.compactMap { task -> InventoryEntry? in
            guard case .apply(let manifest) = task.action, !task.isManagedNamespace else { return nil }
            return InventoryEntry(key: task.key, version: manifest.groupVersionKind.version, wave: task.wave)
        }
        try registry.add(inventory: entries, application: application, cluster: cluster)
        let steps = tasks.map { task in
            JournalStep(
                cluster: cluster,
                application: application,
                action: task.isPrune ? .prune : .apply,
                key: task.key,
                phase: task.phase.rawValue,
                wave: task.wave
            )
        }
        return try registry.planned(steps, operation: operation)
    }

    /// Marks tasks as being sent.
    public func start(_ tasks: [Int64]) throws {
        try registry.started(tasks)
    }

    /// Marks tasks as ended; see ``SyncJournal/finish(_:application:cluster:)``.
    public func finish(
        _ results: [(task: Int64, result: ResourceResult)],
        application: String,
        cluster: String
    ) throws {
        try registry.finished(
            results.map { entry in
                StepOutcome(id: entry.task, state: Self.state(entry.result.code), message: entry.result.message)
            }
        )
        let gone = results.filter { $0.result.code == .pruned }.map(\.result.key)
        try registry.remove(inventory: gone, application: application, cluster: cluster)
    }

    /// Marks tasks as not sent, and never to be.
    public func skip(_ tasks: [Int64]) throws {
        try registry.finished(tasks.map { StepOutcome(id: $0, state: .skipped) })
    }

    private static func state(_ code: SyncResultCode) -> StepState {
        switch code {
        case .synced, .pruned: .succeeded
        case .syncFailed: .failed
        case .pruneSkipped: .skipped
        }
    }
}
