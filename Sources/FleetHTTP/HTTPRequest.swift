/// One request, complete: what to send, how to get there, and how long it may take.
///
/// A value without behaviour; ``TransferLoop`` carries it out. Its text (`description`) shows method and
/// address only, never headers, body or a password in the address.
public struct HTTPRequest: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// The method as it is sent, in capitals: `GET`, `POST`, `PATCH`.
    public var method: String
    /// The absolute address, `http` or `https`, already percent-encoded.
    public var url: String
    /// Header fields in the order they are sent; a name given twice is sent twice.
    public var headers: [(name: String, value: String)]
    /// The body, sent with its length; nil for none.
    public var body: [UInt8]?
    /// The longest time from the start to the end of the answer, waiting for a free connection included.
    ///
    /// Zero or less means no limit, which is meant for streams.
    public var timeout: Duration
    /// The longest time to find, connect to and shake hands with the server, once that has begun.
    ///
    /// Waiting for a free connection does not count. Zero or less means that only ``timeout`` limits it.
    public var connectTimeout: Duration
    /// Whom to trust and who to be; without effect on `http` addresses.
    public var tls: TLSOptions
    /// The proxy: `http://`, `https://` or `socks5://`, with `user:password@` if it wants one.
    ///
    /// Nil asks the loop's ``ProxyEnvironment``, an empty text means none. A `socks5` proxy looks the
    /// server's name up itself, as in Go and so in kubectl.
    public var proxy: String?
    /// The most bytes of body to take, counted after decompression; more fails the transfer at once.
    public var maximumResponseBytes: Int

    /// Makes a request.
    public init(
        method: String = "GET",
        url: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8]? = nil,
        timeout: Duration = .seconds(60),
        connectTimeout: Duration = .seconds(10),
        tls: TLSOptions = TLSOptions(),
        proxy: String? = nil,
        maximumResponseBytes: Int = 256 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.connectTimeout = connectTimeout
        self.tls = tls
        self.proxy = proxy
        self.maximumResponseBytes = maximumResponseBytes
    }

    /// Method and address, without a password.
    public var description: String {
        "\(method) \(maskingUserInformation(in: url))"
    }

    /// The same as `description`, so that no way of printing shows more.
    public var debugDescription: String { description }
}
