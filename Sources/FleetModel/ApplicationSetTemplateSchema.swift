public import FleetValue

/// The types of an Application's fields, for checking templates and patches before and after their texts are rendered.
///
/// Follows argo-cd `pkg/apis/application/v1alpha1/types.go`. Fields that are not listed are let through.
public indirect enum ApplicationSetTemplateSchema: Sendable {
    /// Text.
    case string
    /// A truth value.
    case boolean
    /// A whole number.
    case integer
    /// A whole number or text.
    case integerOrString
    /// Anything.
    case any
    /// A list of elements of one type.
    case list(ApplicationSetTemplateSchema)
    /// A mapping of free keys to values of one type.
    case map(ApplicationSetTemplateSchema)
    /// A mapping with fields of their own types.
    case fields([String: ApplicationSetTemplateSchema])

    /// Checks that every field below `value` has its type; null passes for every type.
    ///
    /// - Parameters:
    ///   - value: A template, a patch or an Application, or a part of one.
    ///   - path: Where it stands.
    /// - Throws: ``ModelError`` at the first field of another type.
    public func check(_ value: Value, at path: ValuePath) throws(ModelError) {
        switch (self, value) {
        case (_, .null), (.any, _), (.string, .string), (.boolean, .bool), (.integerOrString, .string):
            return
        case (.integer, _) where value.integer != nil, (.integerOrString, _) where value.integer != nil:
            return
        case (.list(let element), .array(let values)):
            for (index, value) in values.enumerated() { try element.check(value, at: path.appending(index)) }
        case (.map(let element), .mapping(let mapping)):
            for (key, value) in mapping { try element.check(value, at: path.appending(key)) }
        case (.fields(let fields), .mapping(let mapping)):
            for (key, value) in mapping { try fields[key]?.check(value, at: path.appending(key)) }
        default:
            var error = FieldReader.mismatch(value, expected: typeName, at: path)
            if let text = value.string, text.contains("{{") {
                error.message += " with a placeholder; only texts can have placeholders"
            }
            throw error
        }
    }

    private var typeName: String {
        switch self {
        case .string: "a string"
        case .boolean: "a boolean"
        case .integer: "a whole number"
        case .integerOrString: "a whole number or a string"
        case .any: "a value"
        case .list: "a list"
        case .map, .fields: "a mapping"
        }
    }
}

extension ApplicationSetTemplateSchema {
    /// The types of `spec.template` and of a generator's `template`.
    public static let template = fields(["metadata": templateMetadata, "spec": spec])

    /// The types of a whole Application, as a patch names them.
    public static let application = fields([
        "apiVersion": string, "kind": string, "metadata": metadata, "spec": spec, "operation": map(any),
        "status": map(any),
    ])

    /// The fields of a template's metadata; there are no others.
    public static let templateMetadataFields = ["name", "namespace", "labels", "annotations", "finalizers"]

    private static let templateMetadata = fields([
        "name": string, "namespace": string, "labels": map(string), "annotations": map(string),
        "finalizers": list(string),
    ])

    private static let metadata = fields([
        "name": string, "namespace": string, "labels": map(string), "annotations": map(string),
        "finalizers": list(string), "generateName": string, "ownerReferences": list(map(any)),
    ])

    private static let spec = fields([
        "destination": fields(["server": string, "namespace": string, "name": string]),
        "project": string,
        "source": source,
        "sources": list(source),
        "sourceHydrator": fields([
            "drySource": source,
            "syncSource": fields(["targetBranch": string, "path": string, "repoURL": string]),
            "hydrateTo": fields(["targetBranch": string]),
        ]),
        "syncPolicy": syncPolicy,
        "ignoreDifferences": list(
            fields([
                "group": string, "kind": string, "name": string, "namespace": string, "jsonPointers": list(string),
                "jqPathExpressions": list(string), "managedFieldsManagers": list(string),
            ])
        ),
        "info": list(nameAndValue),
        "revisionHistoryLimit": integer,
    ])

    private static let nameAndValue = fields(["name": string, "value": string])

    private static let syncPolicy = fields([
        "automated": fields(["prune": boolean, "selfHeal": boolean, "allowEmpty": boolean, "enabled": boolean]),
        "syncOptions": list(string),
        "retry": fields([
            "limit": integer, "refresh": boolean,
            "backoff": fields(["duration": string, "factor": integer, "maxDuration": string]),
        ]),
        "managedNamespaceMetadata": fields(["labels": map(string), "annotations": map(string)]),
    ])

    private static let source = fields([
        "repoURL": string, "path": string, "targetRevision": string, "chart": string, "ref": string, "name": string,
        "helm": helm, "kustomize": kustomize, "directory": directory, "plugin": plugin,
    ])

    private static let helm = fields([
        "valueFiles": list(string),
        "parameters": list(fields(["name": string, "value": string, "forceString": boolean])),
        "fileParameters": list(fields(["name": string, "path": string])),
        "releaseName": string, "values": string, "valuesObject": any, "version": string, "passCredentials": boolean,
        "ignoreMissingValueFiles": boolean, "skipCrds": boolean, "skipTests": boolean,
        "skipSchemaValidation": boolean, "namespace": string, "kubeVersion": string, "apiVersions": list(string),
    ])

    private static let kustomize = fields([
        "namePrefix": string, "nameSuffix": string, "images": list(string), "commonLabels": map(string),
        "commonAnnotations": map(string), "version": string, "forceCommonLabels": boolean,
        "forceCommonAnnotations": boolean, "commonAnnotationsEnvsubst": boolean, "namespace": string,
        "replicas": list(fields(["name": string, "count": integerOrString])),
        "patches": list(
            fields(["path": string, "patch": string, "target": map(string), "options": map(boolean)])
        ),
        "components": list(string), "ignoreMissingComponents": boolean, "labelWithoutSelector": boolean,
        "labelIncludeTemplates": boolean, "kubeVersion": string, "apiVersions": list(string),
    ])

    private static let directory = fields([
        "recurse": boolean, "include": string, "exclude": string,
        "jsonnet": fields([
            "extVars": list(fields(["name": string, "value": string, "code": boolean])),
            "tlas": list(fields(["name": string, "value": string, "code": boolean])),
            "libs": list(string),
        ]),
    ])

    private static let plugin = fields([
        "name": string, "env": list(nameAndValue),
        "parameters": list(fields(["name": string, "string": string, "map": map(string), "array": list(string)])),
    ])
}
