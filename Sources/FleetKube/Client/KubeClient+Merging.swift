import FleetModel
import FleetValue

extension KubeClient {
    /// Creates a resource, or merges the manifest into it, where the server can not apply.
    ///
    /// Servers of 1.20 and some later ones break off each server-side apply of an APIService: the part of the server
    /// that keeps them has no field managers (kubernetes issue 89264, seen in 1.20.2). Fields of other owners are taken
    /// over without a conflict, and fields that left the manifest stay, as with any merge.
    func merge(
        _ manifest: Manifest,
        as type: APIResource,
        fieldManager: String,
        dryRun: Bool
    ) async throws(KubeError) -> Manifest {
        guard try await get(type, namespace: manifest.namespace, name: manifest.name) != nil else {
            return try await create(manifest, as: type, fieldManager: fieldManager, dryRun: dryRun)
        }
        var patch = manifest.value
        if case .mapping(var metadata)? = patch["metadata"] {
            metadata["managedFields"] = nil
            patch["metadata"] = .mapping(metadata)
        }
        return try await self.patch(
            type,
            namespace: manifest.namespace,
            name: manifest.name,
            with: patch,
            fieldManager: fieldManager,
            dryRun: dryRun
        )
    }
}

extension APIResource {
    /// Whether there are servers that serve the kind, but break off its server-side apply.
    var mayLackApply: Bool { group == "apiregistration.k8s.io" && kind == "APIService" }
}
