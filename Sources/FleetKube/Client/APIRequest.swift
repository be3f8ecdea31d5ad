import FleetHTTP

/// One request to an API server, without what belongs to the connection.
struct APIRequest: Sendable {
    /// The method in capitals.
    var method = "GET"
    /// The path, percent-encoded, without the server's own path before it.
    var path: String
    /// The query, not encoded yet.
    var query: [(name: String, value: String)] = []
    /// The body.
    var body: [UInt8]?
    /// The body's type.
    var contentType = "application/json"
    /// The answer's wanted type.
    var accept = "application/json"
    /// Whether it may be sent again.
    var safety: RequestSafety
    /// For error messages.
    var place: RequestPlace
    /// The kind asked for, for error messages; nil for requests that are about no kind.
    var kindText: String?
    /// Whether messages about it may quote the data of a Secret.
    var isSecret = false
    /// How often to try; nil for the client's policy.
    var retries: RetryPolicy?
}
