public import FleetModel
public import FleetRegistry

/// The journal of one operation, in the registry.
public struct RegistryJournal: SyncJournal {
    private let registry: Registry
    private let operation: Int64

    /// Writes to an operation that was begun.
    public init(registry: Registry, operation: Int64) {
        self.registry = registry
        self.operation = operation
    }

    public func plan(_ tasks: [SyncTask], application: String, cluster: String) throws -> [Int64] {
        let entries = tasks.compactMap { task -> InventoryEntry? in
            // The destination's own namespace is not tracked.
            guard case .apply(let manifest) = task.action, task.phase == .sync else { return nil }
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

    public func start(_ tasks: [Int64]) throws {
        try registry.started(tasks)
    }

    public func finish(_ results: [(task: Int64, result: ResourceResult)], cluster: String, application: String) throws {
        try registry.finished(
            results.map { entry in
                StepOutcome(
                    id: entry.task,
                    state: entry.result.code == .syncFailed ? .failed : .succeeded,
                    message: entry.result.message
                )
            }
        )
        let gone = results.filter { $0.result.code == .pruned }.map(\.result.key)
        try registry.remove(inventory: gone, application: application, cluster: cluster)
    }
}
