/// Where one transfer is, and when its time is up; pure.
///
/// The connect limit is libcurl's business, which shares it out among the addresses of a host. The total one is
/// not, since it counts from before libcurl knows of the transfer.
package struct TransferClock: Sendable {
    /// How far a transfer has come.
    package enum Phase: Sendable {
        /// It waits for its turn.
        case waiting
        /// Name look-up, connect and handshakes.
        case connecting
        /// It has a connection and sends or receives.
        case connected
    }

    package let startedAt: ContinuousClock.Instant
    /// The connect limit; zero or less for none.
    package let connectTimeout: Duration
    package var phase = Phase.waiting
    private let timeout: Duration

    package init(startedAt: ContinuousClock.Instant, timeout: Duration, connectTimeout: Duration) {
        self.startedAt = startedAt
        self.timeout = timeout
        self.connectTimeout = connectTimeout
    }

    /// The instant at which the time is up, or nil if there is no limit.
    package var deadline: ContinuousClock.Instant? {
        timeout > .zero ? startedAt + timeout : nil
    }

    /// The limit that has passed and where, or nil.
    package func expiry(at now: ContinuousClock.Instant) -> (phase: HTTPError.TimeoutPhase, limit: Duration)? {
        guard let deadline, now >= deadline else { return nil }
        switch phase {
        case .waiting: return (.queue, timeout)
        case .connecting: return (.connect, timeout)
        case .connected: return (.total, timeout)
        }
    }

    /// The connect limit, if the transfer has waited longer than that without any attempt of its own.
    ///
    /// Asked when another transfer's attempt to reach the same host has run out of time: a host that does not
    /// answer should cost each request its connect limit once, not once per request before it.
    package func expiryBehindDeadHost(at now: ContinuousClock.Instant) -> Duration? {
        phase == .waiting && connectTimeout > .zero && now >= startedAt + connectTimeout ? connectTimeout : nil
    }
}
