public import FleetHTTP

/// What can go wrong between `fleet` and an API server.
///
/// Every case that came of a request carries its ``RequestPlace``. No case holds a secret: what a server says about
/// the content of a `Secret` is withheld, since it may quote values.
public enum KubeError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A kubeconfig or another file of credentials is wrong.
    case configuration(ConfigurationFault)
    /// There are no credentials for a cluster.
    case credentials(cluster: String, CredentialFault)
    /// No answer came.
    case transport(RequestPlace, HTTPError)
    /// The task was cancelled.
    case cancelled(cluster: String)
    /// 401: the server does not accept the credentials. The hint says more where something is known.
    case unauthorized(RequestPlace, hint: String)
    /// 403: the credentials do not allow it, or an admission check refused.
    case forbidden(RequestPlace, message: String)
    /// 404: the resource, or what it stands in, does not exist.
    case notFound(RequestPlace, message: String)
    /// The server does not serve this kind, or not in this version.
    case notServed(RequestPlace, kind: String)
    /// The kind's group could not be asked for what it serves, so that nothing is known of the kind.
    case discoveryIncomplete(RequestPlace, kind: String, problem: String)
    /// 409: it exists already.
    case alreadyExists(RequestPlace, message: String)
    /// 409: the resource changed meanwhile, or is not the one meant.
    case conflict(RequestPlace, message: String)
    /// 409 on server-side apply: other managers own fields; in the server's order, never empty.
    case applyConflict(RequestPlace, [FieldConflict])
    /// 410: what was asked for is no longer there, such as an old resource version.
    case gone(RequestPlace, message: String)
    /// 422: the content is not valid. The causes say which fields, in the server's order.
    case invalid(RequestPlace, message: String, causes: [FieldFault])
    /// 429, also after all retries.
    case tooManyRequests(RequestPlace, message: String, retryAfter: Duration?)
    /// 500 with reason `ServerTimeout`, 502, 503, 504: the server or something before it can not answer now.
    case unavailable(RequestPlace, status: Int, message: String)
    /// 400: the server does not understand the request or the content.
    case badRequest(RequestPlace, message: String)
    /// Any other answer but success.
    case rejected(RequestPlace, status: Int, message: String)
    /// An answer that is not what the API promises.
    case decoding(RequestPlace, message: String)
    /// A request that can not be made, such as one for a namespaced resource without a namespace. Nothing was sent.
    case unusable(RequestPlace, message: String)

    /// One line without secrets: the cluster, what was done to which resource, and why it failed.
    public var description: String {
        switch self {
        case .configuration(let fault): fault.description
        case .credentials(let cluster, let fault): "cluster \"\(cluster)\": \(fault)"
        case .transport(let place, let error): "\(place): \(error)"
        case .cancelled(let cluster): "cluster \"\(cluster)\": cancelled"
        case .unauthorized(let place, let hint): "\(place): unauthorized: \(hint)"
        case .forbidden(let place, let message): "\(place): forbidden: \(message)"
        case .notFound(let place, let message): "\(place): not found: \(message)"
        case .notServed(let place, let kind):
            "\(place): the server does not serve \(kind); is its CustomResourceDefinition installed?"
        case .discoveryIncomplete(let place, let kind, let problem):
            "\(place): it is not known whether the server serves \(kind): \(problem)"
        case .alreadyExists(let place, let message): "\(place): already exists: \(message)"
        case .conflict(let place, let message): "\(place): conflict: \(message)"
        case .applyConflict(let place, let conflicts):
            "\(place): owned by another field manager: " + Self.list(conflicts.map(\.description))
        case .gone(let place, let message): "\(place): gone: \(message)"
        case .invalid(let place, let message, _): "\(place): invalid: \(message)"
        case .tooManyRequests(let place, let message, _): "\(place): too many requests: \(message)"
        case .unavailable(let place, let status, let message): "\(place): unavailable (\(status)): \(message)"
        case .badRequest(let place, let message): "\(place): bad request: \(message)"
        case .rejected(let place, let status, let message): "\(place): rejected (\(status)): \(message)"
        case .decoding(let place, let message): "\(place): unexpected answer: \(message)"
        case .unusable(let place, let message): "\(place): \(message)"
        }
    }

    /// The first entries of a list, and how many more there are.
    private static func list(_ entries: [String]) -> String {
        let shown = entries.prefix(8).joined(separator: ", ")
        return entries.count > 8 ? shown + " and \(entries.count - 8) more" : shown
    }
}

/// A field that a server found invalid.
public struct FieldFault: Hashable, Sendable {
    /// The field's path, such as `spec.replicas`; empty when the whole is meant.
    public var field: String
    /// The reason in one word, such as `FieldValueInvalid`.
    public var reason: String
    /// The server's sentence; empty for a `Secret`, since it may quote the value.
    public var message: String

    /// Makes a fault.
    public init(field: String, reason: String, message: String) {
        self.field = field
        self.reason = reason
        self.message = message
    }
}
