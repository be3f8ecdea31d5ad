import FleetKube
import FleetModel
import FleetValue

/// What a ``FakeCluster`` holds, and how it answers.
struct FakeState {
    private struct Owner: Hashable, Comparable {
        var manager: String
        var operation: String

        static func < (left: Owner, right: Owner) -> Bool {
            (left.manager, left.operation) < (right.manager, right.operation)
        }
    }

    private struct Stored {
        var manifest: Manifest
        var owners: [Owner: Set<[String]>]
        var time = 0
    }

    let cluster: String
    var holdsDeletions = false
    var propagations: [DeletePropagation] = []
    /// Groups that do not tell what they serve.
    var failedGroups: [Discovery.FailedGroup] = [] { didSet { remembered = nil } }
    /// Kinds that are served in a second group: what is stored under the first is seen under the second.
    var aliases: [GroupKind: GroupKind] = [:]
    /// How often discovery has to be asked until a new definition is served.
    var definitionDelay = 0
    /// Kinds that are not served, and how to address all others.
    var types: [APIResource] = FakeState.builtIn

    private var stored: [ResourceKey: Stored] = [:]
    private var remembered: Discovery?
    private var pending: [(type: APIResource, asked: Int)] = []
    private var counter = 0

    init(cluster: String) { self.cluster = cluster }

    // MARK: Requests

    mutating func discovery(refresh: Bool) -> Discovery {
        if refresh || remembered == nil {
            for index in pending.indices { pending[index].asked += 1 }
            types += pending.filter { $0.asked > definitionDelay }.map(\.type)
            pending.removeAll { $0.asked > definitionDelay }
        }
        if let remembered, !refresh { return remembered }
        let failed = Set(failedGroups.map(\.group))
        let discovery = Discovery(
            resources: types.filter { !failed.contains($0.group) },
            failedGroups: failedGroups,
            fetchedAt: 0
        )
        remembered = discovery
        return discovery
    }

    func list(_ type: APIResource, _ selector: String) throws(KubeError) -> [Manifest] {
        try requireServed(type, "list")
        let labels: LabelSelector
        do throws(ModelError) {
            labels = try LabelSelector(parsing: selector)
        } catch {
            throw .badRequest(place("list", "\(type.groupKind)"), message: error.description)
        }
        let kind = aliases[type.groupKind] ?? type.groupKind
        return stored.filter { $0.key.groupKind == kind }.sorted { $0.key < $1.key }
            .map { Self.seen($0.value.manifest, as: type) }
            .filter { labels.matches($0.labels) }
    }

    func get(_ type: APIResource, _ namespace: String, _ name: String) throws(KubeError) -> Manifest? {
        try requireServed(type, "get")
        return stored[key(type, namespace, name)].map { Self.seen($0.manifest, as: type) }
    }

    mutating func apply(
        _ manifest: Manifest,
        _ type: APIResource,
        _ manager: String,
        force: Bool,
        dryRun: Bool
    ) throws(KubeError) -> Manifest {
        try requireServed(type, "apply")
        let key = key(type, manifest.namespace, manifest.name)
        let place = place("apply", "\(key)")
        if type.namespaced, self.stored[Self.namespace(manifest.namespace)] == nil {
            throw .notFound(place, message: "namespaces \"\(manifest.namespace)\" not found")
        }
        let me = Owner(manager: manager, operation: "Apply")
        var stored = stored[key] ?? Stored(manifest: Manifest([:]), owners: [:])
        let before = stored
        let wanted = Self.leaves(manifest.value)
        var conflicts: [FieldConflict] = []
        for (owner, fields) in stored.owners.sorted(by: { $0.key < $1.key }) where owner != me {
            for path in fields.sorted(by: { $0.joined(separator: ".") < $1.joined(separator: ".") })
            where wanted.contains(path) && Self.value(stored.manifest.value, path) != Self.value(manifest.value, path) {
                conflicts.append(
                    FieldConflict(
                        field: "." + path.joined(separator: "."),
                        manager: owner.manager,
                        message: "conflict with \"\(owner.manager)\"",
                        isUpdate: owner.operation == "Update"
                    )
                )
                stored.owners[owner]?.remove(path)
            }
        }
        if !conflicts.isEmpty, !force { throw .applyConflict(place, conflicts) }
        for path in stored.owners[me, default: []].subtracting(wanted)
        where !stored.owners.contains(where: { $0.key != me && $0.value.contains(path) }) {
            Self.set(&stored.manifest.value, path[...], nil)
        }
        for path in wanted { Self.set(&stored.manifest.value, path[...], Self.value(manifest.value, path)) }
        stored.owners[me] = wanted
        stored.owners = stored.owners.filter { !$0.value.isEmpty || $0.key == me }
        if dryRun { return Self.seen(finished(stored, before, key, type).manifest, as: type) }
        let result = finished(stored, before, key, type)
        self.stored[key] = result
        if let kind = Self.definedType(manifest) { define(kind) }
        return Self.seen(result.manifest, as: type)
    }

