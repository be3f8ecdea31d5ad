import FleetValue

/// Puts resources into a namespace.
///
/// Follows kustomize `api/filters/namespace`.
struct NamespaceTransformer {
    /// Which subjects of bindings follow.
    enum Subjects: String {
        /// Service accounts named `default`.
        case defaultOnly
        case allServiceAccounts
        case none
    }

    let namespace: String
    let fields: [FieldSpec]
    var subjects = Subjects.defaultOnly
    /// Whether what has a namespace keeps it.
    var unsetOnly = false

    func run(_ resources: [Resource]) throws(KustomizeError) {
        guard !namespace.isEmpty else { return }
        for resource in resources where !resource.isEmpty {
            resource.storePreviousID()
            try move(resource)
        }
        // Only when all have moved can it be said which two met.
        var seen: [ResourceID: Resource] = [:]
        for resource in resources where !resource.isEmpty {
            if let other = seen.updateValue(resource, forKey: resource.id.key) {
                throw KustomizeError(
                    "namespace transformation produces ID conflict: \(other.originalID.label), "
                        + resource.originalID.label
                )
            }
        }
    }

    private func move(_ resource: Resource) throws(KustomizeError) {
        if !ClusterScopedKinds.contains(resource.type) {
            let declared = resource.value.field("metadata", "namespace")?.scalarText ?? ""
            if !unsetOnly || declared.isEmpty {
                resource.value.set(.string(namespace), "metadata", "namespace")
            }
        }
        let isBinding = resource.type.kind == "RoleBinding" || resource.type.kind == "ClusterRoleBinding"
        if isBinding { moveSubjects(of: resource) }
        for field in fields where field.path != ["metadata", "namespace"] {
            if isBinding, field.path == ["subjects"] { continue }
            if field.path == ["subjects"], field.type.kind.hasSuffix("RoleBinding") { continue }
            try field.apply(to: resource, creating: "") { value throws(KustomizeError) in
                if unsetOnly, let text = value.scalarText, !text.isEmpty { return }
                value = .string(namespace)
            }
        }
    }

    private func moveSubjects(of resource: Resource) {
        guard subjects != .none, var entries = resource.value["subjects"]?.array else { return }
        for index in entries.indices {
            guard entries[index]["kind"]?.string == "ServiceAccount" else { continue }
            if subjects == .defaultOnly, entries[index]["name"]?.scalarText != "default" { continue }
            if unsetOnly, let text = entries[index]["namespace"]?.scalarText, !text.isEmpty { continue }
            entries[index]["namespace"] = .string(namespace)
        }
        resource.value["subjects"] = .array(entries)
    }
}
