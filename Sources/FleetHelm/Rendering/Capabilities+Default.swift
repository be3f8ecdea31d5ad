extension Capabilities {
    /// What charts see when nobody says what the cluster can do: Kubernetes 1.31 with what it serves by default.
    public static let standard = Capabilities(version: "v1.31.0", apiVersions: apiVersions(in: kubernetes))

    /// A version as charts see it; nil for a text that is none.
    ///
    /// - Parameter text: `1.31`, `v1.31.4` or `1.31.4+build`.
    /// - Returns: `v1.31.0` and so on.
    public static func version(_ text: String) -> String? {
        let bare = text.hasPrefix("v") ? String(text.dropFirst()) : text
        let cut = bare.firstIndex { $0 == "-" || $0 == "+" } ?? bare.endIndex
        var numbers = bare[..<cut].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard (1...3).contains(numbers.count) else { return nil }
        for number in numbers {
            guard !number.isEmpty, number.utf8.allSatisfy({ (48...57).contains($0) }), number.utf8.count < 10 else {
                return nil
            }
        }
        while numbers.count < 3 { numbers.append("0") }
        return "v" + numbers.joined(separator: ".") + bare[cut...]
    }

    /// Versions, and kinds in them, as charts ask for them.
    ///
    /// - Parameter table: A version and its kinds a line, separated by spaces.
    /// - Returns: The versions alone, and with each of their kinds.
    private static func apiVersions(in table: String) -> Set<String> {
        var versions: Set<String> = []
        for line in table.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            guard let version = words.first else { continue }
            versions.insert(version)
            for kind in words.dropFirst() { versions.insert("\(version)/\(kind)") }
        }
        return versions
    }

    private static let kubernetes = """
        v1 Binding ComponentStatus ConfigMap Endpoints Event LimitRange Namespace Node PersistentVolume \
        PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount
        admissionregistration.k8s.io/v1 MutatingWebhookConfiguration ValidatingAdmissionPolicy \
        ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration
        apiextensions.k8s.io/v1 CustomResourceDefinition
        apiregistration.k8s.io/v1 APIService
        apps/v1 ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet
        authentication.k8s.io/v1 SelfSubjectReview TokenReview
        authorization.k8s.io/v1 LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview \
        SubjectAccessReview
        autoscaling/v1 HorizontalPodAutoscaler Scale
        autoscaling/v2 HorizontalPodAutoscaler
        batch/v1 CronJob Job
        certificates.k8s.io/v1 CertificateSigningRequest
        coordination.k8s.io/v1 Lease
        discovery.k8s.io/v1 EndpointSlice
        events.k8s.io/v1 Event
        flowcontrol.apiserver.k8s.io/v1 FlowSchema PriorityLevelConfiguration
        flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema PriorityLevelConfiguration
        networking.k8s.io/v1 Ingress IngressClass NetworkPolicy
        node.k8s.io/v1 RuntimeClass
        policy/v1 Eviction PodDisruptionBudget
        rbac.authorization.k8s.io/v1 ClusterRole ClusterRoleBinding Role RoleBinding
        scheduling.k8s.io/v1 PriorityClass
        storage.k8s.io/v1 CSIDriver CSINode CSIStorageCapacity StorageClass VolumeAttachment
        """
}
