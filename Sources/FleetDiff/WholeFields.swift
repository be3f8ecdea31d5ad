import FleetValue

/// The mappings that server-side apply replaces as a whole (`x-kubernetes-map-type: atomic`), as far as they can be told
/// by name and shape.
///
/// `managedFields` does not say it: a whole mapping is named like a mapping that was empty when it was applied. The fields
/// known here get no defaults below them in Kubernetes' own types, but for those in ``isDefaulted(_:_:_:)``; so whatever
/// stands in one that was applied empty, some other manager owns.
///
/// - SeeAlso: `+structType=atomic` and `+mapType=atomic` in k8s.io/api.
enum WholeFields {
    /// Whether the field may be taken for a mapping that is replaced as a whole.
    static func isWhole(_ name: String, _ value: Mapping) -> Bool {
        if hasSuffix(name, "elector") || hasSuffix(name, "Ref") || names.contains(name) { return true }
        return value.allSatisfy { $0.key == "matchLabels" || $0.key == "matchExpressions" }
            || value.allSatisfy { references.contains($0.key) }
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
        var desired = desired
        desired[added.key] = added.value
        return live == .mapping(desired)
    }

    /// Whether kinds of this version have Pods' defaults. Custom resources that hold a Pod's specification do not.
    static func hasPodDefaults(apiVersion: String) -> Bool {
        apiVersion == "v1" || apiVersion.hasPrefix("apps/") || apiVersion.hasPrefix("batch/")
    }

    /// `NodeSelector` under its field names, and those of admission policies.
    private static let names: Set<String> = [
        "requiredDuringSchedulingIgnoredDuringExecution", "required", "matchConstraints", "matchResources", "paramKind",
    ]

    /// The fields of references to other resources and to keys in them.
    private static let references: Set<String> = [
        "name", "key", "optional", "namespace", "kind", "apiGroup", "apiVersion", "uid", "resourceVersion", "fieldPath",
    ]

    private static func hasSuffix(_ text: String, _ suffix: StaticString) -> Bool {
        let suffix = "\(suffix)"
        return text.utf8.count >= suffix.utf8.count && text.utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }
}
