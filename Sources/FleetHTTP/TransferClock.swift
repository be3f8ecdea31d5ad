/// Where one transfer is, and when its time is up; pure.
///
/// libcurl's own limits do not do: both count while a transfer waits for a free connection, so that behind a
/// busy server the connect limit fails requests that nobody tried to connect for (curl issue 21396), and
/// nothing at all ends a transfer that never gets its turn (lib/multi.c of 7.88 looks at limits only after the
/// pending state). Its connect limit is set all the same, a little later than the one here and moved on while a
/// transfer waits, because libcurl shares it out among the addresses of a host.
package struct TransferClock {
    /// How far a transfer has come.
    package enum Phase: Equatable {
        /// Nothing has begun; it waits for a connection.
        case waiting
        /// Name look-up, connect and handshakes since then.
        case connecting(since: ContinuousClock.Instant)
        /// It has a connection and sends or receives.
        case connected
    }

    package let startedAt: ContinuousClock.Instant
    /// The connect limit; zero or less for none.
    package let connectTimeout: Duration
    private let timeout: Duration
    package private(set) var phase = Phase.waiting
    /// When ``libraryConnectLimit`` was last moved on.
    private var extendedAt: ContinuousClock.Instant

    package init(startedAt: ContinuousClock.Instant, timeout: Duration, connectTimeout: Duration) {
        self.startedAt = startedAt
        self.timeout = timeout
        self.connectTimeout = connectTimeout
        extendedAt = startedAt
    }

    /// Notes that the first step towards a connection is taken; later steps do not start the clock anew.
    package mutating func beginConnecting(at now: ContinuousClock.Instant) {
        guard phase == .waiting else { return }
        phase = .connecting(since: now)
    }

    /// Notes that the request is about to be sent.
    package mutating func beginSending() {
        phase = .connected
    }

    /// The connect limit to tell libcurl, which counts from the start; nil for none.
    ///
    /// Never ends before the limit here, if it is moved on when ``extendConnectLimit(at:)`` says so.
    package var libraryConnectLimit: Duration? {
        connectTimeout > .zero ? startedAt.duration(to: extendedAt) + connectTimeout + connectTimeout / 4 : nil
    }

    /// Moves ``libraryConnectLimit`` on for a transfer that still waits.
    ///
    /// - Returns: Whether it has changed.
    package mutating func extendConnectLimit(at now: ContinuousClock.Instant) -> Bool {
        guard phase == .waiting, connectTimeout > .zero, now >= extendedAt + connectTimeout / 4 else { return false }
        extendedAt = now
        return true
    }

    /// The next instant to look at ``expiry(at:)`` and ``extendConnectLimit(at:)``, or nil for never.
    package var deadline: ContinuousClock.Instant? {
        let total = timeout > .zero ? startedAt + timeout : nil
        guard connectTimeout > .zero else { return total }
        let step: ContinuousClock.Instant
        switch phase {
        case .waiting: step = extendedAt + connectTimeout / 4
        case .connecting(let since): step = since + connectTimeout
        case .connected: return total
        }
        return min(step, total ?? step)
    }

    /// The limit that has passed, or nil.
    package func expiry(at now: ContinuousClock.Instant) -> (phase: HTTPError.TimeoutPhase, limit: Duration)? {
        if case .connecting(let since) = phase, connectTimeout > .zero, now >= since + connectTimeout {
            return (.connect, connectTimeout)
        }
        guard timeout > .zero, now >= startedAt + timeout else { return nil }
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
