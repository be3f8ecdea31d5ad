public import FleetKube
public import FleetModel

/// What comparing and syncing need of one cluster.
///
/// ``FleetKube/KubeClient`` is the real one; tests have others that pass the same contract.
public protocol ResourceClient: Sendable {
    /// The kinds that the cluster serves; see ``FleetKube/KubeClient/discover(refresh:)``.
    func discover(refresh: Bool) async throws(KubeError) -> Discovery
    /// All resources of one kind that a label selector finds, in all namespaces.
    func list(_ type: APIResource, labelSelector: String) async throws(KubeError) -> [Manifest]
    /// One resource, or nil when there is none of that name.
    func get(_ type: APIResource, namespace: String, name: String) async throws(KubeError) -> Manifest?
    /// Server-side apply as ``FleetModel/Tracking/fieldManager``.
    func apply(_ manifest: Manifest, as type: APIResource, force: Bool, dryRun: Bool) async throws(KubeError) -> Manifest
    /// Deletes one resource; a resource that is gone already is no error.
    ///
    /// - Parameter uid: Deletes only the very resource that was looked at.
    func delete(
        _ type: APIResource,
        namespace: String,
        name: String,
        propagation: DeletePropagation,
        uid: String?,
        dryRun: Bool
    ) async throws(KubeError)
}
