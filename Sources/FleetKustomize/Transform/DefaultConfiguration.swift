/// What transformers work on unless a kustomization says more.
///
/// Follows kustomize `api/internal/konfig/builtinpluginconsts` in meaning.
extension TransformerConfiguration {
    /// The built-in configuration.
    static let standard: TransformerConfiguration = {
        var configuration = TransformerConfiguration()
        configuration.namePrefix = [FieldSpec("metadata/name")]
        configuration.nameSuffix = [FieldSpec("metadata/name")]
        configuration.namespace = namespaceFields
        configuration.commonLabels = selectorFields + [metadataLabels] + templateLabelFields
        configuration.labels = [metadataLabels]
        configuration.templateLabels = templateLabelFields
        configuration.commonAnnotations = annotationFields
        configuration.images = imageFields
        configuration.replicas = replicaFields
        configuration.nameReferences = standardNameReferences
        configuration.varReferences = standardVarReferences
        return configuration
    }()

    /// Where labels stand that belong to a resource alone.
    static let metadataLabels = FieldSpec("metadata/labels", creates: true)

    private static let namespaceFields = [
        FieldSpec("metadata/namespace", creates: true),
        FieldSpec("metadata/name", kind: "Namespace", creates: true),
        FieldSpec("subjects", kind: "RoleBinding"),
        FieldSpec("subjects", kind: "ClusterRoleBinding"),
        FieldSpec("spec/service/namespace", group: "apiregistration.k8s.io", kind: "APIService", creates: true),
        FieldSpec(
            "spec/conversion/webhook/clientConfig/service/namespace",
            group: "apiextensions.k8s.io",
            kind: "CustomResourceDefinition"
        ),
    ]

    private static let templateLabelFields = [
        FieldSpec("spec/template/metadata/labels", version: "v1", kind: "ReplicationController", creates: true),
        FieldSpec("spec/template/metadata/labels", kind: "Deployment", creates: true),
        FieldSpec("spec/template/metadata/labels", kind: "ReplicaSet", creates: true),
        FieldSpec("spec/template/metadata/labels", kind: "DaemonSet", creates: true),
        FieldSpec("spec/template/metadata/labels", group: "apps", kind: "StatefulSet", creates: true),
        FieldSpec("spec/template/metadata/labels", group: "batch", kind: "Job", creates: true),
        FieldSpec("spec/jobTemplate/metadata/labels", group: "batch", kind: "CronJob", creates: true),
        FieldSpec("spec/jobTemplate/spec/template/metadata/labels", group: "batch", kind: "CronJob", creates: true),
    ]

    private static let selectorFields: [FieldSpec] = {
        var fields = [
            FieldSpec("spec/selector", version: "v1", kind: "Service", creates: true),
            FieldSpec("spec/selector", version: "v1", kind: "ReplicationController", creates: true),
            FieldSpec("spec/selector/matchLabels", kind: "Deployment", creates: true),
            FieldSpec("spec/selector/matchLabels", kind: "ReplicaSet", creates: true),
            FieldSpec("spec/selector/matchLabels", kind: "DaemonSet", creates: true),
            FieldSpec("spec/selector/matchLabels", group: "apps", kind: "StatefulSet", creates: true),
            FieldSpec("spec/volumeClaimTemplates[]/metadata/labels", group: "apps", kind: "StatefulSet", creates: true),
            FieldSpec("spec/selector/matchLabels", group: "batch", kind: "Job"),
            FieldSpec("spec/jobTemplate/spec/selector/matchLabels", group: "batch", kind: "CronJob"),
            FieldSpec("spec/selector/matchLabels", group: "policy", kind: "PodDisruptionBudget"),
            FieldSpec("spec/podSelector/matchLabels", group: "networking.k8s.io", kind: "NetworkPolicy"),
            FieldSpec("spec/ingress/from/podSelector/matchLabels", group: "networking.k8s.io", kind: "NetworkPolicy"),
            FieldSpec("spec/egress/to/podSelector/matchLabels", group: "networking.k8s.io", kind: "NetworkPolicy"),
        ]
        let terms = [
            "affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm",
            "affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution",
            "affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm",
            "affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution",
            "topologySpreadConstraints",
        ]
        for kind in ["Deployment", "StatefulSet"] {
            for term in terms {
                fields.append(
                    FieldSpec("spec/template/spec/\(term)/labelSelector/matchLabels", group: "apps", kind: kind)
                )
            }
        }
        return fields
    }()

