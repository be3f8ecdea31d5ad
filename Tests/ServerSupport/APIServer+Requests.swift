import FleetHTTP
public import FleetTestSupport
public import FleetValue

/// Requests by which tests set a server up and look at it, past `FleetKube`, which they test.
///
/// All of them are the admin's.
extension APIServer {
    /// An answer of the server, whatever its status.
    public struct Answer: Sendable {
        /// The HTTP status.
        public let status: Int
        /// The body, read as JSON; ``Value/null`` when it is something else.
        public let body: Value
        /// The body as it came.
        public let text: String
    }

    /// Reads something: `server.get("/api/v1/namespaces/default/configmaps/x")`.
    ///
    /// - Throws: ``TestSupportError/badAnswer(request:status:body:)`` unless the status is 2xx.
    public func get(_ path: String) async throws -> Value {
        try await send("GET", path)
    }

    /// Reads something that may be absent, and answers nil for status 404.
    ///
    /// - Throws: ``TestSupportError/badAnswer(request:status:body:)`` unless the status is 2xx or 404.
    public func getIfPresent(_ path: String) async throws -> Value? {
        let answer = try await exchange("GET", path)
        // Not with `?:`, where a nil would be a `Value`, namely null.
        if answer.status == 404 { return nil }
        return try accepted(answer, "GET", path)
    }

    /// Sends a request and answers the body.
    ///
    /// - Parameters:
    ///   - method: `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
    ///   - path: With its query: `/api/v1/namespaces/x/secrets?fieldManager=somebody`.
    ///   - body: JSON, or YAML where the content type says so. Empty for none.
    ///   - contentType: `application/apply-patch+yaml` for server-side apply, `application/merge-patch+json` for a patch.
    /// - Returns: The answer's body; for most requests the object as it is now.
    /// - Throws: ``TestSupportError/badAnswer(request:status:body:)`` unless the status is 2xx.
    @discardableResult
    public func send(
        _ method: String,
        _ path: String,
        _ body: String = "",
        contentType: String = "application/json"
    ) async throws -> Value {
        try accepted(try await exchange(method, path, body, contentType: contentType), method, path)
    }

    /// Sends a request and answers whatever comes; see ``send(_:_:_:contentType:)``.
    ///
    /// - Throws: `HTTPError` when nothing comes.
    public func exchange(
        _ method: String,
        _ path: String,
        _ body: String = "",
        contentType: String = "application/json"
    ) async throws -> Answer {
        var headers = [(name: "Accept", value: "application/json")]
        if let token = token(.admin) { headers.append(("Authorization", "Bearer " + token)) }
        if !body.isEmpty { headers.append(("Content-Type", contentType)) }
        let request = HTTPRequest(
            method: method,
            url: url + path,
            headers: headers,
            body: body.isEmpty ? nil : Array(body.utf8),
            timeout: .seconds(30),
            tls: TLSOptions(certificateAuthority: .file(authorityFile)),
            // An empty text is none; nil would look into the environment.
            proxy: ""
        )
        let response = try await requestLoop.perform(request)
        let value = (try? JSONReader.value(in: response.body)) ?? .null
        return Answer(status: response.status, body: value, text: String(decoding: response.body, as: UTF8.self))
    }

    /// Makes a namespace for one test and answers its name, which begins with `prefix` and is new.
    public func makeNamespace(_ prefix: String) async throws -> String {
        let body = #"{"apiVersion":"v1","kind":"Namespace","metadata":{"generateName":"\#(prefix)-"}}"#
        let made = try await send("POST", "/api/v1/namespaces", body)
        return made["metadata"]?["name"]?.string ?? prefix
    }

    /// Applies one manifest on the server's side, as somebody else than `fleet` would, overriding whoever owns the fields.
    ///
    /// - Parameters:
    ///   - yaml: One document.
    ///   - path: The object's own path.
    ///   - manager: The field manager.
    /// - Returns: The object as it is now.
    /// - Throws: ``TestSupportError/badAnswer(request:status:body:)`` unless the status is 2xx.
    @discardableResult
    public func apply(_ yaml: String, to path: String, manager: String = "somebody-else") async throws -> Value {
        let query = path + "?force=true&fieldManager=" + manager
        return try await send("PATCH", query, yaml, contentType: "application/apply-patch+yaml")
    }

    /// Merges a patch into an object, as a person with `kubectl edit` would.
    ///
    /// - Parameters:
    ///   - path: The object's own path; with `/status` behind it for what controllers write.
    ///   - json: A merge patch.
    ///   - manager: The field manager.
    /// - Returns: The object as it is now.
    /// - Throws: ``TestSupportError/badAnswer(request:status:body:)`` unless the status is 2xx.
    @discardableResult
    public func patch(_ path: String, _ json: String, manager: String = "kubectl-edit") async throws -> Value {
        let query = path + "?fieldManager=" + manager
        return try await send("PATCH", query, json, contentType: "application/merge-patch+json")
    }

    private func accepted(_ answer: Answer, _ method: String, _ path: String) throws -> Value {
        guard (200..<300).contains(answer.status) else {
            throw TestSupportError.badAnswer(request: "\(method) \(path)", status: answer.status, body: answer.text)
        }
        return answer.body
    }
}

/// One for all tests of the process, never shut down: it lives as long as the process.
private let requestLoop = TransferLoop()
