/// How long to wait before the next try: doubling, with a ceiling and a random part.
///
/// Pure: randomness comes in, time and counting are the caller's.
public struct Backoff: Hashable, Sendable {
    /// The wait after the first failure, before the random part is taken off.
    public var initial: Duration
    /// The longest wait.
    public var maximum: Duration
    /// What each further failure multiplies the wait by, 1 or more.
    public var factor: Double
    /// The part of the wait that is random, 0 (none) to 1 (anything between zero and the whole wait).
    public var jitter: Double

    /// Makes a backoff; without arguments 100 ms doubling to 10 s, half of it random.
    public init(
        initial: Duration = .milliseconds(100),
        maximum: Duration = .seconds(10),
        factor: Double = 2,
        jitter: Double = 0.5
    ) {
        precondition(factor >= 1, "a backoff never shrinks")
        precondition((0...1).contains(jitter), "jitter is a part of the wait, 0 to 1")
        self.initial = initial
        self.maximum = maximum
        self.factor = factor
        self.jitter = jitter
    }

    /// The wait after a failure.
    ///
    /// - Parameters:
    ///   - attempt: How many tries have failed, 1 or more.
    ///   - generator: Where the random part comes from.
    /// - Returns: Between `(1 - jitter)` times the full wait and the full wait.
    public func delay(afterAttempt attempt: Int, using generator: inout some RandomNumberGenerator) -> Duration {
        precondition(attempt >= 1, "attempts are counted from 1")
        var seconds = Self.seconds(initial)
        let ceiling = Self.seconds(maximum)
        for _ in 1..<attempt where seconds < ceiling {
            seconds *= factor
            if factor == 1 { break }
        }
        let whole = min(seconds, ceiling)
        let random = jitter == 0 ? 0 : Double.random(in: 0...jitter, using: &generator)
        return .seconds(whole * (1 - random))
    }

    private static func seconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
