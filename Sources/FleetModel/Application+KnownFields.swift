public import FleetValue

extension Application {
    /// The fields of an Application document that no version of Argo CD knows, in document order.
    ///
    /// They are most often spelling mistakes, such as `syncPolicy.automated.selfheal`, which have no effect and no
    /// error; worth a warning. Labels, annotations, `status`, `operation` and Helm values are not looked into.
    public static func unknownFields(in value: Value) -> [ValuePath] {
        KnownFields.application.unknown(in: value)
    }
}

extension KnownFields {
    /// A whole Application document.
    static let application = KnownFields.fields([
        "apiVersion": .any, "kind": .any, "metadata": metadata, "spec": .fields(applicationSpec), "status": .any,
        "operation": .any,
    ])

    /// An Application's `spec`, which stands in an ApplicationSet's template too.
    ///
    /// Follows argo-cd pkg/apis/application/v1alpha1/types.go.
    static let applicationSpec: [String: KnownFields] = [
        "project": .any,
        "revisionHistoryLimit": .any,
        "source": .fields(source),
        "sources": .list(source),
        "sourceHydrator": .fields([
            "drySource": .fields(drySource),
            "syncSource": .fields(plain("targetBranch", "path", "repoURL")),
            "hydrateTo": .fields(plain("targetBranch")),
        ]),
        "destination": .fields(plain("server", "name", "namespace")),
        "syncPolicy": .fields([
            "automated": .fields(plain("enabled", "prune", "selfHeal", "allowEmpty")),
            "syncOptions": .any,
            "managedNamespaceMetadata": .fields(plain("labels", "annotations")),
            "retry": .fields([
                "limit": .any, "refresh": .any, "backoff": .fields(plain("duration", "factor", "maxDuration")),
            ]),
        ]),
        "ignoreDifferences": .list(
            plain(
                "group",
                "kind",
                "name",
                "namespace",
                "jsonPointers",
                "jqPathExpressions",
                "managedFieldsManagers"
            )
        ),
        "info": .list(plain("name", "value")),
    ]

    private static let drySource = plain("repoURL", "targetRevision", "path").merging(tools) { $1 }

    private static let source = plain("repoURL", "path", "targetRevision", "chart", "ref", "name", "tagPrefix")
        .merging(tools) { $1 }

    private static let tools: [String: KnownFields] = [
        "directory": .fields([
            "recurse": .any, "include": .any, "exclude": .any,
            "jsonnet": .fields([
                "extVars": .list(plain("name", "value", "code")), "tlas": .list(plain("name", "value", "code")),
                "libs": .any,
            ]),
        ]),
        "helm": .fields([
            "valueFiles": .any, "parameters": .list(plain("name", "value", "forceString")), "releaseName": .any,
            "values": .any, "valuesObject": .any, "fileParameters": .list(plain("name", "path")), "version": .any,
            "passCredentials": .any, "ignoreMissingValueFiles": .any, "skipCrds": .any, "skipTests": .any,
            "skipSchemaValidation": .any, "namespace": .any, "kubeVersion": .any, "apiVersions": .any,
        ]),
        "kustomize": .fields([
            "namePrefix": .any, "nameSuffix": .any, "images": .any, "version": .any, "namespace": .any,
            "commonLabels": .any, "commonLabelsEnvsubst": .any, "forceCommonLabels": .any,
            "labelWithoutSelector": .any, "labelIncludeTemplates": .any, "commonAnnotations": .any,
            "commonAnnotationsEnvsubst": .any, "forceCommonAnnotations": .any,
            "replicas": .list(plain("name", "count")), "components": .any, "ignoreMissingComponents": .any,
            "patches": .list([
                "path": .any, "patch": .any, "options": .any,
                "target": .fields(
                    plain("group", "version", "kind", "name", "namespace", "labelSelector", "annotationSelector")
                ),
            ]),
            "kubeVersion": .any, "apiVersions": .any,
        ]),
        "plugin": .fields([
            "name": .any, "env": .list(plain("name", "value")),
            "parameters": .list(plain("name", "string", "array", "map")),
        ]),
    ]
}
