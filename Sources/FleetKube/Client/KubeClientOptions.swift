/// How a client behaves, beside what its connection says.
public struct KubeClientOptions: Sendable {
    /// What the client calls itself, such as `fleet/1.2.0`.
    public var userAgent: String
    /// The most requests under way at once; more wait their turn.
    public var maximumInFlight: Int
    /// The longest time of one attempt, from its start to the end of the answer.
    public var requestTimeout: Duration
    /// The longest time to reach the server.
    public var connectTimeout: Duration
    /// How often and how long a request is tried.
    public var retries: RetryPolicy
    /// The most bytes of one answer, counted after decompression.
    public var maximumResponseBytes: Int
    /// The folder that keeps what servers serve; nil keeps it in memory only.
    public var discoveryCacheFolder: String?
    /// How long it counts, in seconds.
    public var discoveryLifetime: Double
    /// Credential plugins' answers; clients of one process share it.
    public var credentials: CredentialCache
    /// Where time and chance come from.
    public var time: ClientTime

    /// Makes options.
    public init(
        userAgent: String = "fleet",
        maximumInFlight: Int = 16,
        requestTimeout: Duration = .seconds(60),
        connectTimeout: Duration = .seconds(10),
        retries: RetryPolicy = RetryPolicy(),
        maximumResponseBytes: Int = 512 << 20,
        discoveryCacheFolder: String? = nil,
        discoveryLifetime: Double = 600,
        credentials: CredentialCache = CredentialCache(),
        time: ClientTime = .system
    ) {
        self.userAgent = userAgent
        self.maximumInFlight = maximumInFlight
        self.requestTimeout = requestTimeout
        self.connectTimeout = connectTimeout
        self.retries = retries
        self.maximumResponseBytes = maximumResponseBytes
        self.discoveryCacheFolder = discoveryCacheFolder
        self.discoveryLifetime = discoveryLifetime
        self.credentials = credentials
        self.time = time
    }
}
