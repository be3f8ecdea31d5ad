public import FleetHTTP

/// Why a hosting service or a plugin gave no answer; no secret stands in it.
public enum ProviderError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is asked for is not supported; the text says what and what to do instead.
    case unsupported(String)
    /// `fleet.yaml` does not allow it; the text says which setting.
    case notAllowed(String)
    /// A secret can not be had; the text names it and says how to declare it.
    case secret(String)
    /// The question can not be asked as it is; the text says what is wrong with it.
    case invalidQuery(String)
    /// No answer came.
    case transfer(HTTPError)
    /// There is no such thing, or it is not shown to whoever asks.
    case notFound(service: String, what: String)
    /// The service refused, in its own words where it has any.
    case refused(service: String, request: String, status: Int, message: String)
    /// Too much was asked; the text says until when nothing is answered.
    case rateLimited(service: String, message: String)
    /// The answer is not what the service's documentation says.
    case malformed(service: String, request: String, message: String)
    /// There is more than is ever read.
    case tooMuch(service: String, request: String, pages: Int)

    /// One lower-case sentence without a full stop.
    public var description: String {
        switch self {
        case .unsupported(let text), .notAllowed(let text), .secret(let text), .invalidQuery(let text): text
        case .transfer(let error): error.description
        case .notFound(let service, let what):
            "\(service) has no \(what), or does not show it with these credentials"
        case .refused(let service, let request, let status, let message):
            "\(service) answers \(request) with status \(status)" + (message.isEmpty ? "" : ": \(message)")
        case .rateLimited(let service, let message):
            "\(service) answers no more requests for now: \(message)"
        case .malformed(let service, let request, let message):
            "\(service) answers \(request) with something unexpected: \(message)"
        case .tooMuch(let service, let request, let pages):
            "\(service) has more than \(pages) pages for \(request), which is more than is read"
        }
    }
}
