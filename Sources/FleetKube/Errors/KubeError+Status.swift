import FleetHTTP

extension KubeError {
    /// The error for an answer that is no success.
    ///
    /// - Parameters:
    ///   - response: Any answer with a status outside 200…299.
    ///   - request: What was asked, for the place and for whether the answer may quote a Secret.
    ///   - hint: What to say of credentials that were refused.
    init(_ response: HTTPResponse, to request: APIRequest, hint: @autoclosure () -> String) {
        let place = request.place
        let status = APIStatus(body: response.body)
        let raw = status.map { $0.message.isEmpty ? $0.reason : $0.message }
        let said = request.isSecret ? nil : raw ?? APIStatus.sentence(for: response.body)
        // Sentences of these forms come of the server itself and name no values.
        let harmless = raw.flatMap { SecretMessage.isHarmless($0) ? $0 : nil }
        let message = Self.oneLine(said ?? harmless ?? SecretMessage.withheld)
        switch response.status {
        case 401:
            self = .unauthorized(place, hint: hint())
        case 403:
            self = .forbidden(place, message: message)
        case 404:
            // A missing resource is named in the answer; a path that is not served has no name.
            if let status, !status.name.isEmpty {
                self = .notFound(place, message: message)
            } else {
                self = .notServed(place, kind: request.kindText ?? request.path)
            }
        case 409:
            let conflicts = (status?.causes ?? []).filter { $0.reason == "FieldManagerConflict" }
                .map { FieldConflict(field: $0.field, message: $0.message) }
            if !conflicts.isEmpty {
                self = .applyConflict(place, conflicts)
            } else if status?.reason == "AlreadyExists" {
                self = .alreadyExists(place, message: message)
            } else {
                self = .conflict(place, message: message)
            }
        case 410:
            self = .gone(place, message: message)
        case 422:
            let causes = (status?.causes ?? []).map {
                FieldFault(
                    field: $0.field,
                    reason: $0.reason,
                    message: request.isSecret ? "" : Self.oneLine($0.message)
                )
            }
            self = .invalid(
                place,
                message: Self.invalidText(message, causes, isSecret: request.isSecret),
                causes: causes
            )
        case 429:
            self = .tooManyRequests(place, message: message, retryAfter: RetryPolicy.retryAfter(response, status))
        case 502, 503, 504:
            self = .unavailable(place, status: response.status, message: message)
        case 500 where status?.reason == "ServerTimeout":
            self = .unavailable(place, status: 500, message: message)
        case 400:
            self = .badRequest(place, message: message)
        case 300..<400:
            let target = response.headers["location"].map { " to \($0)" } ?? ""
            self = .rejected(place, status: response.status, message: "the server redirects\(target)")
        default:
            self = .rejected(place, status: response.status, message: message)
        }
    }

    /// For a Secret, whose sentence is withheld, the fields at least.
    private static func invalidText(_ message: String, _ causes: [FieldFault], isSecret: Bool) -> String {
        guard isSecret, !causes.isEmpty else { return message }
        return causes.map { "\($0.field) (\($0.reason))" }.joined(separator: ", ") + "; \(SecretMessage.withheld)"
    }

    /// The text on one line: servers break the lines of long messages.
    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).map { LocalFile.trimmed(String($0)) }.filter { !$0.isEmpty }
            .joined(separator: " ")
    }
}

/// What may be repeated of a server's sentence about a Secret.
///
/// Servers quote values in their messages (`Invalid value: "…"`, `Value:"…"`), and admission webhooks may quote
/// anything. Only sentences of known forms that the server itself builds of names are repeated.
enum SecretMessage {
    /// What stands in place of a sentence that may quote values.
    static let withheld = "the server's message is withheld, since it may quote the Secret's data"

    /// Whether a sentence has one of the known forms.
    static func isHarmless(_ message: String) -> Bool {
        guard !message.contains("Invalid value"), !message.contains("Value:") else { return false }
        if message.hasPrefix("secrets \"") || message.hasPrefix("namespaces \"") {
            let isRefusal = message.contains(" is forbidden: User \"") && !message.contains("admission webhook")
            return isRefusal || message.hasSuffix("\" not found") || message.hasSuffix("\" already exists")
                || message.contains("because it is being terminated")
        }
        return message.hasPrefix("Operation cannot be fulfilled on secrets \"")
            || message.hasPrefix("Precondition failed: ")
            || message.hasPrefix("the server could not find the requested resource")
            || message.hasPrefix("Too many requests")
            || message.hasPrefix("the server has received too many requests")
    }
}
