import Synchronization

/// Lets only so many requests of a client be under way; the others wait without a thread.
///
/// A class because all who use a client share it. The only file of the target that makes continuations.
final class RequestGate: Sendable {
    private struct State {
        var admission: Admission
        var waiting: [Int: CheckedContinuation<Bool, Never>] = [:]
        /// Those that were cancelled before they began to wait.
        var cancelled: Set<Int> = []
        var nextIdentifier = 0
    }

    private let state: Mutex<State>

    init(limit: Int) {
        state = Mutex(State(admission: Admission(limit: limit)))
    }

    /// How many are under way and how many wait.
    var load: (inFlight: Int, waiting: Int) {
        state.withLock { ($0.admission.inFlight, $0.admission.waiting) }
    }

    /// Waits for its turn.
    ///
    /// - Returns: True, which must be followed by one ``leave()``; false when the task was cancelled; then there is nothing to leave.
    func enter() async -> Bool {
        let identifier = state.withLock { state in
            state.nextIdentifier += 1
            return state.nextIdentifier
        }
        let admitted = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    if state.cancelled.remove(identifier) != nil || Task.isCancelled { return false }
                    if state.admission.arrive(identifier) { return true }
                    state.waiting[identifier] = continuation
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let continuation = state.withLock { state in
                guard let continuation = state.waiting.removeValue(forKey: identifier) else {
                    state.cancelled.insert(identifier)
                    return nil as CheckedContinuation<Bool, Never>?
                }
                state.admission.abandon(identifier)
                return continuation
            }
            continuation?.resume(returning: false)
        }
        // A cancellation that came after the answer has left its mark; nobody else would take it away.
        if Task.isCancelled { state.withLock { _ = $0.cancelled.remove(identifier) } }
        return admitted
    }

    /// Gives the place to whoever has waited longest.
    func leave() {
        let next = state.withLock { state in
            state.admission.leave().flatMap { state.waiting.removeValue(forKey: $0) }
        }
        next?.resume(returning: true)
    }
}
