import FleetDeclarations
public import FleetModel

/// What is known of the applications of a cluster that are not compared now.
///
/// A selection never makes what it left out look as if it were gone.
public struct Neighbours: Sendable {
    /// What they declare: by resource, the application.
    public var declared: [ResourceKey: String]
    /// Why they may declare more than is known; nil when all is known.
    public var doubt: String?

    /// Makes a neighbourhood; by default nobody else declares anything for the cluster.
    public init(declared: [ResourceKey: String] = [:], doubt: String? = nil) {
        self.declared = declared
        self.doubt = doubt
    }
}

/// Which application a resource belongs to, so that none takes or deletes what is another's.
struct Owners {
    /// The first application by name that declares it, whether it is compared now or not.
    private var declaring: [ResourceKey: String]
    /// The first application that declares something in a namespace.
    private var byNamespace: [String: String] = [:]
    /// The first application that declares a resource of a kind.
    private var byKind: [GroupKind: String] = [:]
    private let doubt: String?

    init(_ applications: [PreparedApplication], _ neighbours: Neighbours) {
        declaring = neighbours.declared
        doubt = neighbours.doubt
        for (key, application) in neighbours.declared { note(key, application) }
        for application in applications {
            let name = application.desired.name
            for resource in application.resources {
                Self.put(name, &declaring[resource.manifest.key])
                note(resource.manifest.key, name)
            }
        }
    }

    private mutating func note(_ key: ResourceKey, _ application: String) {
        Self.put(application, &byKind[key.groupKind])
        if !key.namespace.isEmpty { Self.put(application, &byNamespace[key.namespace]) }
    }

    private static func put(_ application: String, _ first: inout String?) {
        first = first.map { min($0, application) } ?? application
    }

    /// The application that a resource belongs to by declaration; nil when none declares it.
    func owner(of key: ResourceKey) -> String? { declaring[key] }

    /// Whether another application declares the resource.
    func isOthers(_ key: ResourceKey, _ application: String) -> Bool {
        declaring[key].map { $0 != application } ?? false
    }

    /// Why a resource must stay although its application declares it no longer; nil when it may go.
    func hold(_ key: ResourceKey, _ live: Manifest) -> String? {
        if let doubt { return "ignored (\(doubt))" }
        if key.groupKind == GroupKind(group: "", kind: "Namespace"), let user = byNamespace[key.name] {
            return "ignored (application \"\(user)\" declares resources in it)"
        }
        if let kind = live.definedKind, let user = byKind[kind] {
            return "ignored (application \"\(user)\" declares resources of its kind)"
        }
        return nil
    }
}
