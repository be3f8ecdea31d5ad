import FleetValue

/// What is known of a kind by its API version alone.
struct KnownKind {
    /// Whether it is of a group that Kubernetes itself serves.
    let isBuiltIn: Bool
    /// Whether it can hold a Pod's specification in which the server fills in defaults.
    ///
    /// Custom resources that hold one do not get them.
    let hasPodDefaults: Bool

    /// Looks at an API version such as `apps/v1`.
    init(apiVersion: String) {
        let group = apiVersion.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
        let name = group.count == 2 ? Substring(group[0]) : ""
        isBuiltIn = !name.utf8.contains(UInt8(ascii: ".")) || name.hasSuffix(".k8s.io")
        hasPodDefaults = name.isEmpty || name == "apps" || name == "batch"
    }
}

/// The mappings that server-side apply replaces as a whole (`x-kubernetes-map-type: atomic`), as far as they can be told
/// by name and shape.
///
/// `managedFields` does not say it: a whole mapping is named like a mapping that was empty when it was applied. The fields
/// known here get no defaults below them in Kubernetes' own types, but for those in ``isDefaulted(_:_:_:)``; so whatever
/// stands in one that was applied empty, some other manager owns.
///
/// - SeeAlso: `+structType=atomic` and `+mapType=atomic` in k8s.io/api.
enum WholeFields {
    /// Whether the field of Kubernetes' own types, with what it holds, may be a mapping that is replaced as a whole.
    static func isWhole(_ name: String, _ value: Mapping) -> Bool {
        isWhole(name)
            || value.allSatisfy { $0.key == "matchLabels" || $0.key == "matchExpressions" }
            || value.allSatisfy { references.contains($0.key) }
    }

    /// The same by the name alone.
    static func isWhole(_ name: String) -> Bool {
        name.hasSuffix("elector") || name.hasSuffix("Ref") || names.contains(name)
    }

    /// Whether two such mappings differ only by what the server fills in for Pods and their templates.
    static func isDefaulted(_ name: String, _ desired: Mapping, _ live: Value) -> Bool {
        let added: (key: String, value: Value)
        switch name {
        case "fieldRef": added = ("apiVersion", "v1")
        case "resourceFieldRef": added = ("divisor", "0")
        default: return false
        }
        guard !desired.contains(key: added.key) else { return false }
        var whole = desired
        whole.append(added.key, added.value)
        return live == .mapping(whole)
    }

    /// `NodeSelector` under its fields' names, and those of admission policies.
    private static let names: Set<String> = [
        "requiredDuringSchedulingIgnoredDuringExecution", "required", "matchConstraints", "matchResources", "paramKind",
    ]

    /// The fields of references to other resources and to keys in them.
    private static let references: Set<String> = [
        "name", "key", "optional", "namespace", "kind", "apiGroup", "apiVersion", "uid", "resourceVersion", "fieldPath",
    ]
}
