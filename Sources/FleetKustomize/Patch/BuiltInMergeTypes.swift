extension MergeSchema {
    /// The types of the roots of built-in kinds, by group and kind.
    static let builtInKinds: [String: [String: String]] = [
        "": [
            "Pod": "Pod", "PodTemplate": "PodTemplate", "ReplicationController": "Workload", "Service": "Service",
            "ServiceAccount": "ServiceAccount", "Node": "Node", "PersistentVolume": "Plain",
            "PersistentVolumeClaim": "Conditioned", "Namespace": "Conditioned", "ConfigMap": "Plain",
            "Secret": "Plain", "Endpoints": "Plain", "Event": "Plain", "LimitRange": "Plain",
            "ResourceQuota": "Plain",
        ],
        "apps": [
            "Deployment": "Workload", "ReplicaSet": "Workload", "StatefulSet": "Workload", "DaemonSet": "Workload",
            "ControllerRevision": "Plain",
        ],
        "batch": ["Job": "Workload", "CronJob": "CronJob"],
        "autoscaling": ["HorizontalPodAutoscaler": "Plain"],
        "networking.k8s.io": ["Ingress": "Plain", "IngressClass": "Plain", "NetworkPolicy": "Plain"],
        "policy": ["PodDisruptionBudget": "Conditioned", "PodSecurityPolicy": "Plain"],
        "rbac.authorization.k8s.io": [
            "Role": "Plain", "ClusterRole": "Plain", "RoleBinding": "Plain", "ClusterRoleBinding": "Plain",
        ],
        "storage.k8s.io": [
            "StorageClass": "StorageClass", "CSIDriver": "Plain", "CSINode": "CSINode", "VolumeAttachment": "Plain",
        ],
        "scheduling.k8s.io": ["PriorityClass": "Plain"],
        "admissionregistration.k8s.io": [
            "MutatingWebhookConfiguration": "WebhookConfiguration",
            "ValidatingWebhookConfiguration": "WebhookConfiguration",
            "ValidatingAdmissionPolicy": "AdmissionPolicy",
            "ValidatingAdmissionPolicyBinding": "Plain",
        ],
        "apiextensions.k8s.io": ["CustomResourceDefinition": "Plain"],
        "apiregistration.k8s.io": ["APIService": "Conditioned"],
        "flowcontrol.apiserver.k8s.io": ["FlowSchema": "Conditioned", "PriorityLevelConfiguration": "Conditioned"],
    ]

    /// The fields of types that hold lists which merge, or lead to such fields.
    static let builtInTypes: [String: [String: Node]] = [
        // Custom resources have metadata too, and nothing else that is known.
        "Unknown": [:],
        "Plain": ["metadata": Node(type: "ObjectMeta")],
        "Conditioned": ["metadata": Node(type: "ObjectMeta"), "status": Node(type: "ConditionedStatus")],
        "ConditionedStatus": ["conditions": keyed("type")],
        "ObjectMeta": ["finalizers": Node(list: .set), "ownerReferences": keyed("uid")],
        "Workload": [
            "metadata": Node(type: "ObjectMeta"), "spec": Node(type: "WorkloadSpec"),
            "status": Node(type: "ConditionedStatus"),
        ],
        "WorkloadSpec": ["template": Node(type: "PodTemplateSpec")],
        "CronJob": ["metadata": Node(type: "ObjectMeta"), "spec": Node(type: "CronJobSpec")],
        "CronJobSpec": ["jobTemplate": Node(type: "JobTemplateSpec")],
        "JobTemplateSpec": ["metadata": Node(type: "ObjectMeta"), "spec": Node(type: "WorkloadSpec")],
        "PodTemplate": ["metadata": Node(type: "ObjectMeta"), "template": Node(type: "PodTemplateSpec")],
        "PodTemplateSpec": ["metadata": Node(type: "ObjectMeta"), "spec": Node(type: "PodSpec")],
        "Pod": [
            "metadata": Node(type: "ObjectMeta"), "spec": Node(type: "PodSpec"), "status": Node(type: "PodStatus"),
        ],
        "PodStatus": ["conditions": keyed("type"), "podIPs": keyed("ip"), "hostIPs": keyed("ip")],
        "PodSpec": [
            "containers": keyed("name", of: "Container"), "initContainers": keyed("name", of: "Container"),
            "ephemeralContainers": keyed("name", of: "Container"), "volumes": keyed("name", of: "Volume"),
            "imagePullSecrets": keyed("name"), "hostAliases": keyed("ip"), "resourceClaims": keyed("name"),
            "schedulingGates": keyed("name"),
            "topologySpreadConstraints": keyed("topologyKey", "whenUnsatisfiable"),
        ],
        "Container": [
            "env": keyed("name"), "ports": keyed("containerPort", "protocol"), "volumeMounts": keyed("mountPath"),
            "volumeDevices": keyed("devicePath"),
        ],
        "Volume": [:],
        "Service": ["metadata": Node(type: "ObjectMeta"), "spec": Node(type: "ServiceSpec")],
        "ServiceSpec": ["ports": keyed("port", "protocol")],
        "ServiceAccount": ["metadata": Node(type: "ObjectMeta"), "secrets": keyed("name")],
        "Node": [
            "metadata": Node(type: "ObjectMeta"), "spec": Node(type: "NodeSpec"), "status": Node(type: "NodeStatus"),
        ],
        "NodeSpec": ["podCIDRs": Node(list: .set)],
        "NodeStatus": ["conditions": keyed("type"), "addresses": keyed("type")],
        "StorageClass": ["metadata": Node(type: "ObjectMeta")],
        "CSINode": ["metadata": Node(type: "ObjectMeta"), "spec": Node(type: "CSINodeSpec")],
        "CSINodeSpec": ["drivers": keyed("name")],
        "WebhookConfiguration": ["metadata": Node(type: "ObjectMeta"), "webhooks": keyed("name", of: "Webhook")],
        "Webhook": ["matchConditions": keyed("name")],
        "AdmissionPolicy": ["metadata": Node(type: "ObjectMeta"), "spec": Node(type: "AdmissionPolicySpec")],
        "AdmissionPolicySpec": ["matchConditions": keyed("name"), "variables": keyed("name")],
    ]

    private static func keyed(_ keys: String..., of type: String? = nil) -> Node {
        Node(type: type, list: .keyed(keys))
    }
}
