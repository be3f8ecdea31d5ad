import Synchronization

/// Work that many ask for at once and that is done once: a discovery, a run of a credential plugin.
///
/// A class because those who ask share it. Cancelling one of several leaves the work running for the others;
/// cancelling the last cancels the work.
final class SingleFlight<Success: Sendable>: Sendable {
    private struct Flight {
        let identifier: Int
        let task: Task<Result<Success, KubeError>, Never>
        var waiters = 0
    }

    private struct State {
        var flight: Flight?
        var nextIdentifier = 0
    }

    private let state = Mutex(State())

    /// Joins the work that is under way, or begins it.
    func run(
        _ work: @escaping @Sendable () async -> Result<Success, KubeError>
    ) async throws(KubeError) -> Success {
        let flight = state.withLock { state in
            var flight = state.flight ?? start(work, &state)
            flight.waiters += 1
            state.flight = flight
            return flight
        }
        let result = await withTaskCancellationHandler {
            await flight.task.value
        } onCancel: {
            abandon(flight.identifier)
        }
        return try result.get()
    }

    private func start(
        _ work: @escaping @Sendable () async -> Result<Success, KubeError>,
        _ state: inout State
    ) -> Flight {
        state.nextIdentifier += 1
        let identifier = state.nextIdentifier
        return Flight(
            identifier: identifier,
            task: Task {
                let result = await work()
                self.finish(identifier)
                return result
            }
        )
    }

    private func finish(_ identifier: Int) {
        state.withLock { state in
            if state.flight?.identifier == identifier { state.flight = nil }
        }
    }

    /// One of those who wait was cancelled.
    ///
    /// The work ends with the last of them, and nobody joins it any more.
    private func abandon(_ identifier: Int) {
        let task = state.withLock { state -> Task<Result<Success, KubeError>, Never>? in
            guard var flight = state.flight, flight.identifier == identifier else { return nil }
            flight.waiters -= 1
            state.flight = flight.waiters > 0 ? flight : nil
            return flight.waiters > 0 ? nil : flight.task
        }
        task?.cancel()
    }
}
