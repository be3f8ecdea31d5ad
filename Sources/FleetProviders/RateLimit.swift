import FleetHTTP

/// What an answer says about asking again.
enum RateLimit: Equatable {
    /// Too much was asked; after so long it may be tried again.
    case wait(Duration)
    /// Too much was asked, and the service does not say until when.
    case unknown
    /// It has nothing to do with how much was asked.
    case none

    /// Reads status and headers.
    ///
    /// All services say 429, and `Retry-After` where they say how long. GitHub also says 403, with
    /// `X-RateLimit-Remaining: 0` and the time in `X-RateLimit-Reset`, or with `Retry-After` when it was asked too fast.
    /// GitLab names the same time `RateLimit-Reset`.
    ///
    /// - Parameters:
    ///   - response: Any answer.
    ///   - now: Seconds since 1970.
    init(_ response: HTTPResponse, now: Int64) {
        guard response.status == 429 || response.status == 403 || response.status == 503 else {
            self = .none
            return
        }
        let isUsedUp = response.header("X-RateLimit-Remaining") == "0" || response.header("RateLimit-Remaining") == "0"
        if let delay = response.retryAfter(now: now) {
            self = .wait(delay)
        } else if response.status == 429 || (response.status == 403 && isUsedUp) {
            let reset = response.header("X-RateLimit-Reset") ?? response.header("RateLimit-Reset")
            // A second more, since the time is cut to seconds.
            self = reset.flatMap(Int64.init).map { .wait(.seconds(max(0, min($0 &- now, 1 << 32)) + 1)) } ?? .unknown
        } else {
            self = .none
        }
    }
}
