import Synchronization

/// Lets a bounded number of pieces of work run at once; the others wait as data, in the order in which they came.
public final class Admission: Sendable {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
        var next = 0
    }

    private let state: Mutex<State>

    /// Makes a gate.
    ///
    /// - Parameter limit: How many may run at once, at least 1.
    public init(limit: Int) {
        precondition(limit >= 1, "nothing would ever run")
        state = Mutex(State(free: limit))
    }

    /// Runs `work` when there is a place for it.
    public func run<Result: Sendable>(_ work: @Sendable () async -> Result) async -> Result {
        await enter()
        let result = await work()
        leave()
        return result
    }

    private func enter() async {
        await withCheckedContinuation { continuation in
            let admitted = state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if admitted { continuation.resume() }
        }
    }

    private func leave() {
        let successor: CheckedContinuation<Void, Never>? = state.withLock { state in
            guard state.next < state.waiting.count else {
                state.free += 1
                state.waiting.removeAll(keepingCapacity: true)
                state.next = 0
                return nil
            }
            defer { state.next += 1 }
            return state.waiting[state.next]
        }
        successor?.resume()
    }
}
