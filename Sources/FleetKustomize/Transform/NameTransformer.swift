import FleetValue

/// Puts a prefix or a suffix on names.
struct NameTransformer {
    /// Which end is added to.
    enum Affix {
        case prefix
        case suffix
    }

    let affix: Affix
    let text: String
    let fields: [FieldSpec]

    /// Kinds whose names are fixed elsewhere.
    private static let skipped: [GroupVersionKind] = [
        GroupVersionKind(kind: "CustomResourceDefinition"),
        GroupVersionKind(group: "apiregistration.k8s.io", kind: "APIService"),
        GroupVersionKind(kind: "Namespace"),
    ]

    func run(_ resources: [Resource]) throws(KustomizeError) {
        guard !text.isEmpty else { return }
        for resource in resources {
            let type = resource.originalID.type
            if Self.skipped.contains(where: { type.isSelected(by: $0) }) { continue }
            for field in fields where type.isSelected(by: field.type) {
                if field.path == ["metadata", "name"] {
                    switch affix {
                    case .prefix: resource.prefixes.append(text)
                    case .suffix: resource.suffixes.append(text)
                    }
                    resource.storePreviousID()
                }
                var anywhere = field
                anywhere.type = GroupVersionKind()
                try anywhere.apply(to: resource, creating: "") { value throws(KustomizeError) in
                    guard let old = value.scalarText else { return }
                    value = .string(affix == .prefix ? text + old : old + text)
                }
            }
        }
    }
}
