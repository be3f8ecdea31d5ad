public import FleetHTTP
import FoundationEssentials

/// How often and how long a request is tried.
public struct RetryPolicy: Hashable, Sendable {
    /// The most attempts of one request, the first included.
    public var maximumAttempts: Int
    /// The most attempts when the server refuses the connection, so that a dead cluster is given up soon.
    public var maximumRefusals: Int
    /// The most attempts when the server answers that it is not available (502, 503, 504).
    public var maximumUnavailable: Int
    /// The longest time for all attempts and the waits between them.
    ///
    /// An attempt that is under way is not cut short by this.
    public var maximumTime: Duration
    /// The wait between attempts, where the server does not say.
    public var backoff: Backoff
    /// The wait after a refused connection.
    public var refusalBackoff: Backoff

    /// Makes a policy.
    public init(
        maximumAttempts: Int = 5,
        maximumRefusals: Int = 3,
        maximumUnavailable: Int = 5,
        maximumTime: Duration = .seconds(60),
        backoff: Backoff = Backoff(initial: .milliseconds(250), maximum: .seconds(8)),
        refusalBackoff: Backoff = Backoff(initial: .milliseconds(50), maximum: .milliseconds(200))
    ) {
        precondition(maximumAttempts >= 1 && maximumRefusals >= 1, "the first attempt counts")
        self.maximumAttempts = maximumAttempts
        self.maximumRefusals = maximumRefusals
        self.maximumUnavailable = maximumUnavailable
        self.maximumTime = maximumTime
        self.backoff = backoff
        self.refusalBackoff = refusalBackoff
    }

    /// One attempt and no more.
    public static let none = RetryPolicy(maximumAttempts: 1, maximumRefusals: 1)

    /// How long a server asks to wait: its header, otherwise what its `Status` says.
    ///
    /// The time counts only for a header that names a date, in an answer that has no date of its own.
    static func retryAfter(
        _ response: HTTPResponse,
        _ status: APIStatus?,
        now: Double = Date().timeIntervalSince1970
    ) -> Duration? {
        response.retryAfter(now: Int64(now)) ?? status?.retryAfterSeconds.map { .seconds(max(0, $0)) }
    }
}

/// Whether a request may be sent again when nobody knows what became of the first.
enum RequestSafety: Hashable, Sendable {
    /// Twice is as good as once: reads, server-side apply, deletion under preconditions.
    case repeatable
    /// Only when the first certainly had no effect.
    case once
}

/// Decides, after each attempt of one request, whether to try again and when.
///
/// A state machine without clock: what happened and the time that passed come in, the wait goes out.
struct RetryState {
    /// How an attempt ended without success.
    enum Outcome {
        /// With an answer.
        case answer(status: Int, reason: String, retryAfter: Duration?)
        /// Without one.
        case failure(HTTPError)
    }

    let policy: RetryPolicy
    let safety: RequestSafety
    /// The attempts that were made.
    private(set) var attempts = 0
    private var refusals = 0

    init(policy: RetryPolicy, safety: RequestSafety) {
        self.policy = policy
        self.safety = safety
    }

    /// Counts an attempt and decides.
    ///
    /// - Parameters:
    ///   - outcome: How the attempt ended.
    ///   - elapsed: The time since the first attempt began.
    ///   - generator: Where jitter comes from.
    /// - Returns: How long to wait before the next attempt, or nil to give up.
    mutating func wait(
        after outcome: Outcome,
        elapsed: Duration,
        using generator: inout some RandomNumberGenerator
    ) -> Duration? {
        attempts += 1
        guard attempts < policy.maximumAttempts else { return nil }
        let wait: Duration
        switch outcome {
        case .failure(let error):
            switch error {
            case .connect:
                // A server that restarts refuses for moments; one that is gone refuses for ever.
                refusals += 1
                guard refusals < policy.maximumRefusals else { return nil }
                wait = policy.refusalBackoff.delay(afterAttempt: refusals, using: &generator)
            case .cut, .other:
                guard safety == .repeatable else { return nil }
                wait = policy.backoff.delay(afterAttempt: attempts, using: &generator)
            case .invalidRequest, .resolve, .timeout, .tls, .proxy, .tooLarge, .cancelled:
                // A second attempt would fail the same way, or cost the same time once more.
                return nil
            }
        case .answer(let status, let reason, let retryAfter):
            guard mayRepeat(status: status, reason: reason, hasRetryAfter: retryAfter != nil) else { return nil }
            let backoff = policy.backoff.delay(afterAttempt: attempts, using: &generator)
            // The server's wish is the least; a part of the backoff on top keeps many clients from coming back at once.
            wait = retryAfter.map { $0 + backoff / 4 } ?? backoff
        }
        return elapsed + wait <= policy.maximumTime ? wait : nil
    }

    private func mayRepeat(status: Int, reason: String, hasRetryAfter: Bool) -> Bool {
        switch status {
        // The server turned it away before it looked at it.
        case 429: true
        case 502, 503, 504: safety == .repeatable && attempts < policy.maximumUnavailable
        case 500: safety == .repeatable && (hasRetryAfter || reason == "ServerTimeout")
        default: false
        }
    }
}
