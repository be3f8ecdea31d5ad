public import FleetValue

/// An Argo CD Application (`argoproj.io/v1alpha1`), decoded.
///
/// Only what `fleet` acts on is decoded; ``manifest`` keeps the whole document, unknown fields included, so that
/// what is printed is what was declared.
public struct Application: Hashable, Sendable {
    /// The whole document.
    public var manifest: Manifest
    /// `metadata.name`.
    public var name: String
    /// `metadata.namespace`, empty when not set.
    public var namespace: String
    /// `spec.project`; `default` when empty.
    public var project: String
    /// `spec.sources` when it has entries, otherwise `spec.source` alone; never empty.
    public var sources: [ApplicationSource]
    /// `spec.destination`.
    public var destination: ApplicationDestination
    /// `spec.syncPolicy`.
    public var syncPolicy: SyncPolicy
    /// `metadata.finalizers`, in order.
    public var finalizers: [String]

    /// Makes an application of decoded parts.
    public init(
        manifest: Manifest,
        name: String,
        namespace: String,
        project: String,
        sources: [ApplicationSource],
        destination: ApplicationDestination,
        syncPolicy: SyncPolicy,
        finalizers: [String]
    ) {
        self.manifest = manifest
        self.name = name
        self.namespace = namespace
        self.project = project
        self.sources = sources
        self.destination = destination
        self.syncPolicy = syncPolicy
        self.finalizers = finalizers
    }
}

/// Where an Application's manifests come from: one entry of `spec.sources`, or `spec.source`.
public struct ApplicationSource: Hashable, Sendable {
    /// `repoURL`: https, ssh, `file://`, scp form, or a path relative to the fleet directory.
    public var repoURL: String
    /// `path` in the repository; empty for its root.
    public var path: String
    /// `targetRevision`: branch, tag, SHA or `HEAD`; `HEAD` when empty.
    public var targetRevision: String
    /// `chart`, for Helm chart repositories; empty for Git.
    public var chart: String
    /// `ref`, the name other sources refer to; empty for none.
    public var ref: String
    /// `directory`, or nil when not set.
    public var directory: DirectoryOptions?
    /// `kustomize` as declared, or nil when not set or empty.
    public var kustomize: Mapping?
    /// `helm` as declared, or nil when not set or empty.
    public var helm: Mapping?
    /// `plugin` as declared, or nil when not set.
    public var plugin: Mapping?

    /// Makes a source.
    public init(
        repoURL: String,
        path: String = "",
        targetRevision: String = "HEAD",
        chart: String = "",
        ref: String = "",
        directory: DirectoryOptions? = nil,
        kustomize: Mapping? = nil,
        helm: Mapping? = nil,
        plugin: Mapping? = nil
    ) {
        self.repoURL = repoURL
        self.path = path
        self.targetRevision = targetRevision
        self.chart = chart
        self.ref = ref
        self.directory = directory
        self.kustomize = kustomize
        self.helm = helm
        self.plugin = plugin
    }
}

/// `source.directory`.
public struct DirectoryOptions: Hashable, Sendable {
    /// Whether folders below the path are read too.
    public var recurse: Bool
    /// A glob that a file's path, relative to the source's path, must match; empty for all; `*` crosses `/`.
    public var include: String
    /// A glob that leaves files out, looked at before ``include``; empty for none.
    public var exclude: String
    /// `jsonnet` as declared, or nil.
    public var jsonnet: Mapping?

    /// Makes options.
    public init(recurse: Bool = false, include: String = "", exclude: String = "", jsonnet: Mapping? = nil) {
        self.recurse = recurse
        self.include = include
        self.exclude = exclude
        self.jsonnet = jsonnet
    }
}

/// `spec.destination`.
public struct ApplicationDestination: Hashable, Sendable {
    /// The cluster's address; empty when ``name`` is given.
    public var server: String
    /// The cluster's registered name; empty when ``server`` is given.
    public var name: String
    /// The namespace for namespaced manifests that name none; empty for none.
    public var namespace: String

    /// Makes a destination.
    public init(server: String = "", name: String = "", namespace: String = "") {
        self.server = server
        self.name = name
        self.namespace = namespace
    }
}

/// `spec.syncPolicy`.
public struct SyncPolicy: Hashable, Sendable {
    /// `automated`, or nil when syncing is manual.
    public var automated: AutomatedSync?
    /// `syncOptions`, `Key=value` each, in order.
    public var syncOptions: [String]
    /// `managedNamespaceMetadata.labels`.
    public var namespaceLabels: [String: String]
    /// `managedNamespaceMetadata.annotations`.
    public var namespaceAnnotations: [String: String]
    /// `retry` as declared, or nil when not set.
    public var retry: Mapping?

    /// Makes a policy.
    public init(
        automated: AutomatedSync? = nil,
        syncOptions: [String] = [],
        namespaceLabels: [String: String] = [:],
        namespaceAnnotations: [String: String] = [:],
        retry: Mapping? = nil
    ) {
        self.automated = automated
        self.syncOptions = syncOptions
        self.namespaceLabels = namespaceLabels
        self.namespaceAnnotations = namespaceAnnotations
        self.retry = retry
    }

    /// Whether `syncOptions` holds `option` literally, as in `CreateNamespace=true`.
    public func has(_ option: String) -> Bool { syncOptions.contains(option) }
}

/// `spec.syncPolicy.automated`.
public struct AutomatedSync: Hashable, Sendable {
    /// `enabled`; true when not set.
    public var enabled: Bool
    /// Whether resources that are no longer declared are deleted.
    public var prune: Bool
    /// Whether changes made on the cluster are undone.
    public var selfHeal: Bool
    /// Whether an empty rendering may prune everything.
    public var allowEmpty: Bool

    /// Makes a policy.
    public init(enabled: Bool = true, prune: Bool = false, selfHeal: Bool = false, allowEmpty: Bool = false) {
        self.enabled = enabled
        self.prune = prune
        self.selfHeal = selfHeal
        self.allowEmpty = allowEmpty
    }
}
