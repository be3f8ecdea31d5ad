import FleetHTTP
import FleetValue

/// Sends requests to one service: signed, tried again where that helps, with errors that name the service.
struct ServiceConnection: Sendable {
    /// The kind of service: `GitHub`.
    let name: String
    /// Where its API begins, without a slash at the end.
    let address: String
    /// Header fields of every request, with the signature.
    private(set) var headers: [(name: String, value: String)]
    /// What must not be shown in any message; empty for nothing.
    let secret: String
    /// What is said beside a refusal; may be empty.
    let hint: String
    let tls: TLSOptions
    let loop: TransferLoop
    let policy: RequestPolicy

    /// One answer of a service.
    struct Reply: Sendable {
        var value: Value
        var headers: HTTPHeaders
        /// The request, for errors: `GET /orgs/acme/repos`.
        var request: String

        /// A header field of the answer.
        func header(_ name: String) -> String? { headers[name] }
    }

    /// How errors call the service: `GitHub at https://api.github.com`.
    var label: String { "\(name) at \(ServiceAddress.masked(address))" }

    /// Gets what stands at a path.
    ///
    /// - Parameters:
    ///   - path: Below ``address``, percent-encoded, starting with a slash.
    ///   - query: The whole query, percent-encoded; empty for none.
    /// - Returns: The answer, or nil when there is nothing at the path (404).
    /// - Throws: ``ProviderError``
    func find(_ path: String, _ query: String = "") async throws(ProviderError) -> Reply? {
        let request = "GET \(path)"
        let message = message(url: address + path + (query.isEmpty ? "" : "?" + query))
        let response = try await perform(message, request)
        if response.status == 404 { return nil }
        return try reply(response, request)
    }

    /// Sends a JSON body to a path.
    func post(_ path: String, _ body: [UInt8]) async throws(ProviderError) -> Reply {
        let request = "POST \(path)"
        var message = message(url: address + path)
        message.method = "POST"
        message.headers.append(("Content-Type", "application/json"))
        message.body = body
        return try reply(try await repeated(message), request)
    }

    /// The same with further header fields.
    func adding(_ fields: [(name: String, value: String)]) -> ServiceConnection {
        var copy = self
        copy.headers += fields
        return copy
    }

    /// Gets what must be at a path.
    ///
    /// - Parameters:
    ///   - path: As in ``find(_:_:)``.
    ///   - query: As in ``find(_:_:)``.
    ///   - what: How an error calls what is missing: `repository acme/web`.
    /// - Returns: The answer.
    /// - Throws: ``ProviderError/notFound(service:what:)`` and others.
    func get(_ path: String, _ query: String = "", what: String) async throws(ProviderError) -> Reply {
        guard let reply = try await find(path, query) else { throw notFound(what) }
        return reply
    }

    /// The error for something that is not there.
    func notFound(_ what: String) -> ProviderError {
        .notFound(service: label, what: what + (hint.isEmpty ? "" : " (\(hint))"))
    }

    /// The error for an answer of another shape than it should have.
    func malformed(_ reply: Reply, _ message: String) -> ProviderError {
        .malformed(service: label, request: reply.request, message: message)
    }

    // MARK: Sending

    private func message(url: String) -> HTTPRequest {
        HTTPRequest(
            url: url,
            headers: headers + [("User-Agent", "fleet")],
            timeout: policy.timeout,
            tls: tls,
            maximumResponseBytes: policy.maximumBytes
        )
    }

    /// Sends a request that only reads, and follows where its answer leads.
    private func perform(_ message: HTTPRequest, _ request: String) async throws(ProviderError) -> HTTPResponse {
        var message = message
        var redirects = 0
        while true {
            let response = try await repeated(message)
            guard (301...308).contains(response.status), let target = response.header("Location") else {
                return response
            }
            redirects += 1
            // The signature must not go to anybody else.
            guard redirects <= 3, let next = ServiceAddress.redirection(from: message.url, to: target) else {
                throw .refused(
                    service: label,
                    request: request,
                    status: response.status,
                    message: "it sends elsewhere, to \(ServiceAddress.masked(target)), which is not followed"
                )
            }
            message.url = next
        }
    }

    /// Sends a request until it is answered, a few times at most.
    private func repeated(_ message: HTTPRequest) async throws(ProviderError) -> HTTPResponse {
        var attempt = 1
        while true {
            let pause: Duration
            switch await outcome(of: message) {
            case .failure(let error):
                guard case .cut = error, attempt < policy.attempts else { throw .transfer(error) }
                pause = delay(after: attempt)
            case .success(let response):
                switch try next(after: response, isLast: attempt >= policy.attempts) {
                case .stand: return response
                case .retry(let wanted): pause = wanted ?? delay(after: attempt)
                }
            }
            attempt += 1
            do {
                try await policy.wait(pause)
            } catch {
                throw .transfer(.cancelled)
            }
        }
    }

    private func outcome(of message: HTTPRequest) async -> Result<HTTPResponse, HTTPError> {
        do throws(HTTPError) {
            return .success(try await loop.perform(message))
        } catch {
            return .failure(error)
        }
    }

    /// What to do with an answer.
    private enum Next {
        /// It is the answer.
        case stand
        /// The request is sent again, after so long; nil when the service does not say how long.
        case retry(Duration?)
    }

    private func next(after response: HTTPResponse, isLast: Bool) throws(ProviderError) -> Next {
        switch RateLimit(response, now: policy.now()) {
        case .none:
            return (500...599).contains(response.status) && !isLast ? .retry(nil) : .stand
        case .unknown:
            guard !isLast else { throw .rateLimited(service: label, message: "it does not say until when") }
            return .retry(nil)
        case .wait(let wanted):
            guard !isLast, wanted <= policy.maximumWait else { throw rateLimited(wanted) }
            return .retry(wanted)
        }
    }

    private func delay(after attempt: Int) -> Duration {
        var generator = SystemRandomNumberGenerator()
        return policy.backoff.delay(afterAttempt: attempt, using: &generator)
    }

    private func rateLimited(_ wanted: Duration) -> ProviderError {
        let seconds = wanted.components.seconds
        let until = Clock.text(policy.now() + seconds)
        return .rateLimited(service: label, message: "its limit is reached until \(until), in \(seconds) s")
    }

    // MARK: Reading

    private func reply(_ response: HTTPResponse, _ request: String) throws(ProviderError) -> Reply {
        guard (200...299).contains(response.status) else {
            var message = ServiceMessage.text(in: response.body, without: secret)
            if response.status == 401 || response.status == 403, !hint.isEmpty {
                message += message.isEmpty ? hint : "; " + hint
            }
            throw .refused(service: label, request: request, status: response.status, message: message)
        }
        // 204 and the like: nothing, which is what is read from it.
        guard !response.body.isEmpty else { return Reply(value: .null, headers: response.headers, request: request) }
        do throws(JSONError) {
            let value = try JSONReader.value(in: response.body)
            return Reply(value: value, headers: response.headers, request: request)
        } catch {
            throw .malformed(service: label, request: request, message: "it is not JSON: \(error)")
        }
    }
}
