/// A registered cluster: what generators select by and what destinations name.
public struct Cluster: Hashable, Sendable {
    /// The unique name.
    ///
    /// Any text for clusters from Argo CD Secrets; `fleet cluster add` accepts DNS subdomains.
    public var name: String
    /// The API server's address, `https://host[:port][/path]`, without a trailing slash.
    public var server: String
    /// Labels that generators and `-l` select by.
    public var labels: [String: String]
    /// Annotations, free text.
    public var annotations: [String: String]
    /// The AppProject that the cluster belongs to; empty for none.
    public var project: String
    /// Where the credentials are found; nil for clusters read from files for generation only.
    public var credential: CredentialReference?

    /// Makes a cluster.
    public init(
        name: String,
        server: String,
        labels: [String: String] = [:],
        annotations: [String: String] = [:],
        project: String = "",
        credential: CredentialReference? = nil
    ) {
        self.name = name
        self.server = server
        self.labels = labels
        self.annotations = annotations
        self.project = project
        self.credential = credential
    }
}

/// Where a cluster's credentials are found; never the credentials themselves.
public enum CredentialReference: Hashable, Sendable {
    /// A context of a kubeconfig: absolute file path (nil: `KUBECONFIG` or `~/.kube/config` at the time of use) and
    /// context name.
    case kubeconfig(file: String?, context: String)
    /// A bearer token in a file, with the certificate authority's PEM file (nil: the system's).
    case tokenFile(path: String, certificateAuthority: String?)
    /// A bearer token in an environment variable, with the certificate authority's PEM file (nil: the system's).
    case tokenEnvironment(variable: String, certificateAuthority: String?)
    /// The service account that Kubernetes mounts into the Pod that `fleet` runs in.
    case inCluster
    /// An Argo CD cluster Secret on a registered cluster where Argo CD runs, read at the time of use: the hub's
    /// registered name, the Secret's namespace and name.
    case argocdSecret(hub: String, namespace: String, name: String)
    /// An Argo CD cluster Secret in a file of manifests, read at the time of use: the absolute path, and the name that the
    /// Secret gives its cluster.
    case argocdSecretFile(path: String, cluster: String)
}

/// What was observed of a cluster at a check.
public struct ClusterFacts: Hashable, Sendable {
    /// The server's version, such as `v1.31.2`.
    public var version: String
    /// When it last answered, in seconds since 1970.
    public var lastSeen: Double
    /// Why the last attempt failed, or nil when it succeeded.
    public var lastError: String?
    /// When the last attempt was made, in seconds since 1970.
    public var lastAttempt: Double

    /// Makes facts.
    public init(version: String, lastSeen: Double, lastError: String? = nil, lastAttempt: Double) {
        self.version = version
        self.lastSeen = lastSeen
        self.lastError = lastError
        self.lastAttempt = lastAttempt
    }
}
