public import FleetHTTP
import FleetValue
import Synchronization

/// Talks to one API server.
///
/// A class because all who work on a cluster share its limit on requests, its credential and what it knows of the
/// server. Everything is safe to call from anywhere; no call holds a thread while it waits. A cancelled task's request
/// is given up at once with ``KubeError/cancelled(cluster:)``.
public final class KubeClient: Sendable {
    /// The cluster's name, for messages.
    public let cluster: String
    /// How the server is reached.
    public let connection: Connection
    /// How the client behaves.
    public let options: KubeClientOptions

    private let loop: TransferLoop
    private let gate: RequestGate
    private let credentials: CredentialSource
    let discoveryState = Mutex(DiscoveryState())
    let discoveryFlight = SingleFlight<Discovery>()

    /// Makes a client; nothing is sent.
    ///
    /// - Parameters:
    ///   - name: The cluster's name, for messages.
    ///   - connection: See ``Kubeconfig/connection(context:)`` and ``Connection/resolve(_:environment:serviceAccountFolder:)``.
    ///   - loop: Carries the requests out; shared by all clients of a process.
    ///   - options: Limits, retries, caches.
    public init(
        cluster name: String,
        connection: Connection,
        loop: TransferLoop,
        options: KubeClientOptions = KubeClientOptions()
    ) {
        cluster = name
        self.connection = connection
        self.options = options
        self.loop = loop
        gate = RequestGate(limit: options.maximumInFlight)
        credentials = options.credentials.source(for: connection.credential)
    }

    /// How many requests are under way and how many wait for their turn.
    public var load: (inFlight: Int, waiting: Int) { gate.load }

    /// The place of an action, for errors.
    func place(_ action: String, _ subject: String) -> RequestPlace {
        RequestPlace(cluster: cluster, action: action, subject: subject)
    }

    /// Sends a request, as often as its safety and the policy allow.
    ///
    /// - Returns: An answer with a status from 200 to 299.
    /// - Throws: The ``KubeError`` of the last attempt.
    func send(_ request: APIRequest) async throws(KubeError) -> HTTPResponse {
        guard await gate.enter() else { throw .cancelled(cluster: cluster) }
        defer { gate.leave() }
        var retry = RetryState(policy: request.retries ?? options.retries, safety: request.safety)
        var jitter = JitterSource(time: options.time)
        var mayRenew = true
        let start = options.time.elapsed()
        while true {
            if Task.isCancelled { throw .cancelled(cluster: cluster) }
            let credential = try await credentials.current(for: cluster)
            let outcome: RetryState.Outcome
            let failure: KubeError
            switch await attempt(request, credential) {
            case .success(let response):
                if 200..<300 ~= response.status { return response }
                if response.status == 401, mayRenew, credentials.refuse(credential) {
                    mayRenew = false
                    continue
                }
                let status = APIStatus(body: response.body)
                outcome = .answer(
                    status: response.status,
                    reason: status?.reason ?? "",
                    retryAfter: RetryPolicy.retryAfter(response, status)
                )
                failure = KubeError(response, to: request, hint: refusalHint(credential))
                if case .notServed = failure { forgetDiscovery() }
            case .failure(.cancelled):
                throw .cancelled(cluster: cluster)
            case .failure(let error):
                outcome = .failure(error)
                failure = .transport(request.place, error)
            }
            let elapsed = options.time.elapsed() - start
            guard let wait = retry.wait(after: outcome, elapsed: elapsed, using: &jitter) else { throw failure }
            do {
                try await options.time.sleep(wait)
            } catch {
                throw .cancelled(cluster: cluster)
            }
        }
    }

    /// Sends a request and reads the answer's JSON.
    func value(_ request: APIRequest) async throws(KubeError) -> Value {
        let response = try await send(request)
        do {
            return try JSONReader.value(in: response.body)
        } catch {
            let message =
                request.isSecret
                ? "not JSON at \(error.position)"
                : "not JSON (\(error)): \(APIStatus.sentence(for: response.body))"
            throw .decoding(request.place, message: message)
        }
    }

    private func attempt(
        _ request: APIRequest,
        _ credential: IssuedCredential
    ) async -> Result<HTTPResponse, HTTPError> {
        var headers: [(name: String, value: String)] = [
            ("Accept", request.accept), ("User-Agent", options.userAgent),
        ]
        if request.body != nil { headers.append(("Content-Type", request.contentType)) }
        if let authorization = credential.authorization { headers.append(("Authorization", authorization.value)) }
        if let impersonation = connection.impersonation { headers += impersonation.headers }
        var tls = connection.tls
        if let certificate = credential.certificate, let key = credential.key {
            tls.clientCertificate = .data(certificate.value)
            tls.clientKey = .data(key.value)
        }
        do {
            return .success(
                try await loop.perform(
                    HTTPRequest(
                        method: request.method,
                        url: connection.server + request.path + APIPath.query(request.query),
                        headers: headers,
                        body: request.body,
                        timeout: options.requestTimeout,
                        connectTimeout: options.connectTimeout,
                        tls: tls,
                        proxy: connection.proxy,
                        maximumResponseBytes: options.maximumResponseBytes
                    )
                )
            )
        } catch {
            return .failure(error)
        }
    }

    /// What to say of credentials that were refused.
    private func refusalHint(_ credential: IssuedCredential) -> String {
        var hint = "the server does not accept the credentials of \(connection.title)"
        let certificate: [UInt8]? =
            switch connection.tls.clientCertificate {
            case .data(let bytes)?: bytes
            case .file(let path)?: try? LocalFile.bytes(at: path)
            case nil: nil
            }
        if let pem = credential.certificate?.value ?? certificate, let end = CertificateDates.notAfter(pem: pem),
            end <= options.time.now()
        {
            hint += "; the client certificate expired at \(RFC3339.text(of: end))"
        }
        return hint
    }
}
