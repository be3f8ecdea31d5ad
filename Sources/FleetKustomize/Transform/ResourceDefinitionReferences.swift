import FleetValue

extension TransformerConfiguration {
    /// The name references that a file of `crds` describes: OpenAPI definitions by name, with Kubernetes' extensions for
    /// references to other objects.
    ///
    /// Follows kustomize `api/internal/accumulator/loadconfigfromcrds.go`.
    init(crd definitions: Value) throws(KustomizeError) {
        self.init()
        for (name, definition) in definitions.mapping ?? Mapping() {
            let properties = definition["Schema"]?["properties"]
            guard properties?["kind"] != nil, properties?["apiVersion"] != nil, properties?["metadata"] != nil else {
                continue
            }
            let kind = String(name.split(separator: ".").last ?? "")
            let type = GroupVersionKind(kind: kind)
            try visit(definitions, name, type, path: [], seen: [name])
        }
    }

    private mutating func visit(
        _ definitions: Value,
        _ name: String,
        _ type: GroupVersionKind,
        path: [String],
        seen: Set<String>
    ) throws(KustomizeError) {
        let properties = definitions[name]?["Schema"]?["properties"]?.mapping ?? Mapping()
        for (property, schema) in properties {
            let field = path + [property]
            if schema["x-kubernetes-annotation"] != nil {
                commonAnnotations.append(Self.field(field, type))
            }
            if schema["x-kubernetes-label-selector"] != nil {
                commonLabels.append(Self.field(field, type))
            }
            if schema["x-kubernetes-identity"] != nil {
                namePrefix.append(Self.field(field, type))
            }
            if let version = schema["x-kubernetes-object-ref-api-version"]?.string,
                let kind = schema["x-kubernetes-object-ref-kind"]?.string
            {
                let key = schema["x-kubernetes-object-ref-name-key"]?.string ?? "name"
                let target = GroupVersionKind(apiVersion: version, kind: kind)
                nameReferences.append(NameReference(type: target, fields: [Self.field(field + [key], type)]))
            }
            if let reference = schema["$ref"]?.string, definitions[reference] != nil, !seen.contains(reference) {
                try visit(definitions, reference, type, path: field, seen: seen.union([reference]))
            }
        }
    }

    private static func field(_ path: [String], _ type: GroupVersionKind) -> FieldSpec {
        var field = FieldSpec("", creates: false)
        field.path = path
        field.type = type
        return field
    }
}
