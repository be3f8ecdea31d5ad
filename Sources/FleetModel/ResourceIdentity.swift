public import FleetValue

/// The API group and kind of a resource; the version is left out because one resource is served in several.
public struct GroupKind: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The API group; empty for the core group.
    public var group: String
    /// The kind, singular and capitalised, as in a manifest.
    public var kind: String

    /// Makes a group and kind.
    public init(group: String, kind: String) {
        self.group = group
        self.kind = kind
    }

    /// `Deployment.apps`, or `Service` in the core group, as kubectl prints it.
    public var description: String { group.isEmpty ? kind : "\(kind).\(group)" }

    /// Group, then kind.
    public static func < (left: GroupKind, right: GroupKind) -> Bool {
        (left.group, left.kind) < (right.group, right.kind)
    }
}

/// The API group, version and kind of a manifest.
public struct GroupVersionKind: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The API group; empty for the core group.
    public var group: String
    /// The version, such as `v1`.
    public var version: String
    /// The kind, singular and capitalised.
    public var kind: String

    /// Makes one of its parts.
    public init(group: String, version: String, kind: String) {
        self.group = group
        self.version = version
        self.kind = kind
    }

    /// Splits a manifest's `apiVersion` (`apps/v1`, or `v1` in the core group).
    public init(apiVersion: String, kind: String) {
        if let slash = apiVersion.firstIndex(of: "/") {
            group = String(apiVersion[..<slash])
            version = String(apiVersion[apiVersion.index(after: slash)...])
        } else {
            group = ""
            version = apiVersion
        }
        self.kind = kind
    }

    /// The group and kind without the version.
    public var groupKind: GroupKind { GroupKind(group: group, kind: kind) }

    /// As a manifest writes it: `apps/v1`, or `v1` in the core group.
    public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// `apps/v1 Deployment`.
    public var description: String { "\(apiVersion) \(kind)" }

    /// Group, then kind, then version.
    public static func < (left: GroupVersionKind, right: GroupVersionKind) -> Bool {
        (left.group, left.kind, left.version) < (right.group, right.kind, right.version)
    }
}

/// What tells one resource of a cluster from all others.
public struct ResourceKey: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The API group; empty for the core group.
    public var group: String
    /// The kind, singular and capitalised.
    public var kind: String
    /// The namespace; empty for resources of the cluster itself.
    public var namespace: String
    /// The name.
    public var name: String

    /// Makes a key of its parts.
    public init(group: String, kind: String, namespace: String, name: String) {
        self.group = group
        self.kind = kind
        self.namespace = namespace
        self.name = name
    }

    /// The group and kind.
    public var groupKind: GroupKind { GroupKind(group: group, kind: kind) }

    /// `Deployment.apps web/frontend`, without the namespace and slash for cluster-scoped resources.
    public var description: String {
        namespace.isEmpty ? "\(groupKind) \(name)" : "\(groupKind) \(namespace)/\(name)"
    }

    /// Namespace, then kind, then name, then group: the order of rows in every listing.
    public static func < (left: ResourceKey, right: ResourceKey) -> Bool {
        (left.namespace, left.kind, left.name, left.group) < (right.namespace, right.kind, right.name, right.group)
    }
}

/// One Kubernetes object's document: desired, live or stored.
public struct Manifest: Hashable, Sendable {
    /// The whole document, a mapping.
    public var value: Value

    /// Wraps a document without looking at it; see ``init(validating:)``.
    public init(_ value: Value) {
        self.value = value
    }

    /// `apiVersion`, empty when it is not set.
    public var apiVersion: String { value["apiVersion"]?.string ?? "" }
    /// `kind`, empty when it is not set.
    public var kind: String { value["kind"]?.string ?? "" }
    /// `metadata.name`, empty when it is not set.
    public var name: String { value["metadata"]?["name"]?.string ?? "" }
    /// `metadata.namespace`, empty when it is not set.
    public var namespace: String {
        get { value["metadata"]?["namespace"]?.string ?? "" }
        set { setMetadata("namespace", newValue.isEmpty ? nil : .string(newValue)) }
    }
    /// `metadata.labels`; entries that are not text are left out.
    public var labels: [String: String] { strings(under: "labels") }
    /// `metadata.annotations`; entries that are not text are left out.
    public var annotations: [String: String] { strings(under: "annotations") }
    /// The group, version and kind.
    public var groupVersionKind: GroupVersionKind { GroupVersionKind(apiVersion: apiVersion, kind: kind) }
    /// What identifies it on a cluster.
    public var key: ResourceKey {
        let type = groupVersionKind
        return ResourceKey(group: type.group, kind: type.kind, namespace: namespace, name: name)
    }

    /// Sets one label.
    public mutating func setLabel(_ key: String, _ text: String) { set(key, text, under: "labels") }

    /// Sets one annotation.
    public mutating func setAnnotation(_ key: String, _ text: String) { set(key, text, under: "annotations") }

    private func strings(under field: String) -> [String: String] {
        var result: [String: String] = [:]
        for (key, value) in value["metadata"]?[field]?.mapping ?? [:] {
            if let text = value.string { result[key] = text }
        }
        return result
    }

    private mutating func setMetadata(_ field: String, _ newValue: Value?) {
        var metadata = value["metadata"]?.mapping ?? Mapping()
        metadata[field] = newValue
        value["metadata"] = .mapping(metadata)
    }

    private mutating func set(_ key: String, _ text: String, under field: String) {
        var entries = value["metadata"]?[field]?.mapping ?? Mapping()
        entries[key] = .string(text)
        setMetadata(field, .mapping(entries))
    }
}
