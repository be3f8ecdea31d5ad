/// A kubeconfig, or several merged: clusters, users and the contexts that join them.
///
/// - SeeAlso: <https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/>
public struct Kubeconfig: Sendable {
    /// The clusters under their names.
    public private(set) var clusters: [String: KubeconfigCluster]
    /// The users under their names.
    public private(set) var users: [String: KubeconfigUser]
    /// The contexts under their names.
    public private(set) var contexts: [String: KubeconfigContext]
    /// `current-context`; empty when none is set.
    public private(set) var currentContext: String
    /// The files that were read, in order.
    public private(set) var files: [String]
    /// The environment that credential plugins inherit.
    let inherited: ExecPluginContext

    /// Merges kubeconfigs as kubectl does: of entries with the same name the first counts, whole, and
    /// `current-context` is that of the first that sets it.
    ///
    /// - Parameter parts: In order of precedence. None gives an empty kubeconfig.
    public init(merging parts: [Kubeconfig]) {
        clusters = [:]
        users = [:]
        contexts = [:]
        currentContext = ""
        files = []
        inherited = parts.first?.inherited ?? ExecPluginContext()
        for part in parts {
            clusters.merge(part.clusters) { first, _ in first }
            users.merge(part.users) { first, _ in first }
            contexts.merge(part.contexts) { first, _ in first }
            if currentContext.isEmpty { currentContext = part.currentContext }
            files += part.files
        }
    }

    /// Makes one of what a file holds.
    init(
        file: String,
        clusters: [String: KubeconfigCluster],
        users: [String: KubeconfigUser],
        contexts: [String: KubeconfigContext],
        currentContext: String,
        environment: [String: String]
    ) {
        self.clusters = clusters
        self.users = users
        self.contexts = contexts
        self.currentContext = currentContext
        inherited = ExecPluginContext(environment: environment)
        files = [file]
    }

    /// The names of the contexts in ascending order.
    public var contextNames: [String] { contexts.keys.sorted() }

    /// What the kubeconfig is called in messages: its files.
    var title: String { files.isEmpty ? "kubeconfig" : files.joined(separator: ", ") }
}
