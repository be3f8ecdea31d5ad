/// Why there are no credentials to send.
public enum CredentialFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The plugin's program is not there. The hint is what the kubeconfig says about installing it; may be empty.
    case pluginMissing(command: String, hint: String)
    /// The plugin could not be started or ended with an error. The detail says how and ends with what it printed on
    /// standard error, without what looks like a secret.
    case pluginFailed(command: String, detail: String)
    /// The plugin took too long and was ended.
    case pluginTimedOut(command: String, after: Duration)
    /// The plugin's answer can not be used.
    case pluginAnswer(command: String, problem: String)
    /// The plugin gave a credential that had expired already, at a moment in seconds since 1970.
    case expired(command: String, at: Double)
    /// The plugin wants to ask something, and there is no terminal.
    case needsTerminal(command: String)
    /// The file that should hold a token can not be used.
    case tokenFile(path: String, problem: String)
    /// The environment variable that should hold a token is not set, or empty.
    case environmentVariable(String)
    /// A token, password or header has characters that can not be sent.
    case notSendable(what: String)
    /// Nothing says where this cluster's credentials are.
    case none
    /// The process does not run in a Pod with a service account.
    case notInCluster(problem: String)
    /// The Argo CD cluster Secret at a place can not be used.
    case argocdSecret(place: String, problem: String)

    /// One lower-case sentence that follows the cluster's name, without secrets.
    public var description: String {
        switch self {
        case .pluginMissing(let command, let hint):
            hint.isEmpty
                ? "credential plugin \"\(command)\" is not installed"
                : "credential plugin \"\(command)\" is not installed: \(hint)"
        case .pluginFailed(let command, let detail):
            "credential plugin \"\(command)\" failed: \(detail)"
        case .pluginTimedOut(let command, let duration):
            "credential plugin \"\(command)\" gave no answer in \(duration.components.seconds) s and was ended"
        case .pluginAnswer(let command, let problem):
            "credential plugin \"\(command)\" gave an answer that can not be used: \(problem)"
        case .expired(let command, let moment):
            "credential plugin \"\(command)\" gave a credential that expired at \(RFC3339.text(of: moment));"
                + " log in again, or check this machine's clock"
        case .needsTerminal(let command):
            "credential plugin \"\(command)\" needs a terminal to ask on, and standard input is none"
        case .tokenFile(let path, let problem):
            "token file \(path) \(problem)"
        case .environmentVariable(let name):
            "environment variable \(name), which should hold the token, is not set"
        case .notSendable(let what):
            "\(what) has characters that can not be sent in a header, such as a line break"
        case .none:
            "has no credentials; register it again with a kubeconfig context or a token"
        case .argocdSecret(let place, let problem):
            "\(place) \(problem)"
        case .notInCluster(let problem):
            "is reached with the service account of the Pod that fleet runs in, but \(problem)"
        }
    }
}
