/// The protocol a response came by.
public enum HTTPVersion: String, Hashable, Sendable {
    /// HTTP/1.0: a connection per request.
    case http10 = "HTTP/1.0"
    /// HTTP/1.1: one request at a time on a connection.
    case http11 = "HTTP/1.1"
    /// HTTP/2: many requests at once on a connection.
    case http2 = "HTTP/2"
    /// Something newer.
    case other = "HTTP"
}

/// A whole answer.
///
/// Any status counts as one: 404 and 500 are responses, not errors.
public struct HTTPResponse: Sendable, Equatable {
    /// The status code, 200–599.
    public var status: Int
    /// The fields of the final answer; those of interim ones, of redirects and trailers are left out.
    public var headers: HTTPHeaders
    /// The body, decompressed; empty for streams, whose bytes went to the handler.
    public var body: [UInt8]
    /// The time from the call to the end of the answer, waiting for a free connection included.
    public var duration: Duration
    /// The protocol spoken.
    public var httpVersion: HTTPVersion
    /// Whether it came over a connection that was there already.
    public var reusedConnection: Bool

    /// Makes a response, for fakes and tests.
    public init(
        status: Int,
        headers: HTTPHeaders = HTTPHeaders(),
        body: [UInt8] = [],
        duration: Duration = .zero,
        httpVersion: HTTPVersion = .http11,
        reusedConnection: Bool = false
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.duration = duration
        self.httpVersion = httpVersion
        self.reusedConnection = reusedConnection
    }

    /// The first value of a header field, whatever the case of its name, or nil.
    public func header(_ name: String) -> String? {
        headers[name]
    }

    /// The body as text; bytes that are not UTF-8 become U+FFFD.
    public var text: String {
        String(decoding: body, as: UTF8.self)
    }

    /// How long the server asks to wait before the next try (`Retry-After`), or nil if it does not say.
    ///
    /// A date is counted from the response's own `Date`, so that a wrong clock on either side does no harm.
    ///
    /// - Parameter now: The time in seconds since 1970, used only if the response has no `Date`.
    /// - Returns: Zero or more.
    public func retryAfter(now: Int64) -> Duration? {
        guard let value = header("Retry-After") else { return nil }
        let sent = header("Date").flatMap { HTTPDate.seconds(parsing: $0) }
        return RetryAfter.delay(parsing: value, now: sent ?? now)
    }
}
