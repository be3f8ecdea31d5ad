/// Why there is no response.
///
/// Hosts are `host:port` as the request named them. No case holds a header, a body or a password.
public enum HTTPError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The request can not be sent as it is; the text says what is wrong with it.
    case invalidRequest(String)
    /// The host's name has no address.
    case resolve(host: String)
    /// No connection: refused, no route. The reason is the system's.
    case connect(host: String, reason: String)
    /// A time limit has passed; `after` is that limit.
    case timeout(host: String, phase: TimeoutPhase, after: Duration)
    /// The handshake failed.
    case tls(host: String, TLSFailure)
    /// The proxy can not be reached or refuses; the text says which.
    case proxy(String)
    /// The connection ended before the answer did.
    case cut(host: String, reason: String)
    /// The body has more bytes than the request allows.
    case tooLarge(host: String, limit: Int)
    /// Cancelled by the caller, by its task or by ``TransferLoop/shutdown()``.
    case cancelled
    /// Anything else, with libcurl's number and text; numbers from 1000 are the multi interface's.
    case other(code: Int, text: String)

    /// Where a transfer was when its time was up.
    public enum TimeoutPhase: String, Hashable, Sendable {
        /// Waiting for a free connection to the host.
        case queue
        /// Looking the name up, connecting or shaking hands.
        case connect
        /// Sending the request or taking the answer; the limit is the total one.
        case total
    }

    /// Whether the request certainly never reached the server, so that any method may be tried again.
    ///
    /// False also when it is not known.
    public var neverSent: Bool {
        switch self {
        case .invalidRequest, .resolve, .connect, .tls, .proxy: true
        case .timeout(host: _, let phase, after: _): phase != .total
        case .cut, .tooLarge, .cancelled, .other: false
        }
    }

    /// One lower-case sentence without a full stop.
    public var description: String {
        switch self {
        case .invalidRequest(let reason):
            "the request can not be sent: \(reason)"
        case .resolve(let host):
            "no address found for \(host)"
        case .connect(let host, let reason):
            "can not connect to \(host): \(reason)"
        case .timeout(let host, .queue, let limit):
            "no connection to \(host) became free within \(text(of: limit))"
        case .timeout(let host, .connect, let limit):
            "no connection to \(host) within \(text(of: limit))"
        case .timeout(let host, .total, let limit):
            "no complete answer from \(host) within \(text(of: limit))"
        case .tls(let host, let failure):
            "no secure connection to \(host): \(failure)"
        case .proxy(let reason):
            "proxy \(reason)"
        case .cut(let host, let reason):
            "the connection to \(host) ended before the answer did: \(reason)"
        case .tooLarge(let host, let limit):
            "the answer of \(host) has more than \(limit) bytes"
        case .cancelled:
            "the request was cancelled"
        case .other(let code, let text):
            "the transfer failed: \(text) (error \(code))"
        }
    }
}

/// What a TLS handshake failed of.
public enum TLSFailure: Hashable, Sendable, CustomStringConvertible {
    /// The server's certificate, or one of its chain, has expired.
    case expired
    /// The server's certificate is not valid yet; more often the clock here is wrong.
    case notYetValid
    /// The server's certificate is signed by nobody who is trusted.
    case unknownAuthority
    /// The server's certificate is for other names than the expected one.
    case wrongHost(expected: String)
    /// The server wants a client certificate and none was configured.
    case clientCertificateRequired
    /// The server does not accept the client certificate; the reason is the server's.
    case clientCertificateRejected(reason: String)
    /// The client certificate or its key can not be used; the reason is the TLS library's.
    case clientCertificateUnusable(reason: String)
    /// The configured authorities can not be read; the reason is the TLS library's.
    case authorityUnusable(reason: String)
    /// The server does not speak TLS on this port.
    case notTLS
    /// Anything else, in the TLS library's words.
    case other(String)

    /// One lower-case sentence without a full stop.
    public var description: String {
        switch self {
        case .expired:
            "the server's certificate has expired"
        case .notYetValid:
            "the server's certificate is not valid yet; check the clock of this machine"
        case .unknownAuthority:
            "the server's certificate is signed by an unknown authority"
        case .wrongHost(let expected):
            "the server's certificate is not for \"\(expected)\""
        case .clientCertificateRequired:
            "the server requires a client certificate"
        case .clientCertificateRejected(let reason):
            "the server does not accept the client certificate: \(reason)"
        case .clientCertificateUnusable(let reason):
            "the client certificate or its key can not be used: \(reason)"
        case .authorityUnusable(let reason):
            "the certificate authority can not be used: \(reason)"
        case .notTLS:
            "the server does not speak TLS on this port"
        case .other(let reason):
            reason
        }
    }
}

/// A time limit as people write it: `200 ms`, `10 s`, `1.5 s`.
func text(of duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
    if milliseconds < 1000 { return "\(milliseconds) ms" }
    if milliseconds % 1000 == 0 { return "\(milliseconds / 1000) s" }
    return "\(Double(milliseconds) / 1000) s"
}
