public import FleetHTTP

/// How requests to hosting services are made, and when they are tried again.
public struct RequestPolicy: Sendable {
    /// The longest that one request may take.
    public var timeout: Duration
    /// How often a request is sent at most.
    public var attempts: Int
    /// The longest that is waited because a service asks for it; when it asks for more, that is an error.
    public var maximumWait: Duration
    /// How long is waited after a failure of which the service says nothing more.
    public var backoff: Backoff
    /// How many requests of one question are under way at once.
    public var concurrency: Int
    /// How many pages of one listing are read at most.
    public var maximumPages: Int
    /// The largest answer that is taken, in bytes.
    public var maximumBytes: Int
    /// Waits; throws when the task is cancelled.
    public var wait: @Sendable (Duration) async throws -> Void
    /// The time in seconds since 1970.
    public var now: @Sendable () -> Int64

    /// Makes a policy.
    ///
    /// - Parameters:
    ///   - wait: By default sleeps.
    ///   - now: By default asks the system's clock.
    public init(
        wait: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        now: @escaping @Sendable () -> Int64 = { Clock.now }
    ) {
        timeout = .seconds(30)
        attempts = 3
        maximumWait = .seconds(30)
        backoff = Backoff(initial: .milliseconds(500), maximum: .seconds(5))
        concurrency = 8
        maximumPages = 1_000
        maximumBytes = 64 << 20
        self.wait = wait
        self.now = now
    }
}
