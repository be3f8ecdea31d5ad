import FleetModel
import FleetRegistry
import Synchronization

@testable import FleetSync

/// A journal that writes into a test's log before it hands on to the registry's, and can refuse.
final class RecordingJournal: SyncJournal {
    /// A call of the journal.
    enum Call: String {
        case plan, start, finish, skip
    }

    struct Unwritable: Error, CustomStringConvertible {
        let description = "disk full"
    }

    private struct State {
        var tasks: [Int64: SyncTask] = [:]
        var states: [Int64: String] = [:]
        var failing: Call?
    }

    private let state = Mutex(State())
    private let log: EventLog
    private let journal: RegistryJournal

    init(log: EventLog, registry: Registry, holder: LeaseHolder) {
        self.log = log
        journal = RegistryJournal(
            registry: registry,
            kind: "sync",
            user: "test",
            holder: holder,
            duration: .seconds(60)
        )
    }

    /// Lets a call fail from now on.
    func fail(_ call: Call?) { state.withLock { $0.failing = call } }

    /// What the journal says of each task, by `KIND NAMESPACE/NAME`, in the order of planning.
    var entries: [String] {
        state.withLock { state in
            state.tasks.sorted { $0.key < $1.key }.map { "\($0.value.key): \(state.states[$0.key] ?? "")" }
        }
    }

    func plan(_ tasks: [SyncTask], application: String, cluster: String) throws -> [Int64] {
        try write(.plan, "\(application) on \(cluster): \(tasks.count)")
        let numbers = try journal.plan(tasks, application: application, cluster: cluster)
        state.withLock { state in
            for (number, task) in zip(numbers, tasks) {
                state.tasks[number] = task
                state.states[number] = "planned"
            }
        }
        return numbers
    }

    func start(_ tasks: [Int64]) throws {
        try write(.start, names(tasks))
        try journal.start(tasks)
        mark(tasks.map { ($0, "started") })
    }

    func finish(_ results: [(task: Int64, result: ResourceResult)], application: String, cluster: String) throws {
        try write(.finish, names(results.map(\.task)))
        try journal.finish(results, application: application, cluster: cluster)
        mark(results.map { ($0.task, $0.result.code.rawValue) })
    }

    func skip(_ tasks: [Int64]) throws {
        try write(.skip, names(tasks))
        try journal.skip(tasks)
        mark(tasks.map { ($0, "skipped") })
    }

    private func write(_ call: Call, _ text: String) throws {
        if state.withLock({ $0.failing == call }) { throw Unwritable() }
        log.add("journal \(call.rawValue) \(text)")
    }

    private func mark(_ tasks: [(Int64, String)]) {
        state.withLock { state in
            for (task, word) in tasks { state.states[task] = word }
        }
    }

    private func names(_ tasks: [Int64]) -> String {
        state.withLock { state in
            tasks.compactMap { state.tasks[$0]?.key.description }.sorted().joined(separator: ", ")
        }
    }
}