    mutating func delete(
        _ type: APIResource,
        _ namespace: String,
        _ name: String,
        _ uid: String?,
        _ resourceVersion: String?,
        _ dryRun: Bool
    ) throws(KubeError) -> DeleteOutcome {
        try requireServed(type, "delete")
        let key = key(type, namespace, name)
        guard var live = stored[key] else { return .notFound }
        let metadata = live.manifest.value["metadata"]
        if let uid, metadata?["uid"]?.string != uid {
            throw .conflict(place("delete", "\(key)"), message: "the UID in the precondition does not match")
        }
        if let resourceVersion, metadata?["resourceVersion"]?.string != resourceVersion {
            throw .conflict(place("delete", "\(key)"), message: "the ResourceVersion does not match")
        }
        if dryRun { return .deleted }
        let finalizers = metadata?["finalizers"]?.array ?? []
        if holdsDeletions || !finalizers.isEmpty {
            counter += 1
            live.manifest.value["metadata"]?["deletionTimestamp"] = "2024-01-01T00:00:00Z"
            live.manifest.value["metadata"]?["resourceVersion"] = .string("\(counter)")
            stored[key] = live
            return .pending(Self.seen(live.manifest, as: type))
        }
        removeWhole(key)
        return .deleted
    }

    // MARK: What others do

    func live(_ kind: String, _ namespace: String, _ name: String) -> Manifest? {
        stored.first { entry in
            entry.key.groupKind.description == kind && entry.key.namespace == namespace && entry.key.name == name
        }?.value.manifest
    }

    mutating func put(_ manifest: Manifest, _ manager: String) {
        guard let type = types.first(where: { $0.groupVersionKind == manifest.groupVersionKind }) else { return }
        let key = key(type, manifest.namespace, manifest.name)
        let before = stored[key] ?? Stored(manifest: Manifest([:]), owners: [:])
        var after = before
        after.manifest = manifest
        let me = Owner(manager: manager, operation: "Update")
        let fields = Self.leaves(manifest.value)
        let changed = fields.filter { Self.value(before.manifest.value, $0) != Self.value(manifest.value, $0) }
        for owner in after.owners.keys {
            after.owners[owner] = after.owners[owner]?.intersection(fields).subtracting(changed)
        }
        after.owners = after.owners.filter { !$0.value.isEmpty }
        if !changed.isEmpty { after.owners[me, default: []].formUnion(changed) }
        stored[key] = finished(after, before, key, type)
    }

    mutating func remove(_ kind: String, _ namespace: String, _ name: String) {
        guard
            let key = stored.keys.first(where: { entry in
                entry.groupKind.description == kind && entry.namespace == namespace && entry.name == name
            })
        else { return }
        removeWhole(key)
    }

    mutating func removeTerminating() {
        for (key, value) in stored where value.manifest.value["metadata"]?["deletionTimestamp"] != nil {
            removeWhole(key)
        }
    }

    private mutating func removeWhole(_ key: ResourceKey) {
        let live = stored.removeValue(forKey: key)
        if key.kind == "Namespace" { stored = stored.filter { $0.key.namespace != key.name } }
        if let type = live.flatMap({ Self.definedType($0.manifest) }) {
            types.removeAll { $0.groupKind == type.groupKind }
            stored = stored.filter { $0.key.groupKind != type.groupKind }
        }
    }

    // MARK: Parts

    private func requireServed(_ type: APIResource, _ verb: String) throws(KubeError) {
        guard types.contains(where: { $0.groupVersionKind == type.groupVersionKind }) else {
            throw .notServed(place(verb, "\(type.groupKind)"), kind: "\(type.groupVersionKind)")
        }
    }

    private func place(_ action: String, _ subject: String) -> RequestPlace {
        RequestPlace(cluster: cluster, action: action, subject: subject)
    }

    private func key(_ type: APIResource, _ namespace: String, _ name: String) -> ResourceKey {
        let kind = aliases[type.groupKind] ?? type.groupKind
        return ResourceKey(
            group: kind.group,
            kind: kind.kind,
            namespace: type.namespaced ? namespace : "",
            name: name
        )
    }

    private static func namespace(_ name: String) -> ResourceKey {
        ResourceKey(group: "", kind: "Namespace", namespace: "", name: name)
    }

    private static func seen(_ manifest: Manifest, as type: APIResource) -> Manifest {
        var manifest = manifest
        manifest.value["apiVersion"] = .string(type.apiVersion)
        return manifest
    }

