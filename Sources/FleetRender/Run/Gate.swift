import Synchronization

/// Lets a limited number of tasks through at once, in the order in which they came.
///
/// A class, because those who wait share it.
final class Gate: Sendable {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    /// Makes a gate.
    ///
    /// - Parameter limit: How many may be inside at once, at least 1.
    init(limit: Int) {
        state = Mutex(State(free: limit))
    }

    /// Waits for a place, runs `body` and gives the place on.
    func pass<Value: Sendable>(
        _ body: @Sendable () async throws(RenderError) -> Value
    ) async throws(RenderError) -> Value {
        await enter()
        defer { leave() }
        guard !Task.isCancelled else { throw .cancelled }
        return try await body()
    }

    private func enter() async {
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                guard state.free == 0 else {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if goesOn { continuation.resume() }
        }
    }

    private func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.free += 1
            return nil
        }
        next?.resume()
    }
}
