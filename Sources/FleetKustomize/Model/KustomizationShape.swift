import FleetValue

/// What may stand in a kustomization file.
///
/// Follows kustomize `api/types` and Go's `encoding/json`: keys are found whatever their case, and unknown ones are
/// errors.
indirect enum KustomizationShape: Sendable {
    case string
    case bool
    case integer
    case any
    case list(KustomizationShape)
    case map(KustomizationShape)
    case object(String, [String: KustomizationShape])

    /// A value with all keys spelt as the shape has them.
    ///
    /// - Parameters:
    ///   - value: What stands there.
    ///   - place: The field, for errors: `Kustomization.images`.
    /// - Returns: The value to go on with.
    /// - Throws: ``KustomizeError`` in the words of Go's decoder.
    func checked(_ value: Value, at place: String) throws(KustomizeError) -> Value {
        if value.isNull { return .null }
        switch self {
        case .any:
            return value
        case .string:
            guard case .string = value else { throw Self.mismatch(value, place, "string") }
            return value
        case .bool:
            guard case .bool = value else { throw Self.mismatch(value, place, "bool") }
            return value
        case .integer:
            guard case .integer = value else { throw Self.mismatch(value, place, "int64") }
            return value
        case .list(let element):
            guard case .array(let values) = value else { throw Self.mismatch(value, place, "[]\(element.goName)") }
            var result: [Value] = []
            for value in values { result.append(try element.checked(value, at: place)) }
            return .array(result)
        case .map(let element):
            guard case .mapping(let mapping) = value else {
                throw Self.mismatch(value, place, "map[string]\(element.goName)")
            }
            var result = Mapping()
            for (key, value) in mapping { result[key] = try element.checked(value, at: place) }
            return .mapping(result)
        case .object(let name, let fields):
            guard case .mapping(let mapping) = value else { throw Self.mismatch(value, place, name) }
            var result = Mapping()
            for (key, value) in mapping {
                guard
                    let field = fields[key] != nil
                        ? key : fields.keys.first(where: { $0.lowercased() == key.lowercased() })
                else { throw KustomizeError("invalid Kustomization: json: unknown field \"\(key)\"") }
                result[field] = try fields[field]?.checked(value, at: "\(name).\(field)")
            }
            return .mapping(result)
        }
    }

    private var goName: String {
        switch self {
        case .string: "string"
        case .bool: "bool"
        case .integer: "int64"
        case .any: "interface {}"
        case .list(let element): "[]\(element.goName)"
        case .map(let element): "map[string]\(element.goName)"
        case .object(let name, _): "types.\(name)"
        }
    }

    private static func mismatch(_ value: Value, _ place: String, _ type: String) -> KustomizeError {
        let found =
            switch value {
            case .bool: "bool"
            case .integer, .double: "number"
            case .string: "string"
            case .array: "array"
            case .mapping, .null: "object"
            }
        return KustomizeError(
            "invalid Kustomization: json: cannot unmarshal \(found) into Go struct field \(place) of type \(type)"
        )
    }
}

extension KustomizationShape {
    /// A whole kustomization.
    static let kustomization = KustomizationShape.object(
        "Kustomization",
        [
            "apiVersion": .string, "kind": .string, "metadata": .any, "openapi": .map(.string),
            "namePrefix": .string, "nameSuffix": .string, "namespace": .string,
            "commonLabels": .map(.string), "labels": .list(label), "commonAnnotations": .map(.string),
            "patchesStrategicMerge": .list(.string), "patchesJson6902": .list(patch), "patches": .list(patch),
            "images": .list(image), "imageTags": .list(image), "replacements": .list(replacement),
            "replicas": .list(.object("Replica", ["name": .string, "count": .integer])), "vars": .list(variable),
            "sortOptions": .object(
                "SortOptions",
                [
                    "order": .string,
                    "legacySortOptions": .object(
                        "LegacySortOptions",
                        ["orderFirst": .list(.string), "orderLast": .list(.string)]
                    ),
                ]
            ),
            "resources": .list(.string), "components": .list(.string), "crds": .list(.string),
            "bases": .list(.string), "configMapGenerator": .list(generator), "secretGenerator": .list(generator),
            "helmGlobals": .any, "helmCharts": .any, "helmChartInflationGenerator": .any,
            "generatorOptions": options, "configurations": .list(.string), "generators": .list(.string),
            "transformers": .list(.string), "validators": .list(.string), "buildMetadata": .list(.string),
        ]
    )

    private static let fieldSpec = KustomizationShape.object(
        "FieldSpec",
        ["group": .string, "version": .string, "kind": .string, "path": .string, "create": .bool]
    )
    private static let label = KustomizationShape.object(
        "Label",
        [
            "pairs": .map(.string), "includeSelectors": .bool, "includeTemplates": .bool,
            "fields": .list(fieldSpec),
        ]
    )
    private static let selector = KustomizationShape.object(
        "Selector",
        [
            "group": .string, "version": .string, "kind": .string, "name": .string, "namespace": .string,
            "annotationSelector": .string, "labelSelector": .string,
        ]
    )
    private static let patch = KustomizationShape.object(
        "Patch",
        ["path": .string, "patch": .string, "target": selector, "options": .map(.bool)]
    )
    private static let image = KustomizationShape.object(
        "Image",
        ["name": .string, "newName": .string, "tagSuffix": .string, "newTag": .string, "digest": .string]
    )
    private static let fieldOptions = KustomizationShape.object(
        "FieldOptions",
        ["delimiter": .string, "index": .integer, "encoding": .string, "create": .bool, "formatPath": .string]
    )
    private static let replacement = KustomizationShape.object(
        "ReplacementField",
        [
            "path": .string, "sourceValue": .any,
            "source": .object(
                "SourceSelector",
                [
                    "group": .string, "version": .string, "kind": .string, "name": .string, "namespace": .string,
                    "fieldPath": .string, "options": fieldOptions,
                ]
            ),
            "targets": .list(
                .object(
                    "TargetSelector",
                    [
                        "select": selector, "reject": .list(selector), "fieldPaths": .list(.string),
                        "options": fieldOptions,
                    ]
                )
            ),
        ]
    )
    private static let variable = KustomizationShape.object(
        "Var",
        [
            "name": .string,
            "objref": .object(
                "Target",
                [
                    "apiVersion": .string, "group": .string, "version": .string, "kind": .string, "name": .string,
                    "namespace": .string,
                ]
            ),
            "fieldref": .object("FieldSelector", ["fieldPath": .string]),
        ]
    )
    private static let options = KustomizationShape.object(
        "GeneratorOptions",
        [
            "labels": .map(.string), "annotations": .map(.string), "disableNameSuffixHash": .bool, "immutable": .bool,
        ]
    )
    private static let generator = KustomizationShape.object(
        "GeneratorArgs",
        [
            "namespace": .string, "name": .string, "behavior": .string, "literals": .list(.string),
            "files": .list(.string), "envs": .list(.string), "env": .string, "options": options, "type": .string,
        ]
    )
}
