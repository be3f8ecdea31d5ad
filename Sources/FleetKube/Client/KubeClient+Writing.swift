import FleetHTTP
public import FleetModel
public import FleetValue
import Synchronization

/// What becomes of the resources that a deleted one owns.
public enum DeletePropagation: String, Hashable, Sendable, CaseIterable {
    /// They are deleted first, and the resource stays until they are gone.
    case foreground = "Foreground"
    /// The resource goes at once, they follow.
    case background = "Background"
    /// They stay, and nobody owns them any more.
    case orphan = "Orphan"
}

/// What a deletion led to.
public enum DeleteOutcome: Hashable, Sendable {
    /// It is gone.
    case deleted
    /// It goes when its finalizers are through or its grace period is over; as it was left.
    case pending(Manifest)
    /// It was not there.
    case notFound
}

/// How a patch is written.
public enum PatchKind: String, Hashable, Sendable {
    /// RFC 7386: mappings are merged, lists replaced, null removes.
    case merge = "application/merge-patch+json"
    /// RFC 6902: a list of operations.
    case json = "application/json-patch+json"
    /// Kubernetes' own, for built-in kinds: some lists are merged.
    case strategicMerge = "application/strategic-merge-patch+json"
}

extension KubeClient {
    /// Creates a resource.
    ///
    /// - Parameters:
    ///   - manifest: With `apiVersion`, `kind`, a name or `generateName`, and a namespace if the kind has them.
    ///   - type: Its kind, from discovery.
    ///   - fieldManager: The owner recorded for all fields.
    ///   - dryRun: Whether the server only says what it would store.
    /// - Returns: As stored.
    /// - Throws: ``KubeError/alreadyExists(_:message:)`` and others. Not sent again unless the first request certainly
    ///   had no effect.
    @discardableResult
    public func create(
        _ manifest: Manifest,
        as type: APIResource,
        fieldManager: String = Tracking.fieldManager,
        dryRun: Bool = false
    ) async throws(KubeError) -> Manifest {
        var request = try request(
            "create",
            type,
            namespace: manifest.namespace,
            name: manifest.name,
            safety: .once,
            addressesCollection: true
        )
        request.method = "POST"
        request.query = query(fieldManager: fieldManager, dryRun: dryRun)
        request.body = JSONWriter.bytes(of: manifest.value)
        return try self.manifest(try await value(request), of: type, request.place)
    }

    /// Replaces a resource as a whole (`PUT`).
    ///
    /// - Parameters:
    ///   - manifest: With `metadata.resourceVersion` it must be what was read, otherwise whatever is there is replaced.
    ///   - type: Its kind, from discovery.
    ///   - subresource: Such as `status`; nil for the resource itself.
    ///   - fieldManager: The owner recorded for changed fields.
    ///   - dryRun: Whether the server only says what it would store.
    /// - Returns: As stored.
    /// - Throws: ``KubeError/conflict(_:message:)`` when it changed meanwhile, ``KubeError/notFound(_:message:)``.
    @discardableResult
    public func replace(
        _ manifest: Manifest,
        as type: APIResource,
        subresource: String? = nil,
        fieldManager: String = Tracking.fieldManager,
        dryRun: Bool = false
    ) async throws(KubeError) -> Manifest {
        var request = try request(
            "replace",
            type,
            namespace: manifest.namespace,
            name: manifest.name,
            subresource: subresource,
            safety: .once
        )
        request.method = "PUT"
        request.query = query(fieldManager: fieldManager, dryRun: dryRun)
        request.body = JSONWriter.bytes(of: manifest.value)
        return try self.manifest(try await value(request), of: type, request.place)
    }

    /// Changes parts of a resource.
    ///
    /// - Parameters:
    ///   - type: The kind, from discovery.
    ///   - namespace: Ignored for kinds without namespaces.
    ///   - name: The resource's name.
    ///   - patch: In the form that `kind` says.
    ///   - kind: The form of the patch.
    ///   - subresource: Such as `status`; nil for the resource itself.
    ///   - fieldManager: The owner recorded for changed fields.
    ///   - dryRun: Whether the server only says what it would store.
    /// - Returns: As stored.
    /// - Throws: ``KubeError/notFound(_:message:)`` and others. Not sent again unless the first request certainly had
    ///   no effect.
    @discardableResult
    public func patch(
        _ type: APIResource,
        namespace: String,
        name: String,
        with patch: Value,
        kind: PatchKind = .merge,
        subresource: String? = nil,
        fieldManager: String = Tracking.fieldManager,
        dryRun: Bool = false
    ) async throws(KubeError) -> Manifest {
        var request = try request(
            "patch",
            type,
            namespace: namespace,
            name: name,
            subresource: subresource,
            safety: .once
        )
        request.method = "PATCH"
        request.contentType = kind.rawValue
        request.query = query(fieldManager: fieldManager, dryRun: dryRun)
        request.body = JSONWriter.bytes(of: patch)
        return try manifest(try await value(request), of: type, request.place)
    }

