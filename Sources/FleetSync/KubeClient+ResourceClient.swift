public import FleetKube
public import FleetModel

extension KubeClient: ResourceClient {
    /// All resources of one kind that a label selector finds, in all namespaces.
    public func list(_ type: APIResource, labelSelector: String) async throws(KubeError) -> [Manifest] {
        try await list(type, namespace: nil, labelSelector: labelSelector)
    }
}

extension APIResource {
    /// Namespaces, which every server serves alike.
    static let namespaces = APIResource(
        group: "",
        version: "v1",
        kind: "Namespace",
        name: "namespaces",
        namespaced: false
    )
    /// CustomResourceDefinitions in the version that every server since 1.16 serves.
    static let customResourceDefinitions = APIResource(
        group: "apiextensions.k8s.io",
        version: "v1",
        kind: "CustomResourceDefinition",
        name: "customresourcedefinitions",
        namespaced: false
    )
}
