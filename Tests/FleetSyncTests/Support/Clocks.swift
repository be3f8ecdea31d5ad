import Synchronization

/// A clock on which sleeping takes no time: it moves on by what was asked for.
final class InstantClock: Clock {
    struct Instant: InstantProtocol {
        var offset = Duration.zero

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let time = Mutex(Instant())
    private let onSleep: @Sendable (Duration) async -> Void

    /// Makes a clock.
    ///
    /// - Parameter onSleep: Called with what the clock shows, instead of sleeping.
    init(onSleep: @escaping @Sendable (Duration) async -> Void = { _ in }) { self.onSleep = onSleep }

    var now: Instant { time.withLock { $0 } }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        time.withLock { $0 = max($0, deadline) }
        await onSleep(now.offset)
    }
}

/// A clock on which everybody sleeps until a test moves it.
final class ManualClock: Clock {
    typealias Instant = InstantClock.Instant

    private struct Sleeper {
        var deadline: Instant
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Instant()
        var sleepers: [Int: Sleeper] = [:]
        var next = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    var now: Instant { state.withLock { $0.now } }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let waiting = state.withLock { state in
                    state.sleepers[number] = Sleeper(deadline: deadline, continuation: continuation)
                    defer { state.waiting = [] }
                    return state.waiting
                }
                if Task.isCancelled { wake(number, with: .failure(CancellationError())) }
                for continuation in waiting { continuation.resume() }
            }
        } onCancel: {
            wake(number, with: .failure(CancellationError()))
        }
    }

    /// Moves the clock, and returns when somebody sleeps again.
    func advance(by duration: Duration) async {
        await untilSomebodySleeps()
        let due = state.withLock { state in
            state.now = state.now.advanced(by: duration)
            return state.sleepers.filter { $0.value.deadline <= state.now }.keys.sorted()
        }
        for number in due { wake(number, with: .success(())) }
        if !due.isEmpty { await untilSomebodySleeps() }
    }

    private func untilSomebodySleeps() async {
        await withCheckedContinuation { continuation in
            let isAsleep = state.withLock { state in
                if !state.sleepers.isEmpty { return true }
                state.waiting.append(continuation)
                return false
            }
            if isAsleep { continuation.resume() }
        }
    }

    private func wake(_ number: Int, with result: Result<Void, any Error>) {
        let sleeper = state.withLock { $0.sleepers.removeValue(forKey: number) }
        sleeper?.continuation.resume(with: result)
    }
}
