import FleetValue

/// Puts new names where resources are named by old ones.
///
/// Follows kustomize `api/filters/nameref`.
struct NameReferenceRepair {
    private let resources: [Resource]
    private let references: [TransformerConfiguration.NameReference]
    /// The resources by every name they had, since nearly no field names any of them.
    private let byFormerName: [String: [Resource]]

    init(_ resources: [Resource], _ references: [TransformerConfiguration.NameReference]) {
        self.resources = resources
        self.references = references
        var byName: [String: [Resource]] = [:]
        for resource in resources {
            for name in Set(resource.previous.map(\.name)) { byName[name, default: []].append(resource) }
        }
        byFormerName = byName
    }

    /// Repairs all references.
    ///
    /// - Throws: ``KustomizeError`` when several resources could be meant.
    func run() throws(KustomizeError) {
        guard !byFormerName.isEmpty else { return }
        for referrer in resources {
            let original = referrer.originalID.type
            for reference in references {
                for field in reference.fields where original.isSelected(by: field.type) {
                    try repair(referrer, field, reference.type)
                }
            }
        }
    }

    private func repair(
        _ referrer: Resource,
        _ field: FieldSpec,
        _ target: GroupVersionKind
    ) throws(KustomizeError) {
        var field = field
        field.type = GroupVersionKind()
        let search = Search(
            self,
            referrer: referrer,
            target: target,
            isRoleReference: field.pathText.hasSuffix("roleRef/name")
        )
        do throws(KustomizeError) {
            try field.apply(to: referrer, creating: nil) { value throws(KustomizeError) in
                try search.set(&value)
            }
        } catch {
            throw error.wrapped("updating name reference in '\(field.pathText)' field of '\(referrer.id.label)'")
        }
    }

    /// The candidates for what a field of one resource names.
    private struct Search {
        let repair: NameReferenceRepair
        let referrer: Resource
        let target: GroupVersionKind
        let role: GroupVersionKind?

        init(_ repair: NameReferenceRepair, referrer: Resource, target: GroupVersionKind, isRoleReference: Bool) {
            self.repair = repair
            self.referrer = referrer
            self.target = target
            if isRoleReference, let kind = referrer.value.field("roleRef", "kind")?.string,
                let group = referrer.value.field("roleRef", "apiGroup")?.string
            {
                role = GroupVersionKind(group: group, kind: kind)
            } else {
                role = nil
            }
        }

        func set(_ value: inout Value) throws(KustomizeError) {
            switch value {
            case .array(var elements):
                for index in elements.indices { try setOne(&elements[index]) }
                value = .array(elements)
            case .null:
                return
            default:
                try setOne(&value)
            }
        }

        private func setOne(_ value: inout Value) throws(KustomizeError) {
            if case .mapping(let mapping) = value { return try setMapping(mapping, &value) }
            guard let name = value.scalarText, let found = try select(name, nil, comparesNamespaces: false) else {
                return
            }
            if found.id.name != name { value = .string(found.id.name) }
        }

        private func setMapping(_ mapping: Mapping, _ value: inout Value) throws(KustomizeError) {
            guard let name = mapping["name"]?.scalarText else {
                throw KustomizeError("path config error; no 'name' field in node")
            }
            let namespace = mapping["namespace"]?.scalarText
            guard let found = try select(name, namespace, comparesNamespaces: true) else { return }
            value["name"] = .string(found.id.name)
            if !found.id.namespace.isEmpty { value["namespace"] = .string(found.id.namespace) }
        }

        private func select(
            _ name: String,
            _ namespace: String?,
            comparesNamespaces: Bool
        ) throws(KustomizeError) -> Resource? {
            guard var candidates = repair.byFormerName[name] else { return nil }
            if let namespace {
                let original = repair.resources.contains { $0.originalID.effectiveNamespace == namespace }
                candidates = candidates.filter {
                    (original ? $0.originalID : $0.id).effectiveNamespace == namespace
                }
            }
            candidates = candidates.filter { candidate in
                candidate.previous.contains { $0.type.isSelected(by: target) }
                    && (role.map { role in candidate.previous.contains { $0.type.isSelected(by: role) } } ?? true)
                    && isReachable(candidate)
            }
            if candidates.count > 1 { candidates = candidates.filter { $0.hasAffixes(like: referrer) } }
            guard let first = candidates.first else { return nil }
            let areAlike = candidates.dropFirst().allSatisfy {
                $0.id.name == first.id.name && (!comparesNamespaces || $0.id.namespace == first.id.namespace)
            }
            guard areAlike else {
                let labels = candidates.map(\.id.label).joined(separator: ", ")
                throw KustomizeError("found multiple possible referrals: \(labels)")
            }
            return first
        }

        /// Whether the referrer may name a resource of that namespace.
        private func isReachable(_ candidate: Resource) -> Bool {
            let own = referrer.id.effectiveNamespace
            let other = candidate.id.effectiveNamespace
            if own == ResourceID.notANamespace || other == ResourceID.notANamespace || own == other { return true }
            guard referrer.type.kind == "RoleBinding", candidate.type.kind == "ServiceAccount" else { return false }
            return (referrer.value["subjects"]?.array ?? []).contains {
                $0["kind"]?.string == "ServiceAccount"
                    && $0["namespace"]?.scalarText == candidate.id.namespace
            }
        }
    }
}
