import FleetValue
import FleetYAML

/// What `buildMetadata` of the outermost kustomization asks for.
struct BuildMetadata {
    private let addsOrigins: Bool
    private let addsManagedBy: Bool
    /// Whether resources say what changed them.
    let tracksTransformations: Bool

    private static let originKey = "config.kubernetes.io/origin"
    private static let transformationsKey = "alpha.config.kubernetes.io/transformations"
    private static let managedByKey = "app.kubernetes.io/managed-by"

    init(_ kustomization: Kustomization) {
        let words = kustomization.texts("buildMetadata")
        addsOrigins = words.contains("originAnnotations")
        addsManagedBy = words.contains("managedByLabel")
        tracksTransformations = words.contains("transformerAnnotations")
    }

    /// Writes the labels and annotations.
    func finish(_ resources: [Resource]) {
        for resource in resources {
            if addsManagedBy {
                resource.value.set("kustomize-(devel)", "metadata", "labels", Self.managedByKey)
            }
            if addsOrigins, let origin = resource.origin {
                resource.value.set(.string(Self.text(of: origin.value)), "metadata", "annotations", Self.originKey)
            }
            if tracksTransformations, !resource.transformations.isEmpty {
                let list = resource.transformations.map { Self.text(of: $0.value, indent: "  ") }
                let text = list.map { "- " + $0.dropFirst(2) }.joined()
                resource.value.set(.string(text), "metadata", "annotations", Self.transformationsKey)
            }
            Self.dropEmptyAnnotations(of: resource)
        }
    }

    /// The library takes annotations out when it clears its own, and does not put back an empty mapping.
    private static func dropEmptyAnnotations(of resource: Resource) {
        guard var metadata = resource.value["metadata"]?.mapping, let annotations = metadata["annotations"],
            annotations.isNull || annotations.mapping?.isEmpty == true
        else { return }
        metadata.removeValue(forKey: "annotations")
        resource.value["metadata"] = .mapping(metadata)
    }

    /// A mapping in the order of its fields, as the library prints structures.
    private static func text(of value: Value, indent: String = "") -> String {
        var text = ""
        for (key, field) in value.mapping ?? Mapping() {
            if case .mapping = field {
                text += "\(indent)\(key):\n" + self.text(of: field, indent: indent + "  ")
            } else {
                text += "\(indent)\(key): \(GoYAMLWriter.text(of: field))"
            }
        }
        return text
    }
}
