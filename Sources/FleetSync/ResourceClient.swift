public import FleetKube
public import FleetModel

/// What comparing and syncing need of one cluster.
///
/// ``FleetKube/KubeClient`` is the real one; tests have others that pass the same contract.
public protocol ResourceClient: Sendable {
    /// The kinds that the cluster serves; see ``FleetKube/KubeClient/discover(refresh:)``.
    func discover(refresh: Bool) async throws(KubeError) -> Discovery
    /// All resources of one kind that a label selector finds, in all namespaces; every one when the selector is empty.
    func list(_ type: APIResource, labelSelector: String) async throws(KubeError) -> [Manifest]
    /// One resource, or nil when there is none of that name.
    func get(_ type: APIResource, namespace: String, name: String) async throws(KubeError) -> Manifest?
    /// Server-side apply; answers the resource as it is, or would be.
    func apply(
        _ manifest: Manifest,
        as type: APIResource,
        fieldManager: String,
        force: Bool,
        dryRun: Bool
    ) async throws(KubeError) -> Manifest
    /// Deletes one resource; a resource that is gone already is no error.
    ///
    /// - Parameters:
    ///   - type: The kind, from discovery.
    ///   - namespace: Ignored for kinds without namespaces.
    ///   - name: The resource's name.
    ///   - propagation: What becomes of the resources that it owns.
    ///   - uid: Deletes only this very resource, not one made anew under its name; nil for any.
    ///   - resourceVersion: Deletes it only as it was looked at; nil for any state.
    ///   - dryRun: Whether the server only says what it would do.
    /// - Returns: Whether it is gone, or waits for its finalizers.
    /// - Throws: ``FleetKube/KubeError/conflict(_:message:)`` when it is another one or has changed.
    func delete(
        _ type: APIResource,
        namespace: String,
        name: String,
        propagation: DeletePropagation,
        uid: String?,
        resourceVersion: String?,
        dryRun: Bool
    ) async throws(KubeError) -> DeleteOutcome
}
