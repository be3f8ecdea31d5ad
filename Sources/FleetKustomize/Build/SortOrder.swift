import FleetValue

/// The order in which resources are printed.
struct SortOrder {
    private let isLegacy: Bool
    private let places: [String: Int]
    /// Where kinds stand that are in neither list.
    private static let otherKinds = 0

    private static let first = [
        "Namespace", "ResourceQuota", "StorageClass", "CustomResourceDefinition", "ServiceAccount",
        "PodSecurityPolicy", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap", "Secret",
        "Endpoints", "Service", "LimitRange", "PriorityClass", "PersistentVolume", "PersistentVolumeClaim",
        "Deployment", "StatefulSet", "CronJob", "PodDisruptionBudget",
    ]
    private static let last = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]

    /// Reads `sortOptions`; the command line's order is the legacy one.
    init(_ kustomization: Kustomization) throws(KustomizeError) {
        let options = kustomization.value["sortOptions"] ?? .null
        let order = options["order"]?.string ?? ""
        let lists = options["legacySortOptions"]
        switch order {
        case "legacy": isLegacy = true
        case "fifo": isLegacy = false
        case "":
            guard options.isNull else { throw Self.unknown }
            isLegacy = true
        default: throw Self.unknown
        }
        if order == "fifo", lists?.isNull == false {
            throw KustomizeError(
                "the field 'sortOptions.legacySortOptions' is set but the selected sort order is not 'legacy'"
            )
        }
        let first = lists.map { $0["orderFirst"]?.array?.compactMap(\.string) ?? [] } ?? Self.first
        let last = lists.map { $0["orderLast"]?.array?.compactMap(\.string) ?? [] } ?? Self.last
        var places: [String: Int] = [:]
        for (index, kind) in first.enumerated() { places[kind] = index - first.count }
        for (index, kind) in last.enumerated() { places[kind] = 1 + index }
        self.places = places
    }

    private static let unknown = KustomizeError("the field 'sortOptions.order' must be one of [legacy, fifo]")

    func sorted(_ resources: [Resource]) -> [Resource] {
        guard isLegacy else { return resources }
        let keyed = resources.map { resource in
            (
                place: places[resource.type.kind] ?? Self.otherKinds, type: Self.key(resource.type),
                name: Self.key(resource.id), resource: resource
            )
        }
        return keyed.sorted { left, right in
            if left.place != right.place { return left.place < right.place }
            if left.type != right.type { return left.type.utf8.lexicographicallyPrecedes(right.type.utf8) }
            return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        }.map(\.resource)
    }

    /// What types are compared by, before names: `Ingress` comes before `IngressClass`.
    private static func key(_ type: GroupVersionKind) -> String {
        let group = type.group.isEmpty ? "~G" : type.group
        let version = type.version.isEmpty ? "~V" : type.version
        return "\(group)_\(version)_\(type.kind.isEmpty ? "~K" : type.kind)"
    }

    /// What resources of one type are compared by.
    private static func key(_ id: ResourceID) -> String {
        "\(id.namespace.isEmpty ? "~X" : id.namespace)|\(id.name.isEmpty ? "~N" : id.name)"
    }
}