    private static let annotationFields = [
        FieldSpec("metadata/annotations", creates: true),
        FieldSpec("spec/template/metadata/annotations", version: "v1", kind: "ReplicationController", creates: true),
        FieldSpec("spec/template/metadata/annotations", kind: "Deployment", creates: true),
        FieldSpec("spec/template/metadata/annotations", kind: "ReplicaSet", creates: true),
        FieldSpec("spec/template/metadata/annotations", kind: "DaemonSet", creates: true),
        FieldSpec("spec/template/metadata/annotations", kind: "StatefulSet", creates: true),
        FieldSpec("spec/template/metadata/annotations", group: "batch", kind: "Job", creates: true),
        FieldSpec("spec/jobTemplate/metadata/annotations", group: "batch", kind: "CronJob", creates: true),
        FieldSpec(
            "spec/jobTemplate/spec/template/metadata/annotations",
            group: "batch",
            kind: "CronJob",
            creates: true
        ),
    ]

    private static let imageFields = [
        FieldSpec("spec/containers[]/image", creates: true),
        FieldSpec("spec/initContainers[]/image", creates: true),
        FieldSpec("spec/volumes[]/image/reference", creates: true),
        FieldSpec("spec/template/spec/containers[]/image", creates: true),
        FieldSpec("spec/template/spec/initContainers[]/image", creates: true),
        FieldSpec("spec/template/spec/volumes[]/image/reference", creates: true),
    ]

    private static let replicaFields = [
        FieldSpec("spec/replicas", kind: "Deployment", creates: true),
        FieldSpec("spec/replicas", kind: "ReplicationController", creates: true),
        FieldSpec("spec/replicas", kind: "ReplicaSet", creates: true),
        FieldSpec("spec/replicas", kind: "StatefulSet", creates: true),
    ]

    private static let standardVarReferences: [FieldSpec] = {
        var fields: [FieldSpec] = []
        let containerFields = ["args", "command", "env/value", "volumeMounts/mountPath", "volumeMounts/subPath"]
        let holders: [(path: String, kind: String)] = [
            ("spec/jobTemplate/spec/template/spec", "CronJob"), ("spec/template/spec", "DaemonSet"),
            ("spec/template/spec", "Deployment"), ("spec/template/spec", "Job"), ("spec", "Pod"),
            ("spec/template/spec", "ReplicaSet"), ("spec/template/spec", "StatefulSet"),
        ]
        for holder in holders {
            for list in ["containers", "initContainers"] {
                for field in containerFields {
                    fields.append(FieldSpec("\(holder.path)/\(list)/\(field)", kind: holder.kind))
                }
            }
            fields.append(FieldSpec("\(holder.path)/volumes/nfs/server", kind: holder.kind))
        }
        for path in ["spec/rules/host", "spec/tls/hosts", "spec/tls/secretName"] {
            fields.append(FieldSpec(path, kind: "Ingress"))
        }
        fields += [
            FieldSpec("spec/ports/port", kind: "Service"),
            FieldSpec("spec/ports/targetPort", kind: "Service"),
            FieldSpec("spec/volumes/csi/volumeAttributes", kind: "PersistentVolume"),
            FieldSpec("metadata/labels"),
            FieldSpec("metadata/annotations"),
        ]
        return fields
    }()
}
