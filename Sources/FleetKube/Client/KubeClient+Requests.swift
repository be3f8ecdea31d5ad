import FleetHTTP
public import FleetValue

extension KubeClient {
    /// Sends any request and gives the answer's JSON, for what has no method of its own.
    ///
    /// - Parameters:
    ///   - method: In capitals. `GET` is sent again when an answer gets lost, everything else only when the first
    ///     request certainly had no effect.
    ///   - path: From the server's root on, with a slash first, percent-encoded; see ``APIResource/path(namespace:name:subresource:)``.
    ///   - query: Names and values, not encoded yet, kept in order.
    ///   - body: Sent as JSON; nil for none.
    ///   - contentType: The body's type.
    /// - Returns: The answer; null when it is empty.
    /// - Throws: ``KubeError``. Messages name the method and path. What the server says of a path with `/secrets` is
    ///   withheld where it may quote values.
    public func perform(
        method: String,
        path: String,
        query: [(name: String, value: String)] = [],
        body: Value? = nil,
        contentType: String = "application/json"
    ) async throws(KubeError) -> Value {
        var request = APIRequest(
            path: path,
            query: query,
            safety: method == "GET" || method == "HEAD" ? .repeatable : .once,
            place: place(method, path)
        )
        request.method = method
        request.body = body.map { JSONWriter.bytes(of: $0) }
        request.contentType = contentType
        request.isSecret = path.hasSuffix("/secrets") || path.contains("/secrets/")
        let response = try await send(request)
        if response.body.isEmpty { return .null }
        do {
            return try JSONReader.value(in: response.body)
        } catch {
            throw .decoding(request.place, message: "not JSON at \(error.position)")
        }
    }
}
