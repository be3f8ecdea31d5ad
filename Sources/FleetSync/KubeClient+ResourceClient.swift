public import FleetKube
public import FleetModel

extension KubeClient: ResourceClient {
    public func list(_ type: APIResource, labelSelector: String) async throws(KubeError) -> [Manifest] {
        try await list(type, namespace: nil, labelSelector: labelSelector)
    }

    public func apply(
        _ manifest: Manifest,
        as type: APIResource,
        force: Bool,
        dryRun: Bool
    ) async throws(KubeError) -> Manifest {
        try await apply(manifest, as: type, fieldManager: Tracking.fieldManager, force: force, dryRun: dryRun)
    }

    public func delete(
        _ type: APIResource,
        namespace: String,
        name: String,
        propagation: DeletePropagation,
        uid: String?,
        dryRun: Bool
    ) async throws(KubeError) {
        let _: DeleteOutcome = try await delete(
            type,
            namespace: namespace,
            name: name,
            propagation: propagation,
            uid: uid,
            resourceVersion: nil,
            dryRun: dryRun
        )
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
