public import FleetModel

/// A kind that a server serves in one version, and how to address it.
public struct APIResource: Hashable, Sendable {
    /// The API group; empty for the core group.
    public var group: String
    /// The version, such as `v1`.
    public var version: String
    /// The kind, singular and capitalised.
    public var kind: String
    /// The plural as it stands in paths, such as `deployments`.
    public var name: String
    /// The singular in small letters; empty on older servers, which do not tell it.
    public var singularName: String
    /// Whether its resources live in namespaces.
    public var namespaced: Bool
    /// What can be done: `get`, `list`, `create`, `update`, `patch`, `delete`, `watch`, `deletecollection`.
    public var verbs: [String]
    /// Abbreviations such as `deploy`.
    public var shortNames: [String]
    /// Groups of kinds such as `all`.
    public var categories: [String]
    /// Names such as `status` and `scale`.
    public var subresources: [String]

    /// Makes a description of its parts.
    public init(
        group: String,
        version: String,
        kind: String,
        name: String,
        singularName: String = "",
        namespaced: Bool,
        verbs: [String] = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
        shortNames: [String] = [],
        categories: [String] = [],
        subresources: [String] = []
    ) {
        self.group = group
        self.version = version
        self.kind = kind
        self.name = name
        self.singularName = singularName
        self.namespaced = namespaced
        self.verbs = verbs
        self.shortNames = shortNames
        self.categories = categories
        self.subresources = subresources
    }

    /// The group and kind.
    public var groupKind: GroupKind { GroupKind(group: group, kind: kind) }

    /// The group, version and kind.
    public var groupVersionKind: GroupVersionKind { GroupVersionKind(group: group, version: version, kind: kind) }

    /// As a manifest writes it: `apps/v1`, or `v1` in the core group.
    public var apiVersion: String { groupVersionKind.apiVersion }

    /// Whether a verb is served.
    public func supports(_ verb: String) -> Bool { verbs.contains(verb) }

    /// The path of all resources of the kind, or of one, or of a part of one; percent-encoded, without query.
    ///
    /// - Parameters:
    ///   - namespace: Left out for kinds without namespaces; nil addresses all namespaces.
    ///   - name: A valid name, or nil for the collection.
    ///   - subresource: Such as `status`; only with a name.
    /// - Returns: A path from the server's root on, with a slash first.
    public func path(namespace: String?, name: String? = nil, subresource: String? = nil) -> String {
        var path = group.isEmpty ? "/api/" : "/apis/" + APIPath.segment(group) + "/"
        path += APIPath.segment(version)
        if namespaced, let namespace { path += "/namespaces/" + APIPath.segment(namespace) }
        path += "/" + APIPath.segment(self.name)
        if let name {
            path += "/" + APIPath.segment(name)
            if let subresource { path += "/" + APIPath.segment(subresource) }
        }
        return path
    }
}