    /// Applies one manifest with server-side apply: creates the resource or changes it to what the manifest says, and
    /// owns the manifest's fields from then on.
    ///
    /// What older servers refuse to do without is filled in (``ServerSideApplyDefaults``); `metadata.managedFields`,
    /// which no manifest may have here, is left out.
    ///
    /// - Parameters:
    ///   - manifest: A whole document with `apiVersion`, `kind`, a name, and a namespace if the kind has them.
    ///   - type: Its kind, from discovery.
    ///   - fieldManager: The owner recorded in managed fields, 1 to 128 characters.
    ///   - force: Whether to take over fields that other managers own.
    ///   - dryRun: Whether the server only says what it would store.
    /// - Returns: As stored, or as it would be, with managed fields.
    /// - Throws: ``KubeError/applyConflict(_:_:)`` when others own fields and `force` is false, and others.
    /// - SeeAlso: <https://kubernetes.io/docs/reference/using-api/server-side-apply/>
    @discardableResult
    public func apply(
        _ manifest: Manifest,
        as type: APIResource,
        fieldManager: String = Tracking.fieldManager,
        force: Bool = false,
        dryRun: Bool = false
    ) async throws(KubeError) -> Manifest {
        var request = try request(
            "apply",
            type,
            namespace: manifest.namespace,
            name: manifest.name,
            safety: type.mayLackApply ? .once : .repeatable
        )
        if type.mayLackApply, !discoveryState.withLock({ $0.appliesAPIServices }) {
            return try await merge(manifest, as: type, fieldManager: fieldManager, dryRun: dryRun)
        }
        request.method = "PATCH"
        // JSON is YAML; the type has no JSON form on older servers.
        request.contentType = "application/apply-patch+yaml"
        request.query = query(fieldManager: fieldManager, dryRun: dryRun)
        if force { request.query.append(("force", "true")) }
        var body = ServerSideApplyDefaults.filled(manifest).value
        if case .mapping(var metadata)? = body["metadata"], metadata["managedFields"] != nil {
            metadata["managedFields"] = nil
            body["metadata"] = .mapping(metadata)
        }
        request.body = JSONWriter.bytes(of: body)
        do {
            return try self.manifest(try await value(request), of: type, request.place)
        } catch .transport(_, .cut) where type.mayLackApply {
            discoveryState.withLock { $0.appliesAPIServices = false }
            return try await merge(manifest, as: type, fieldManager: fieldManager, dryRun: dryRun)
        } catch {
            throw error
        }
    }

    /// Deletes a resource.
    ///
    /// - Parameters:
    ///   - type: The kind, from discovery.
    ///   - namespace: Ignored for kinds without namespaces.
    ///   - name: The resource's name.
    ///   - propagation: What becomes of the resources that it owns.
    ///   - uid: The only one to delete; nil for whichever has the name.
    ///   - resourceVersion: The only version to delete; nil for any.
    ///   - dryRun: Whether the server only says what it would do.
    /// - Returns: Whether it is gone, will go, or was not there.
    /// - Throws: ``KubeError/conflict(_:message:)`` when the resource is not the one meant, and others.
    @discardableResult
    public func delete(
        _ type: APIResource,
        namespace: String,
        name: String,
        propagation: DeletePropagation = .background,
        uid: String? = nil,
        resourceVersion: String? = nil,
        dryRun: Bool = false
    ) async throws(KubeError) -> DeleteOutcome {
        var request = try request(
            "delete",
            type,
            namespace: namespace,
            name: name,
            // Without a precondition a second attempt could hit a successor.
            safety: uid == nil && resourceVersion == nil ? .once : .repeatable
        )
        request.method = "DELETE"
        var preconditions = Mapping()
        if let uid { preconditions["uid"] = .string(uid) }
        if let resourceVersion { preconditions["resourceVersion"] = .string(resourceVersion) }
        var options: Mapping = [
            "kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": .string(propagation.rawValue),
        ]
        if !preconditions.isEmpty { options["preconditions"] = .mapping(preconditions) }
        if dryRun { options["dryRun"] = ["All"] }
        request.body = JSONWriter.bytes(of: .mapping(options))
        let answer: Value
        do {
            answer = try await value(request)
        } catch .notFound {
            return .notFound
        } catch {
            throw error
        }
        guard answer["kind"]?.string != "Status" else { return .deleted }
        let left = try manifest(answer, of: type, request.place)
        // Some kinds answer with the resource as it was when it went; those that stay have a time of deletion.
        let isPending = left.value["metadata"]?["deletionTimestamp"]?.string != nil
        return isPending ? .pending(left) : .deleted
    }

    // MARK: Requests

    /// Makes a request for one resource, or says why there can be none.
    ///
    /// Where it `addressesCollection`, for creation, the name is only for messages and may be empty.
    func request(
        _ action: String,
        _ type: APIResource,
        namespace: String,
        name: String,
        subresource: String? = nil,
        safety: RequestSafety,
        addressesCollection: Bool = false
    ) throws(KubeError) -> APIRequest {
        let scope = type.namespaced ? namespace : ""
        let key = ResourceKey(group: type.group, kind: type.kind, namespace: scope, name: name)
        let place = place(action, subresource.map { "\(key) (\($0))" } ?? "\(key)")
        if type.namespaced, let problem = APIPath.problem(withName: namespace) {
            throw .unusable(place, message: namespace.isEmpty ? "has no namespace" : "its namespace \(problem)")
        }
        if !addressesCollection, let problem = APIPath.problem(withName: name) {
            throw .unusable(place, message: problem)
        }
        var request = APIRequest(
            path: type.path(
                namespace: scope.isEmpty ? nil : scope,
                name: addressesCollection ? nil : name,
                subresource: subresource
            ),
            safety: safety,
            place: place
        )
        request.kindText = "\(type.groupVersionKind)"
        request.isSecret = type.isSecret
        return request
    }

    private func query(fieldManager: String, dryRun: Bool) -> [(name: String, value: String)] {
        let manager = [(name: "fieldManager", value: fieldManager)]
        return dryRun ? manager + [("dryRun", "All")] : manager
    }
}
