import FleetDeclarations
import FleetKube
import FleetModel
import FleetRegistry
import FleetRender
import FleetTestSupport
import Testing

@testable import FleetSync

/// A fleet directory in a scratch folder, fake clusters, and a state: all that a run needs, without a network.
struct FleetWorld {
    let folder: ScratchFolder
    let registry: Registry
    let clusters: [String: FakeCluster]

    /// Makes a directory without applications, and registered clusters with a namespace `web` each.
    init(_ names: String...) throws {
        folder = try ScratchFolder("fleet")
        registry = try Registry.inMemory()
        var clusters: [String: FakeCluster] = [:]
        for name in names {
            clusters[name] = FakeCluster(name)
            clusters[name]?.makeNamespace("web")
            try registry.add(.named(name))
        }
        self.clusters = clusters
        try write("fleet.yaml", "apiVersion: fleet.internal/v1alpha1\nkind: Fleet\n")
    }

    /// A cluster by its name.
    func cluster(_ name: String) throws -> FakeCluster { try #require(clusters[name]) }

    // MARK: Declarations

    /// Writes a file of the fleet directory.
    func write(_ file: String, _ text: String) throws { try folder.write("fleet/" + file, text) }

    /// Removes a file or folder of the fleet directory.
    func remove(_ file: String) throws { try folder.remove("fleet/" + file) }

    /// The text of an Application of plain manifests in `apps/NAME`.
    static func application(_ name: String, on cluster: String, finalizer: Bool = true, wave: Int = 0) -> String {
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata:
          name: \(name)
          annotations: {argocd.argoproj.io/sync-wave: "\(wave)"}
          finalizers: [\(finalizer ? "resources-finalizer.argocd.argoproj.io" : "")]
        spec:
          source: {repoURL: ., path: apps/\(name)}
          destination: {name: \(cluster), namespace: web}

        """
    }

    /// Declares an Application with ConfigMaps of the given names.
    func declare(_ name: String, on cluster: String, finalizer: Bool = true, _ maps: [String]) throws {
        try write("applications/\(name).yaml", Self.application(name, on: cluster, finalizer: finalizer))
        try fill(name, maps)
    }

    /// Writes the manifests of an application: ConfigMaps of the given names, and no others.
    func fill(_ name: String, _ maps: [String]) throws {
        if folder.has("fleet/apps/\(name)") { try remove("apps/\(name)") }
        try write("apps/\(name)/README.md", "nothing to apply\n")
        for map in maps {
            try write(
                "apps/\(name)/\(map).yaml",
                "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \(map)\ndata:\n  of: \(name)\n"
            )
        }
    }

    /// Makes what an application renders from malformed.
    func spoil(_ name: String) throws {
        try write("apps/\(name)/broken.yaml", "apiVersion: v1\nkind: [\nmetadata: {}\n")
    }

    // MARK: Runs

    var client: ClientFactory {
        let clusters = clusters
        return { cluster throws(KubeError) in
            guard let client = clusters[cluster.name] else { throw .credentials(cluster: cluster.name, .none) }
            return client
        }
    }

    /// A looker of a run of its own.
    func looker() throws -> FleetLooker {
        FleetLooker(
            directory: try FleetDirectory(path: folder.path("fleet")),
            registry: registry,
            renderer: Renderer(fleetDirectory: folder.path("fleet"), cacheDirectory: folder.path("cache")),
            observer: FleetObserver(registry: registry, admission: Admission(limit: 8), client: client),
            now: { 2000 }
        )
    }

    /// Syncs, with pruning unless told otherwise.
    @discardableResult
    func sync(
        _ selection: Selection = Selection(),
        prune: Bool = true,
        limit: DeletionLimit? = nil,
        options: SyncOptions = SyncOptions(clock: InstantClock())
    ) async throws -> SyncOutcome {
        let run = SyncRun(
            looker: try looker(),
            registry: registry,
            admission: Admission(limit: 8),
            client: client,
            user: "test",
            now: { 3000 }
        )
        return try await run.run(
            selection,
            kind: "sync",
            planner: SyncPlanner(prune: prune, deletionLimit: limit ?? DeletionLimit(), isLimitExplicit: limit != nil),
            options: options
        )
    }

    /// What is seen, one line for each resource.
    func look(_ selection: Selection = Selection()) async throws -> [String] {
        try await looker().look(selection).comparisons.flatMap(\.summary)
    }

    /// The names of the ConfigMaps on a cluster, sorted.
    func maps(on cluster: String) async throws -> [String] {
        try await self.cluster(cluster).list(FakeState.type("", "v1", "ConfigMap", "configmaps"), labelSelector: "")
            .map(\.name).sorted()
    }
}

extension Selection {
    /// A selection of applications by their names.
    static func applications(_ patterns: String...) throws -> Selection {
        Selection(applications: try patterns.map { try Glob($0, separator: nil) })
    }
}