    /// The resource with what the server keeps in its metadata; unchanged when nothing is new.
    private mutating func finished(
        _ stored: Stored,
        _ before: Stored,
        _ key: ResourceKey,
        _ type: APIResource
    ) -> Stored {
        var stored = stored
        stored.manifest.value["apiVersion"] = .string(type.apiVersion)
        stored.manifest.value["kind"] = .string(key.kind)
        if stored.manifest.value["metadata"] == nil { stored.manifest.value["metadata"] = [:] }
        stored.manifest.value["metadata"]?["name"] = .string(key.name)
        if !key.namespace.isEmpty { stored.manifest.value["metadata"]?["namespace"] = .string(key.namespace) }
        let old = before.manifest.value["metadata"]
        for field in ["uid", "resourceVersion", "managedFields", "creationTimestamp", "deletionTimestamp"] {
            stored.manifest.value["metadata"]?[field] = old?[field]
        }
        if stored.manifest == before.manifest, stored.owners == before.owners { return before }
        counter += 1
        stored.time = counter
        if old?["uid"] == nil { stored.manifest.value["metadata"]?["uid"] = .string("uid-\(counter)") }
        stored.manifest.value["metadata"]?["resourceVersion"] = .string("\(counter)")
        stored.manifest.value["metadata"]?["creationTimestamp"] = old?["creationTimestamp"] ?? "2024-01-01T00:00:00Z"
        stored.manifest.value["metadata"]?["managedFields"] = .array(
            stored.owners.sorted { $0.key < $1.key }.map { owner, fields in
                [
                    "manager": .string(owner.manager), "operation": .string(owner.operation), "apiVersion": "v1",
                    "time": "2024-01-01T00:00:00Z", "fieldsType": "FieldsV1", "fieldsV1": Self.fieldSet(fields),
                ]
            }
        )
        return stored
    }

    private mutating func define(_ type: APIResource) {
        guard !types.contains(where: { $0.groupVersionKind == type.groupVersionKind }) else { return }
        pending.removeAll { $0.type.groupVersionKind == type.groupVersionKind }
        pending.append((type, 0))
    }

    private static func definedType(_ manifest: Manifest) -> APIResource? {
        guard manifest.kind == "CustomResourceDefinition", let spec = manifest.value["spec"],
            let group = spec["group"]?.string, let kind = spec["names"]?["kind"]?.string,
            let plural = spec["names"]?["plural"]?.string,
            let version = spec["versions"]?.array?.first?["name"]?.string
        else { return nil }
        return APIResource(
            group: group,
            version: version,
            kind: kind,
            name: plural,
            namespaced: spec["scope"]?.string != "Cluster"
        )
    }

    /// The fields of a manifest that somebody can own; a list is owned as a whole.
    private static func leaves(_ value: Value) -> Set<[String]> {
        var found: Set<[String]> = []
        func walk(_ value: Value, _ path: [String]) {
            if path == ["apiVersion"] || path == ["kind"] || path == ["status"] { return }
            if path.count == 2, path[0] == "metadata", !["labels", "annotations", "finalizers"].contains(path[1]) {
                return
            }
            if case .mapping(let mapping) = value, !mapping.isEmpty {
                for (key, child) in mapping { walk(child, path + [key]) }
            } else if !path.isEmpty, path != ["metadata"] {
                found.insert(path)
            }
        }
        walk(value, [])
        return found
    }

    private static func value(_ value: Value, _ path: [String]) -> Value? {
        var current: Value? = value
        for key in path { current = current?[key] }
        return current
    }

    private static func set(_ value: inout Value, _ path: ArraySlice<String>, _ new: Value?) {
        guard let key = path.first else { return }
        if path.count == 1 {
            value[key] = new
            return
        }
        var child = value[key] ?? [:]
        set(&child, path.dropFirst(), new)
        value[key] = child.mapping?.isEmpty == true && new == nil ? nil : child
    }

    private static func fieldSet(_ fields: Set<[String]>) -> Value {
        var set: Value = [:]
        for path in fields { Self.set(&set, path.map { "f:" + $0 }[...], [:]) }
        return set
    }

    /// What every server serves, as far as tests need it.
    static let builtIn: [APIResource] = [
        type("", "v1", "Namespace", "namespaces", false), type("", "v1", "ConfigMap", "configmaps"),
        type("", "v1", "Secret", "secrets"), type("", "v1", "Service", "services"),
        type("", "v1", "ServiceAccount", "serviceaccounts"), type("apps", "v1", "Deployment", "deployments"),
        type("networking.k8s.io", "v1", "Ingress", "ingresses"),
        type("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", false),
        type("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", false),
    ]

    static func type(
        _ group: String,
        _ version: String,
        _ kind: String,
        _ plural: String,
        _ namespaced: Bool = true
    ) -> APIResource {
        APIResource(group: group, version: version, kind: kind, name: plural, namespaced: namespaced)
    }
}
