extension TransformerConfiguration {
    /// The fields of built-in kinds that name other resources.
    ///
    /// Follows kustomize `api/internal/konfig/builtinpluginconsts/namereference.go` in meaning.
    static let standardNameReferences: [NameReference] = [
        reference("Deployment", scaled), reference("ReplicationController", scaled), reference("ReplicaSet", scaled),
        reference("StatefulSet", scaled),
        reference("ConfigMap", version: "v1", configMapFields),
        reference("Secret", version: "v1", secretFields),
        reference("Service", version: "v1", serviceFields),
        reference(
            "Role",
            group: rbac,
            [FieldSpec("roleRef/name", group: rbac, kind: "RoleBinding")]
        ),
        reference(
            "ClusterRole",
            group: rbac,
            [
                FieldSpec("roleRef/name", group: rbac, kind: "RoleBinding"),
                FieldSpec("roleRef/name", group: rbac, kind: "ClusterRoleBinding"),
            ]
        ),
        reference(
            "ServiceAccount",
            version: "v1",
            [
                FieldSpec("subjects", group: rbac, kind: "RoleBinding"),
                FieldSpec("subjects", group: rbac, kind: "ClusterRoleBinding"),
            ] + inWorkloads("serviceAccountName")
        ),
        reference("PersistentVolumeClaim", version: "v1", inWorkloads("volumes/persistentVolumeClaim/claimName")),
        reference(
            "PersistentVolume",
            version: "v1",
            [
                FieldSpec("spec/volumeName", kind: "PersistentVolumeClaim"),
                FieldSpec("rules/resourceNames", kind: "ClusterRole"),
            ]
        ),
        reference(
            "StorageClass",
            group: "storage.k8s.io",
            version: "v1",
            [
                FieldSpec("spec/storageClassName", kind: "PersistentVolume"),
                FieldSpec("spec/storageClassName", kind: "PersistentVolumeClaim"),
                FieldSpec("spec/volumeClaimTemplates/spec/storageClassName", kind: "StatefulSet"),
            ]
        ),
        reference(
            "PriorityClass",
            group: "scheduling.k8s.io",
            version: "v1",
            inWorkloads("priorityClassName")
        ),
        reference(
            "IngressClass",
            // The group is what the real tool has; it fits no resource.
            group: "networking.k8s.io/v1",
            version: "v1",
            [FieldSpec("spec/ingressClassName", kind: "Ingress")]
        ),
    ]

    private static let rbac = "rbac.authorization.k8s.io"

    private static func reference(
        _ kind: String,
        group: String = "",
        version: String = "",
        _ fields: [FieldSpec]
    ) -> NameReference {
        NameReference(type: GroupVersionKind(group: group, version: version, kind: kind), fields: fields)
    }

    private static let scaled = [FieldSpec("spec/scaleTargetRef/name", kind: "HorizontalPodAutoscaler")]

    /// The kinds that hold a Pod's specification, and where.
    private static let holders: [(path: String, version: String, kind: String)] = [
        ("spec", "v1", "Pod"), ("template/spec", "", "PodTemplate"), ("spec/template/spec", "", "Deployment"),
        ("spec/template/spec", "", "ReplicaSet"), ("spec/template/spec", "", "DaemonSet"),
        ("spec/template/spec", "", "StatefulSet"), ("spec/template/spec", "", "Job"),
        ("spec/jobTemplate/spec/template/spec", "", "CronJob"),
    ]

    private static func inPodSpecs(_ paths: [String]) -> [FieldSpec] {
        holders.flatMap { holder in
            paths.map { FieldSpec("\(holder.path)/\($0)", version: holder.version, kind: holder.kind) }
        }
    }

    /// A field of the Pods of workloads; ReplicaSets and PodTemplates have none of these.
    private static func inWorkloads(_ path: String) -> [FieldSpec] {
        [FieldSpec("spec/\(path)", kind: "Pod")]
            + ["StatefulSet", "Deployment", "ReplicationController"].map {
                FieldSpec("spec/template/spec/\(path)", kind: $0)
            }
            + [FieldSpec("spec/jobTemplate/spec/template/spec/\(path)", kind: "CronJob")]
            + ["Job", "DaemonSet"].map { FieldSpec("spec/template/spec/\(path)", kind: $0) }
    }

    private static let configMapFields =
        inPodSpecs([
            "volumes/configMap/name", "containers/env/valueFrom/configMapKeyRef/name",
            "initContainers/env/valueFrom/configMapKeyRef/name", "containers/envFrom/configMapRef/name",
            "initContainers/envFrom/configMapRef/name", "volumes/projected/sources/configMap/name",
        ]) + [
            FieldSpec("spec/configSource/configMap", kind: "Node"),
            FieldSpec("rules/resourceNames", kind: "Role"),
            FieldSpec("rules/resourceNames", kind: "ClusterRole"),
            FieldSpec(
                #"metadata/annotations/nginx.ingress.kubernetes.io\/fastcgi-params-configmap"#,
                kind: "Ingress"
            ),
        ]

    private static let secretFields =
        inPodSpecs([
            "volumes/secret/secretName", "containers/env/valueFrom/secretKeyRef/name",
            "initContainers/env/valueFrom/secretKeyRef/name", "containers/envFrom/secretRef/name",
            "initContainers/envFrom/secretRef/name", "imagePullSecrets/name", "volumes/projected/sources/secret/name",
        ]) + [
            FieldSpec("spec/tls/secretName", kind: "Ingress"),
            FieldSpec(#"metadata/annotations/ingress.kubernetes.io\/auth-secret"#, kind: "Ingress"),
            FieldSpec(#"metadata/annotations/nginx.ingress.kubernetes.io\/auth-secret"#, kind: "Ingress"),
            FieldSpec(#"metadata/annotations/nginx.ingress.kubernetes.io\/auth-tls-secret"#, kind: "Ingress"),
            FieldSpec("imagePullSecrets/name", kind: "ServiceAccount"),
            FieldSpec("parameters/secretName", kind: "StorageClass"),
            FieldSpec("parameters/adminSecretName", kind: "StorageClass"),
            FieldSpec("parameters/userSecretName", kind: "StorageClass"),
            FieldSpec("parameters/secretRef", kind: "StorageClass"),
            FieldSpec("rules/resourceNames", kind: "Role"),
            FieldSpec("rules/resourceNames", kind: "ClusterRole"),
            FieldSpec(
                "spec/template/spec/containers/env/valueFrom/secretKeyRef/name",
                group: "serving.knative.dev",
                version: "v1",
                kind: "Service"
            ),
            FieldSpec("spec/azureFile/secretName", kind: "PersistentVolume"),
        ]

    private static let serviceFields = [
        FieldSpec("spec/serviceName", group: "apps", kind: "StatefulSet"),
        FieldSpec("spec/rules/http/paths/backend/serviceName", kind: "Ingress"),
        FieldSpec("spec/backend/serviceName", kind: "Ingress"),
        FieldSpec("spec/rules/http/paths/backend/service/name", kind: "Ingress"),
        FieldSpec("spec/defaultBackend/service/name", kind: "Ingress"),
        FieldSpec("spec/service/name", group: "apiregistration.k8s.io", kind: "APIService"),
        FieldSpec(
            "webhooks/clientConfig/service",
            group: "admissionregistration.k8s.io",
            kind: "ValidatingWebhookConfiguration"
        ),
        FieldSpec(
            "webhooks/clientConfig/service",
            group: "admissionregistration.k8s.io",
            kind: "MutatingWebhookConfiguration"
        ),
        FieldSpec("spec/rules/backendRefs/name", kind: "HTTPRoute"),
    ]
}
