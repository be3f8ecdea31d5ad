import FoundationEssentials

/// Where a client takes time and chance from, so that retries and expiry are tested without waiting.
public struct ClientTime: Sendable {
    /// The wall clock, in seconds since 1970.
    public var now: @Sendable () -> Double
    /// The time that passed since some fixed moment, by a clock that never goes back.
    public var elapsed: @Sendable () -> Duration
    /// Waits, or throws `CancellationError` as soon as the task is cancelled.
    public var sleep: @Sendable (Duration) async throws -> Void
    /// Random bits, for jitter.
    public var random: @Sendable () -> UInt64

    /// Makes a source of its parts.
    public init(
        now: @escaping @Sendable () -> Double,
        elapsed: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable () -> UInt64
    ) {
        self.now = now
        self.elapsed = elapsed
        self.sleep = sleep
        self.random = random
    }

    /// The machine's own clocks and random numbers.
    public static let system = {
        let origin = ContinuousClock.now
        return ClientTime(
            now: { Date().timeIntervalSince1970 },
            elapsed: { origin.duration(to: .now) },
            sleep: { try await Task.sleep(for: $0) },
            random: { UInt64.random(in: .min ... .max) }
        )
    }()
}

/// A client's random bits as a generator.
struct JitterSource: RandomNumberGenerator {
    let time: ClientTime

    func next() -> UInt64 { time.random() }
}
