/// A group, a version and a kind, any of which may be empty.
struct GroupVersionKind: Hashable, Sendable {
    var group = ""
    var version = ""
    var kind = ""

    init(group: String = "", version: String = "", kind: String = "") {
        self.group = group
        self.version = version
        self.kind = kind
    }

    init(apiVersion: String, kind: String) {
        if let slash = apiVersion.firstIndex(of: "/") {
            group = String(apiVersion[..<slash])
            version = String(apiVersion[apiVersion.index(after: slash)...])
        } else {
            version = apiVersion
        }
        self.kind = kind
    }

    /// `group/version` or `version`, as manifests write it.
    var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// Whether a selector, whose empty fields match anything, takes this.
    func isSelected(by selector: GroupVersionKind) -> Bool {
        (selector.group.isEmpty || selector.group == group)
            && (selector.version.isEmpty || selector.version == version)
            && (selector.kind.isEmpty || selector.kind == kind)
    }

    /// `Kind.version.group`, with `[noVer]` and `[noGrp]` for what is empty.
    var label: String {
        "\(kind.isEmpty ? "[noKind]" : kind).\(version.isEmpty ? "[noVer]" : version)"
            + ".\(group.isEmpty ? "[noGrp]" : group)"
    }
}

/// What a resource is known by.
struct ResourceID: Hashable {
    var type: GroupVersionKind
    var name: String
    var namespace: String

    /// The namespace for comparing: `default` where none is written, and one value for all cluster-scoped resources.
    var effectiveNamespace: String {
        if ClusterScopedKinds.contains(type) { return Self.notANamespace }
        return namespace.isEmpty ? "default" : namespace
    }

    static let notANamespace = "_non_namespaceable_"

    /// The identity by which two resources are the same.
    var key: ResourceID { ResourceID(type: type, name: name, namespace: effectiveNamespace) }

    /// `Kind.version.group/name.namespace`.
    var label: String {
        "\(type.label)/\(name.isEmpty ? "[noName]" : name).\(namespace.isEmpty ? "[noNs]" : namespace)"
    }
}

/// The built-in kinds without a namespace; kinds that are not known have one.
enum ClusterScopedKinds {
    private static let kinds: [String: Set<String>] = [
        "": ["ComponentStatus", "Namespace", "Node", "PersistentVolume"],
        "admissionregistration.k8s.io": [
            "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "MutatingWebhookConfiguration",
            "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration",
        ],
        "apiextensions.k8s.io": ["CustomResourceDefinition"],
        "apiregistration.k8s.io": ["APIService"],
        "authentication.k8s.io": ["SelfSubjectReview", "TokenReview"],
        "authorization.k8s.io": ["SelfSubjectAccessReview", "SelfSubjectRulesReview", "SubjectAccessReview"],
        "certificates.k8s.io": ["CertificateSigningRequest", "ClusterTrustBundle"],
        "extensions": ["PodSecurityPolicy"],
        "flowcontrol.apiserver.k8s.io": ["FlowSchema", "PriorityLevelConfiguration"],
        "internal.apiserver.k8s.io": ["StorageVersion"],
        "networking.k8s.io": ["IPAddress", "IngressClass", "ServiceCIDR"],
        "node.k8s.io": ["RuntimeClass"],
        "policy": ["PodSecurityPolicy"],
        "rbac.authorization.k8s.io": ["ClusterRole", "ClusterRoleBinding"],
        "resource.k8s.io": ["DeviceClass", "ResourceClass", "ResourceSlice"],
        "scheduling.k8s.io": ["PriorityClass"],
        "storage.k8s.io": ["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment", "VolumeAttributesClass"],
    ]

    static func contains(_ type: GroupVersionKind) -> Bool {
        kinds[type.group]?.contains(type.kind) ?? false
    }
}
