import FleetDeclarations
import FleetDiff
import FleetHTTP
import FleetKube
import FleetModel
import FleetRegistry
import FleetValue
import FleetYAML

@testable import FleetSync

extension Application {
    /// An Application that goes to namespace `web` of cluster `one`.
    static func make(
        _ name: String = "web",
        cluster: String = "one",
        namespace: String = "web",
        options: [String] = [],
        finalizers: [String] = [],
        policy: SyncPolicy = SyncPolicy()
    ) -> Application {
        var policy = policy
        policy.syncOptions += options
        return Application(
            manifest: Manifest(["kind": "Application", "metadata": ["name": .string(name)]]),
            name: name,
            namespace: "argocd",
            project: "default",
            sources: [ApplicationSource(repoURL: ".", path: name)],
            destination: ApplicationDestination(name: cluster, namespace: namespace),
            syncPolicy: policy,
            finalizers: finalizers
        )
    }
}

extension Cluster {
    /// A cluster with a name and an address made of it.
    static func named(_ name: String, project: String = "") -> Cluster {
        Cluster(name: name, server: "https://\(name).example:6443", project: project)
    }
}

extension DesiredApplication {
    /// An application of the given manifests.
    static func make(
        _ application: Application,
        _ manifests: [Manifest],
        parent: String? = nil,
        wave: Int = 0,
        project: AppProject = .default,
        isRemoved: Bool = false
    ) -> DesiredApplication {
        let above = parent.map { DeclaredApplication(.make($0), origin: .state("")) }
        return DesiredApplication(
            declared: DeclaredApplication(application, origin: .state("test"), parent: above, wave: wave),
            cluster: .named(application.destination.name),
            project: project,
            manifests: manifests,
            revisions: ["1a2b3c"],
            hash: JSONWriter.text(of: .array(manifests.map(\.value))),
            isRemoved: isRemoved
        )
    }
}

extension DesiredApplication {
    /// The application `web` of the given manifests.
    static func make(
        _ manifests: [Manifest],
        project: AppProject = .default,
        isRemoved: Bool = false
    ) -> DesiredApplication {
        make(.make(), manifests, project: project, isRemoved: isRemoved)
    }
}

extension Manifest {
    /// A manifest of YAML text.
    static func yaml(_ text: String) throws -> Manifest { Manifest(try YAMLReader.value(in: text)) }

    /// A ConfigMap.
    static func configMap(
        _ name: String,
        namespace: String = "",
        _ data: [String: String] = ["color": "blue"],
        annotations: [String: String] = [:]
    ) -> Manifest {
        var manifest = Manifest(["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)]])
        manifest.namespace = namespace
        for (key, text) in annotations { manifest.setAnnotation(key, text) }
        var entries = Mapping()
        for (key, text) in data.sorted(by: { $0.key < $1.key }) { entries[key] = .string(text) }
        manifest.value["data"] = .mapping(entries)
        return manifest
    }

    /// A ConfigMap of a wave.
    static func configMap(_ name: String, wave: Int) -> Manifest {
        configMap(name, annotations: [SyncWave.annotation: "\(wave)"])
    }

    /// A namespace.
    static func namespace(_ name: String) -> Manifest {
        Manifest(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]])
    }

    /// A Deployment of one replica.
    static func deployment(_ name: String, wave: Int = 0) -> Manifest {
        Manifest([
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": ["name": .string(name), "annotations": [SyncWave.annotation: .string("\(wave)")]],
            "spec": ["replicas": 1, "selector": ["matchLabels": ["app": .string(name)]]],
        ])
    }

    /// A Job that is a sync hook.
    static func hook(_ name: String, _ kind: String = "PreSync") -> Manifest {
        Manifest([
            "apiVersion": "batch/v1", "kind": "Job",
            "metadata": ["name": .string(name), "annotations": [Hook.annotation: .string(kind)]],
        ])
    }

    /// A definition of the kind `Widget`.
    static let widgets = Manifest([
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "widgets.example.com"],
        "spec": [
            "group": "example.com", "scope": "Namespaced",
            "names": ["kind": "Widget", "plural": "widgets", "singular": "widget", "listKind": "WidgetList"],
            "versions": [
                [
                    "name": "v1", "served": true, "storage": true,
                    "schema": [
                        "openAPIV3Schema": [
                            "type": "object",
                            "properties": [
                                "spec": ["type": "object", "properties": ["size": ["type": "integer"]]]
                            ],
                        ]
                    ],
                ]
            ],
        ],
    ])

    /// A resource of the kind `Widget`.
    static func widget(_ name: String) -> Manifest {
        Manifest([
            "apiVersion": "example.com/v1", "kind": "Widget", "metadata": ["name": .string(name)], "spec": ["size": 3],
        ])
    }
}

extension ResourceComparison {
    /// `synced ConfigMap web/a`, with what was found.
    var summary: String {
        switch outcome {
        case .synced: "synced \(key)"
        case .missing: "missing \(key)"
        case .modified(let changes): "modified \(key): \(changes.map(\.path.description).joined(separator: ", "))"
        case .extra: "extra \(key)" + (hold.map { ": \($0)" } ?? "")
        case .unknown(let reason): "unknown \(key): \(reason)"
        }
    }
}

extension ClusterComparison {
    /// What was found of each resource, by application.
    var summary: [String] {
        (failure.map { ["\($0.kind.rawValue): \($0)"] } ?? [])
            + applications.flatMap { application in
                application.resources.map { "\(application.desired.name): \($0.summary)" }
            }
            + orphans.map { "orphan \($0.key) of \($0.application)" }
    }
}

extension ApplicationResult {
    /// `Failed web: the message`, or the phase and name alone.
    var summary: String { "\(phase.rawValue) \(application)" + (message.isEmpty ? "" : ": \(message)") }
}

/// What a request to cluster `one` may fail with.
enum Fault {
    static let refused = KubeError.transport(
        RequestPlace(cluster: "one", action: "list", subject: "ConfigMap"),
        .connect(host: "one.example:6443", reason: "Connection refused")
    )

    static func forbidden(_ subject: String) -> KubeError {
        .forbidden(RequestPlace(cluster: "one", action: "list", subject: subject), message: "no rights")
    }

    static let invalid = KubeError.invalid(
        RequestPlace(cluster: "one", action: "apply", subject: "ConfigMap web/a"),
        message: "data: too long",
        causes: []
    )
}
