public import FleetModel

/// One Application or AppProject that is to be on a hub.
public struct HubDeclaration: Sendable {
    /// The document as declared or generated.
    public var manifest: Manifest
    /// The ApplicationSet that gave it; nil when it was declared as such.
    public var applicationSet: ApplicationSet?

    /// Makes a declaration.
    public init(_ manifest: Manifest, of applicationSet: ApplicationSet? = nil) {
        self.manifest = manifest
        self.applicationSet = applicationSet
    }
}

/// Everything that is to be on a hub, and what could not be found out about it.
public struct HubDeclarations: Sendable {
    /// What is to be there, in any order.
    public var declared: [HubDeclaration]
    /// The ApplicationSets, also those that gave nothing.
    public var applicationSets: [ApplicationSet]
    /// What could not be generated or is not valid, one line each; while there is any, nothing is deleted.
    public var failures: [String]

    /// Makes declarations.
    public init(declared: [HubDeclaration] = [], applicationSets: [ApplicationSet] = [], failures: [String] = []) {
        self.declared = declared
        self.applicationSets = applicationSets
        self.failures = failures
    }
}

/// How a hub is brought to what is declared.
public struct HubOptions: Sendable {
    /// Whether what is this fleet's and no longer declared is deleted.
    public var prune: Bool
    /// Whether what is there already and nobody's, or another fleet's, is taken over.
    public var adopts: Bool
    /// Whether fields are taken from other appliers.
    public var forceConflicts: Bool
    /// How much may be deleted at once.
    public var deletionLimit: DeletionLimit
    /// Whether a person has set the limit for this very run, so that even an empty set is meant.
    public var isLimitExplicit: Bool

    /// Makes options.
    public init(
        prune: Bool = false,
        adopts: Bool = false,
        forceConflicts: Bool = false,
        deletionLimit: DeletionLimit = DeletionLimit(),
        isLimitExplicit: Bool = false
    ) {
        self.prune = prune
        self.adopts = adopts
        self.forceConflicts = forceConflicts
        self.deletionLimit = deletionLimit
        self.isLimitExplicit = isLimitExplicit
    }
}

/// Why nothing at all is done on a hub.
public enum HubRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The hub does not serve a kind of Argo CD's.
    case notServed(hub: String, kind: String)
    /// The hub has no such namespace.
    case noNamespace(hub: String, namespace: String)
    /// More would vanish than the limit allows; the names are sorted.
    case tooManyDeletions([String], total: Int)
    /// Nothing is declared at all.
    case nothingDeclared(deleting: Int)
    /// An ApplicationSet gives nothing any more; the names of what it gave before are sorted.
    case emptySet(String, deleting: [String])
    /// Another process works on the hub.
    case inUse(String)

    /// One sentence that names the hub or the list, and the way out.
    public var description: String {
        switch self {
        case .notServed(let hub, let kind):
            return "cluster \"\(hub)\" does not serve \(kind) of \(Application.apiVersion); is Argo CD installed there?"
        case .noNamespace(let hub, let namespace):
            return "cluster \"\(hub)\" has no namespace \"\(namespace)\"; "
                + "say where Argo CD runs there with --namespace"
        case .tooManyDeletions(let names, let total):
            return "\(names.count) of \(total) resources of this fleet on the hub would be deleted "
                + "(\(Self.list(names))); if that is meant, allow it with --allow-deletions \(names.count)"
        case .nothingDeclared(let count):
            return "nothing is declared at all, and all \(count) resources of this fleet on the hub would be deleted; "
                + "if that is meant, allow it with --allow-deletions \(count)"
        case .emptySet(let set, let names):
            return "ApplicationSet \"\(set)\" gives no Application any more, and those it gave would be deleted "
                + "(\(Self.list(names))); if that is meant, allow it with --allow-deletions \(names.count)"
        case .inUse(let reason):
            return reason
        }
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(10).joined(separator: ", ")
        return names.count > 10 ? "\(shown) and \(names.count - 10) more" : shown
    }
}
