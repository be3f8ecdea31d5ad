import FleetKube
import FleetModel
import FleetRegistry
import FleetValue
import FleetYAML
import Synchronization

@testable import FleetSync

extension FakeCluster: HubClient {
    func list(
        _ type: APIResource,
        namespace: String,
        labelSelector: String
    ) async throws(KubeError) -> [Manifest] {
        try await list(type, labelSelector: labelSelector).filter { $0.namespace == namespace }
    }

    func merge(
        _ patch: Value,
        into type: APIResource,
        namespace: String,
        name: String
    ) async throws(KubeError) -> Manifest {
        guard var live = try await get(type, namespace: namespace, name: name) else {
            throw .notFound(RequestPlace(cluster: self.name, action: "patch", subject: name), message: "not found")
        }
        let version = patch["metadata"]?["resourceVersion"]?.string
        if let version, version != live.resourceVersion {
            throw .conflict(RequestPlace(cluster: self.name, action: "patch", subject: name), message: "changed")
        }
        live.value["metadata"]?["finalizers"] = patch["metadata"]?["finalizers"]
        put(live, manager: "fleet")
        return self[type.groupKind.description, namespace, name] ?? live
    }
}

/// A hub in memory with Argo CD's kinds, and a registry that knows it.
struct HubBench {
    let hub = FakeCluster("hub")
    let registry: Registry
    var owner = HubOwner(fleet: "acme", namespace: "argocd")
    var options = HubOptions(prune: true)

    init() throws {
        registry = try Registry.inMemory()
        try registry.add(.named("hub"))
        hub.makeNamespace("argocd")
        hub.state.withLock { state in
            state.types += [
                FakeState.type("argoproj.io", "v1alpha1", "Application", "applications"),
                FakeState.type("argoproj.io", "v1alpha1", "AppProject", "appprojects"),
            ]
        }
    }

    var apply: HubApply { HubApply(client: hub, hub: "hub", owner: owner, options: options) }

    /// Looks, and does it.
    @discardableResult
    func run(_ declarations: HubDeclarations) async throws -> [String] {
        let changes = try await apply.look(declarations)
        return try await apply.carryOut(changes, registry: registry, user: "test").changes.map(\.summary)
    }

    /// Looks only.
    func look(_ declarations: HubDeclarations) async throws -> [String] {
        try await apply.look(declarations).map(\.summary)
    }

    /// A live Application.
    subscript(_ name: String) -> Manifest? { hub["Application.argoproj.io", "argocd", name] }

    /// Changes a live Application as somebody else would.
    func edit(_ name: String, manager: String = "kubectl-edit", _ change: (inout Value) -> Void) {
        hub.edit("Application.argoproj.io", "argocd", name, manager: manager, change)
    }
}

extension HubChange {
    /// `created Application a: message`.
    var summary: String {
        "\(kind.rawValue) \(key.kind) \(key.name)" + (message.isEmpty ? "" : ": \(message)")
    }
}

extension HubDeclarations {
    /// Applications of one set.
    static func of(_ set: ApplicationSet, _ applications: [Manifest], failures: [String] = []) -> HubDeclarations {
        HubDeclarations(
            declared: applications.map { HubDeclaration($0, of: set) },
            applicationSets: [set],
            failures: failures
        )
    }
}

extension ApplicationSet {
    /// A set whose generators do not matter.
    static func named(_ name: String = "web", _ spec: String = "") throws -> ApplicationSet {
        let text = """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: \(name)}
            spec:
              generators: []
              template: {metadata: {name: x}, spec: {}}

            """
        return try ApplicationSet(decoding: YAMLReader.value(in: text + spec))
    }
}

extension Manifest {
    /// An Application for the hub.
    static func application(
        _ name: String,
        path: String = "web",
        cluster: String = "eu",
        project: String = "default",
        finalizers: [String] = ["resources-finalizer.argocd.argoproj.io"],
        annotations: [String: String] = [:],
        namespace: String = ""
    ) -> Manifest {
        var manifest = Manifest([
            "apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
            "metadata": [
                "name": .string(name), "finalizers": .array(finalizers.map { .string($0) }),
            ],
            "spec": [
                "project": .string(project), "source": ["repoURL": "https://git.example/a", "path": .string(path)],
                "destination": ["name": .string(cluster), "namespace": "web"],
            ],
        ])
        if finalizers.isEmpty { manifest.value["metadata"]?["finalizers"] = nil }
        for (key, text) in annotations { manifest.setAnnotation(key, text) }
        manifest.namespace = namespace
        return manifest
    }

    /// An AppProject.
    static func project(_ name: String) -> Manifest {
        Manifest([
            "apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "metadata": ["name": .string(name)],
            "spec": ["sourceRepos": ["*"]],
        ])
    }

    /// An Argo CD cluster Secret in namespace `argocd`, without credentials.
    static func clusterSecret(_ name: String, _ server: String, labels: [String: String] = [:]) -> Manifest {
        var secret = Cluster(name: name, server: server, labels: labels).secret(namespace: "argocd", config: "{}")
        secret.value["metadata"]?["name"] = .string("cluster-\(name)")
        return secret
    }
}
