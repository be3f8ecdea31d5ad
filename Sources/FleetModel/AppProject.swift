public import FleetValue

/// An Argo CD AppProject (`argoproj.io/v1alpha1`), decoded: what its Applications may use.
public struct AppProject: Hashable, Sendable {
    /// The whole document.
    public var manifest: Manifest
    /// `metadata.name`.
    public var name: String
    /// `metadata.namespace`, empty when not set.
    public var namespace: String
    /// `description`.
    public var description: String
    /// `sourceRepos`: the repositories that may be deployed from.
    public var sourceRepos: [RepositoryPattern]
    /// `destinations`: where may be deployed to.
    public var destinations: [DestinationRule]
    /// `clusterResourceWhitelist`: kinds of the cluster itself that may be deployed.
    public var clusterResourceWhitelist: [KindRule]
    /// `clusterResourceBlacklist`: kinds of the cluster itself that may not.
    public var clusterResourceBlacklist: [KindRule]
    /// `namespaceResourceWhitelist`: namespaced kinds that may be deployed; nil for all, empty for none.
    public var namespaceResourceWhitelist: [KindRule]?
    /// `namespaceResourceBlacklist`: namespaced kinds that may not.
    public var namespaceResourceBlacklist: [KindRule]
    /// `sourceNamespaces`: where Applications of this project may stand beside Argo CD's own namespace.
    public var sourceNamespaces: [NamePattern]
    /// `permitOnlyProjectScopedClusters`: whether only clusters that belong to the project may be deployed to.
    public var permitOnlyProjectScopedClusters: Bool
    /// `destinationServiceAccounts`: whom to impersonate where.
    public var destinationServiceAccounts: [DestinationServiceAccount]
    /// `roles`.
    public var roles: [ProjectRole]
    /// `syncWindows` as declared.
    public var syncWindows: [Value]
    /// `orphanedResources` as declared; nil when orphans are not looked for.
    public var orphanedResources: Mapping?
    /// `signatureKeys` as declared.
    public var signatureKeys: [Value]
    /// `sourceIntegrity` as declared, or nil.
    public var sourceIntegrity: Mapping?

    /// Makes a project that permits nothing but namespaced kinds; give it rules after that.
    public init(manifest: Manifest, name: String, namespace: String = "") {
        self.manifest = manifest
        self.name = name
        self.namespace = namespace
        description = ""
        sourceRepos = []
        destinations = []
        clusterResourceWhitelist = []
        clusterResourceBlacklist = []
        namespaceResourceWhitelist = nil
        namespaceResourceBlacklist = []
        sourceNamespaces = []
        permitOnlyProjectScopedClusters = false
        destinationServiceAccounts = []
        roles = []
        syncWindows = []
        orphanedResources = nil
        signatureKeys = []
        sourceIntegrity = nil
    }
}

/// One entry of `destinations`: the server or the name must match, and the namespace.
public struct DestinationRule: Hashable, Sendable {
    /// `server`; empty text matches no address.
    public var server: NamePattern
    /// `name`; empty text matches no name.
    public var name: NamePattern
    /// `namespace`.
    public var namespace: NamePattern

    /// Makes a rule.
    public init(server: NamePattern, name: NamePattern, namespace: NamePattern) {
        self.server = server
        self.name = name
        self.namespace = namespace
    }
}

/// One entry of a list of permitted or refused kinds.
public struct KindRule: Hashable, Sendable {
    /// `group`, a shell pattern; empty for the core group.
    public var group: Glob
    /// `kind`, a shell pattern.
    public var kind: Glob
    /// `name`, a shell pattern, or nil for every name; only for kinds of the cluster itself.
    public var name: Glob?

    /// Makes a rule of shell patterns.
    ///
    /// - Throws: ``ModelError`` without a path for a malformed pattern.
    public init(group: String, kind: String, name: String = "") throws(ModelError) {
        self.group = try Glob(group, separator: "/", syntax: .shell)
        self.kind = try Glob(kind, separator: "/", syntax: .shell)
        self.name = name.isEmpty ? nil : try Glob(name, separator: "/", syntax: .shell)
    }

    /// Whether a resource is of this rule.
    public func matches(_ type: GroupKind, name resource: String) -> Bool {
        kind.matches(type.kind) && group.matches(type.group) && (name?.matches(resource) ?? true)
    }
}

/// One entry of `destinationServiceAccounts`.
public struct DestinationServiceAccount: Hashable, Sendable {
    /// `server`, a glob.
    public var server: String
    /// `namespace`, a glob.
    public var namespace: String
    /// `defaultServiceAccount`: `NAME`, or `NAMESPACE:NAME`.
    public var defaultServiceAccount: String

    /// Makes an entry.
    public init(server: String, namespace: String, defaultServiceAccount: String) {
        self.server = server
        self.namespace = namespace
        self.defaultServiceAccount = defaultServiceAccount
    }
}

/// One entry of `roles`.
public struct ProjectRole: Hashable, Sendable {
    /// `name`.
    public var name: String
    /// `description`.
    public var description: String
    /// `policies`: `p, proj:PROJECT:ROLE, RESOURCE, ACTION, PROJECT/APPLICATION, allow|deny` each.
    public var policies: [String]
    /// `groups`: whose members have the role.
    public var groups: [String]

    /// Makes a role.
    public init(name: String, description: String = "", policies: [String] = [], groups: [String] = []) {
        self.name = name
        self.description = description
        self.policies = policies
        self.groups = groups
    }
}
