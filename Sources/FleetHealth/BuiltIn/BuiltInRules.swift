import FleetModel

/// The rules for Kubernetes' own kinds and for Argo's workflows.
///
/// A kind in a version that is not known has an unknown health and says so. Each rule is in the file of its family and
/// follows argo-cd gitops-engine/pkg/health, or where noted resource_customizations.
struct BuiltInRules: HealthRule {
    func health(of live: Manifest) -> Health? {
        let type = live.groupVersionKind
        let resource = LiveResource(live)
        switch (type.group, type.kind) {
        case ("apps", "Deployment"): return known(type, ["v1"]) ?? WorkloadHealth.deployment(resource)
        case ("apps", "ReplicaSet"): return known(type, ["v1"]) ?? WorkloadHealth.replicaSet(resource)
        case ("apps", "DaemonSet"): return known(type, ["v1"]) ?? WorkloadHealth.daemonSet(resource)
        case ("apps", "StatefulSet"): return known(type, ["v1"]) ?? StatefulSetHealth.statefulSet(resource)
        case ("", "Pod"): return known(type, ["v1"]) ?? PodHealth.pod(resource)
        case ("batch", "Job"): return known(type, ["v1"]) ?? BatchHealth.job(resource)
        case ("batch", "CronJob"): return BatchHealth.cronJob(resource)
        case ("", "PersistentVolumeClaim"): return known(type, ["v1"]) ?? StorageHealth.claim(resource)
        case ("", "Service"): return known(type, ["v1"]) ?? NetworkHealth.service(resource)
        case ("networking.k8s.io", "Ingress"), ("extensions", "Ingress"): return NetworkHealth.ingress(resource)
        case ("apiregistration.k8s.io", "APIService"):
            return known(type, ["v1", "v1beta1"]) ?? ExtensionHealth.apiService(resource)
        case ("apiextensions.k8s.io", "CustomResourceDefinition"): return ExtensionHealth.definition(resource)
        case ("autoscaling", "HorizontalPodAutoscaler"):
            return known(type, ["v1", "v2"]) ?? AutoscalerHealth.autoscaler(resource)
        case ("policy", "PodDisruptionBudget"): return PolicyHealth.disruptionBudget(resource)
        case ("argoproj.io", "Workflow"): return WorkflowHealth.workflow(resource)
        default: return nil
        }
    }

    /// Nil for a version that is known, and otherwise the health that says it is not.
    private func known(_ type: GroupVersionKind, _ versions: [String]) -> Health? {
        versions.contains(type.version)
            ? nil : Health(.unknown, "unsupported \(type.kind) version \(type.apiVersion)")
    }
}
