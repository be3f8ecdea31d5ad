import Synchronization

/// Makes each value once: who asks while it is being made, or later, gets the same value or the same error.
///
/// A class, because those who ask share it.
final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let tasks = Mutex<[Key: Task<Result<Value, RenderError>, Never>]>([:])

    /// The value under `key`, made by `make` if nobody asked before.
    ///
    /// The making belongs to all who wait: it goes on when one of them is cancelled, until ``cancel()``.
    func value(
        for key: Key,
        _ make: @escaping @Sendable () async throws(RenderError) -> Value
    ) async throws(RenderError) -> Value {
        let task = tasks.withLock { tasks in
            if let task = tasks[key] { return task }
            let task = Task { () -> Result<Value, RenderError> in
                do throws(RenderError) {
                    return .success(try await make())
                } catch {
                    return .failure(error)
                }
            }
            tasks[key] = task
            return task
        }
        return try await task.value.get()
    }

    /// Cancels what is being made.
    func cancel() {
        let running = tasks.withLock { Array($0.values) }
        for task in running { task.cancel() }
    }
}
