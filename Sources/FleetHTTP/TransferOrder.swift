/// A request that has been checked and can be carried out, with whom to tell.
struct TransferOrder: Sendable {
    /// What decides which connections a request can use.
    struct Destination: Hashable, Sendable {
        var scheme: String
        var host: String
        var port: Int
        var proxy: String?
        var tls: TLSOptions?
    }

    /// Counted from 1, never used twice in a loop.
    let identifier: UInt
    let request: HTTPRequest
    /// Where the request goes.
    let url: ParsedURL
    /// The proxy in use, with its password, or nil.
    let proxy: String?
    /// For a stream, where head and body go.
    let handler: (@Sendable (StreamEvent) -> StreamDecision)?
    /// Called once, by the loop.
    let completion: @Sendable (Result<HTTPResponse, HTTPError>) -> Void
    /// How far it is, and until when.
    var clock: TransferClock

    /// Checks a request.
    ///
    /// - Throws: ``HTTPError/invalidRequest(_:)``.
    init(
        identifier: UInt,
        request: HTTPRequest,
        startedAt: ContinuousClock.Instant,
        proxies: ProxyEnvironment,
        handler: (@Sendable (StreamEvent) -> StreamDecision)?,
        completion: @escaping @Sendable (Result<HTTPResponse, HTTPError>) -> Void
    ) throws(HTTPError) {
        try request.validate()
        url = try ParsedURL(request.url)
        proxy = try request.effectiveProxy(for: url, environment: proxies)
        self.identifier = identifier
        self.request = request
        self.handler = handler
        self.completion = completion
        clock = TransferClock(
            startedAt: startedAt,
            timeout: request.timeout,
            connectTimeout: request.connectTimeout
        )
    }

    /// Whether it goes over TLS.
    var isSecure: Bool { url.scheme == "https" }

    /// Which connections it can use.
    var destination: Destination {
        Destination(
            scheme: url.scheme,
            host: url.host,
            port: url.port,
            proxy: proxy,
            tls: isSecure ? request.tls : nil
        )
    }

    /// The error of a time limit.
    func timeout(_ phase: HTTPError.TimeoutPhase, after limit: Duration) -> HTTPError {
        .timeout(host: url.origin, phase: phase, after: limit)
    }
}
