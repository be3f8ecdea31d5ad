import FleetRegistry
import Synchronization

/// Holds the leases of one sync, and knows when one is lost.
///
/// A class because the work on many clusters asks it while it renews.
final class LeaseKeeper: Sendable {
    private struct State {
        var held: Set<String> = []
        /// Why the lease of a cluster is not held any more.
        var lost: [String: String] = [:]
        /// When all were last known to be held, by the clock that also counts while the machine sleeps.
        var renewedAt: ContinuousClock.Instant?
    }

    private let registry: Registry
    private let holder: LeaseHolder
    private let duration: Duration
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state = Mutex(State())

    /// So often within a lease's duration it is renewed.
    private static let renewals = 3

    init(
        registry: Registry,
        holder: LeaseHolder,
        duration: Duration,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.registry = registry
        self.holder = holder
        self.duration = duration
        self.now = now
    }

    /// Takes the lease of a cluster.
    ///
    /// - Returns: Why it can not be had; nil when it is held.
    func acquire(_ cluster: String) -> String? {
        do {
            let asked = now()
            switch try registry.acquireLease(cluster: cluster, holder: holder, duration: duration) {
            case .acquired:
                state.withLock { state in
                    state.held.insert(cluster)
                    state.renewedAt = state.renewedAt ?? asked
                }
                return nil
            case .held(let other, _, _):
                return "cluster \"\(cluster)\" is being synced by \(other); try again when it is done"
            }
        } catch {
            return String(describing: error)
        }
    }

    /// Why nothing more must be sent to a cluster; nil while its lease is held.
    ///
    /// After a pause in which the lease may have run out, because the process was stopped or the machine slept, it is
    /// renewed first.
    func obstacle(on cluster: String) -> String? {
        let isDue = state.withLock { state in state.renewedAt.map { now() - $0 >= duration } ?? false }
        if isDue { renew() }
        return state.withLock { $0.lost[cluster] }
    }

    /// Renews all leases once.
    func renew() {
        let asked = now()
        do {
            let kept = try registry.renewLeases(heldBy: holder, duration: duration)
            state.withLock { state in
                state.renewedAt = asked
                for cluster in state.held where !kept.contains(cluster) {
                    state.lost[cluster] = "the lease of cluster \"\(cluster)\" was taken over by another run"
                }
            }
        } catch {
            state.withLock { state in
                // Until then nobody else can have taken them.
                guard let renewedAt = state.renewedAt, asked - renewedAt >= duration else { return }
                for cluster in state.held where state.lost[cluster] == nil {
                    state.lost[cluster] = "the lease of cluster \"\(cluster)\" can not be renewed: \(error)"
                }
            }
        }
    }

    /// Renews until the task is cancelled.
    func renewAgainAndAgain(_ clock: any Clock<Duration>) async {
        while !Task.isCancelled {
            guard (try? await clock.sleep(for: duration / Self.renewals)) != nil else { return }
            renew()
        }
    }

    /// Gives all leases back.
    func release() {
        guard !state.withLock({ $0.held.isEmpty }) else { return }
        // Whoever comes next can take them over when they have run out, or this process has ended.
        try? registry.releaseLeases(heldBy: holder)
    }
}
