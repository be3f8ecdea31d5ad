import FleetHTTP
import FleetValue
import Synchronization

/// Gives requests their credential and renews it when it ends or is refused.
///
/// A class because all requests of a client, and clients that share a plugin, share it.
final class CredentialSource: Sendable {
    /// How often a token file is read again, in seconds, as client-go does it.
    static let tokenFileLifetime = 60.0

    private let credential: Credential
    private let runner: ExecPluginRunner
    private let time: ClientTime
    private let terminal: RequestGate
    private let state = Mutex(CredentialState())
    private let renewal = SingleFlight<IssuedCredential>()

    /// Makes a source; `terminal` lets one plugin at a time ask on the terminal.
    init(credential: Credential, runner: ExecPluginRunner, time: ClientTime, terminal: RequestGate) {
        self.credential = credential
        self.runner = runner
        self.time = time
        self.terminal = terminal
    }

    /// The credential to send now; the cluster's name is for errors.
    func current(for cluster: String) async throws(KubeError) -> IssuedCredential {
        switch credential {
        case .none:
            return IssuedCredential()
        case .token(let token):
            guard token.isHeaderValue else { throw .credentials(cluster: cluster, .notSendable(what: "the token")) }
            return IssuedCredential(authorization: SecretText("Bearer " + token.value))
        case .basic(let username, let password):
            let text = Base64.text(of: Array("\(username):\(password.value)".utf8))
            return IssuedCredential(authorization: SecretText("Basic " + text))
        case .tokenFile(let path):
            let now = time.now()
            if let usable = state.withLock({ $0.usable(now: now) }) { return usable }
            return try readToken(path, cluster, now)
        case .plugin(let plugin, let context):
            let now = time.now()
            if let usable = state.withLock({ $0.usable(now: now) }) { return usable }
            do {
                return try await renewal.run { await self.renew(plugin, context) }
            } catch .credentials(_, let fault) {
                // The work is shared by several clusters; the error is about this one.
                throw .credentials(cluster: cluster, fault)
            } catch .cancelled {
                throw .cancelled(cluster: cluster)
            } catch {
                throw error
            }
        }
    }

    /// A server answered 401 to a credential.
    ///
    /// - Returns: Whether another attempt with ``current(for:)`` may go better.
    func refuse(_ credential: IssuedCredential) -> Bool {
        switch self.credential {
        case .none, .token, .basic: false
        case .tokenFile, .plugin:
            state.withLock { $0.refuse(generation: credential.generation, now: time.now()) }
        }
    }

    private func readToken(_ path: String, _ cluster: String, _ now: Double) throws(KubeError) -> IssuedCredential {
        let problem: String
        do {
            let token = try LocalFile.secret(at: path)
            if token.isHeaderValue {
                let credential = IssuedCredential(authorization: SecretText("Bearer " + token.value))
                return state.withLock { $0.issue(credential, renewAt: now + Self.tokenFileLifetime, now: now) }
            }
            problem = token.value.isEmpty ? "is empty" : "holds more than one line"
        } catch {
            problem = error.message
        }
        // A file that is being replaced may be away for a moment; the token before it still counts.
        if let last = state.withLock({ $0.last }) { return last }
        throw .credentials(cluster: cluster, .tokenFile(path: path, problem: problem))
    }

    private func renew(_ plugin: ExecPlugin, _ context: ExecPluginContext) async -> Result<IssuedCredential, KubeError>
    {
        let mayAsk = plugin.interactiveMode != .never && runner.hasTerminal()
        if mayAsk {
            guard await terminal.enter() else { return .failure(.cancelled(cluster: "")) }
        }
        defer { if mayAsk { terminal.leave() } }
        let answer: ExecCredential
        do {
            answer = try await runner.run(plugin, context)
        } catch .fault(let fault) {
            return .failure(.credentials(cluster: "", fault))
        } catch {
            return .failure(.cancelled(cluster: ""))
        }
        let now = time.now()
        if let expiration = answer.expiration, expiration <= now {
            return .failure(.credentials(cluster: "", .expired(command: plugin.title, at: expiration)))
        }
        let credential = IssuedCredential(
            authorization: answer.token.map { SecretText("Bearer " + $0.value) },
            certificate: answer.certificate,
            key: answer.key
        )
        let renewAt = answer.expiration.map { CredentialState.renewal(of: $0, now: now) }
        return .success(state.withLock { $0.issue(credential, renewAt: renewAt, now: now) })
    }
}
