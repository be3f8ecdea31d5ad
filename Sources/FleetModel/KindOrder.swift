/// The order in which kinds are applied within one wave: what others need comes first.
public enum KindOrder {
    /// The kinds that have a place, in order.
    ///
    /// Follows argo-cd gitops-engine/pkg/sync/sync_tasks.go, which took most of it from Helm.
    public static let kinds = [
        "Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "PodSecurityPolicy", "PodDisruptionBudget",
        "ServiceAccount", "Secret", "SecretList", "ConfigMap", "StorageClass", "PersistentVolume",
        "PersistentVolumeClaim", "CustomResourceDefinition", "ClusterRole", "ClusterRoleList", "ClusterRoleBinding",
        "ClusterRoleBindingList", "Role", "RoleList", "RoleBinding", "RoleBindingList", "Service", "DaemonSet", "Pod",
        "ReplicationController", "ReplicaSet", "Deployment", "HorizontalPodAutoscaler", "StatefulSet", "Job",
        "CronJob", "IngressClass", "Ingress", "APIService",
    ]

    /// The place of a kind, whatever its group: from 0 for `Namespace`; every kind without a place comes last.
    public static func rank(_ kind: String) -> Int {
        ranks[kind] ?? kinds.count
    }

    private static let ranks = Dictionary(uniqueKeysWithValues: zip(kinds, kinds.indices))
}
