public import FleetKube
public import FleetModel
public import FleetValue

/// What applying to a hub, and reading its clusters, needs of it.
///
/// ``FleetKube/KubeClient`` is the real one.
public protocol HubClient: ResourceClient {
    /// All resources of one kind in one namespace that a label selector finds; every one when the selector is empty.
    func list(
        _ type: APIResource,
        namespace: String,
        labelSelector: String
    ) async throws(KubeError) -> [Manifest]
    /// Merges a patch (RFC 7386) into one resource and answers it as it is then.
    func merge(
        _ patch: Value,
        into type: APIResource,
        namespace: String,
        name: String
    ) async throws(KubeError) -> Manifest
}

extension KubeClient: HubClient {
    /// All resources of one kind in one namespace that a label selector finds.
    public func list(
        _ type: APIResource,
        namespace: String,
        labelSelector: String
    ) async throws(KubeError) -> [Manifest] {
        try await listing(type, namespace: namespace, labelSelector: labelSelector).items
    }

    /// Merges a patch into one resource.
    public func merge(
        _ patch: Value,
        into type: APIResource,
        namespace: String,
        name: String
    ) async throws(KubeError) -> Manifest {
        try await self.patch(type, namespace: namespace, name: name, with: patch, kind: .merge)
    }
}

extension APIResource {
    /// Secrets, which every server serves alike.
    static let secrets = APIResource(group: "", version: "v1", kind: "Secret", name: "secrets", namespaced: true)
}

/// Argo CD's cluster Secrets on a hub.
public enum HubSecrets {
    /// The label selector that finds them.
    static let selector = "\(Cluster.secretTypeLabel)=cluster"

    /// All of them, in the server's order.
    ///
    /// - Throws: ``FleetKube/KubeError``; nothing there is no error.
    public static func list(
        _ client: any HubClient,
        namespace: String
    ) async throws(KubeError) -> [Manifest] {
        try await client.list(.secrets, namespace: namespace, labelSelector: selector)
    }

    /// One of them, or nil when there is none of this name.
    public static func get(
        _ client: any HubClient,
        namespace: String,
        name: String
    ) async throws(KubeError) -> Manifest? {
        try await client.get(.secrets, namespace: namespace, name: name)
    }
}
