import FleetServerSupport
import FleetTestSupport
import FleetValue
import Testing

/// A fleet of a test's own: API servers, a fleet directory, a state, and the built `fleet`.
struct World {
    /// The servers, which are registered as clusters under their names; the first is `production`, the rest `staging`.
    let servers: [APIServer]
    /// Holds the fleet directory, the state and the cache.
    let home: ScratchFolder

    /// Starts servers and registers them.
    ///
    /// - Parameters:
    ///   - names: Unique among all tests of the process.
    ///   - controllers: Whether deleted resources go away, which takes a garbage collector.
    /// - Returns: The world, with an empty fleet directory.
    /// - Throws: `TestSupportError` when a server does not start.
    static func make(_ names: String..., controllers: Bool = false) async throws -> World {
        var servers: [APIServer] = []
        for name in names { servers.append(try await APIServer.start(name: name, controllers: controllers)) }
        let world = World(servers: servers, home: try ScratchFolder(names.first ?? "world"))
        _ = try world.home.write("Fleet/fleet.yaml", "apiVersion: fleet.internal/v1alpha1\nkind: Fleet\n")
        for (index, server) in servers.enumerated() {
            try await world.register(server, labels: ["env=\(index == 0 ? "production" : "staging")"])
        }
        return world
    }

    /// Ends the servers; without it they end with the process.
    func end() async throws {
        for server in servers { try await server.stop() }
    }

    /// Registers a server as a cluster under its own name.
    func register(_ server: APIServer, _ access: APIServer.Access = .admin, labels: [String] = []) async throws {
        let result = try await fleet(
            [
                "cluster", "add", server.name, "--kubeconfig", server.kubeconfig(access), "--context",
                server.context(access),
            ]
                + labels.flatMap { ["--label", $0] }
        )
        try #require(result.status == 0, "\(result.stderr)")
    }

    /// Runs `fleet` on this world.
    func fleet(
        _ arguments: [String],
        environment: [String: String?] = [:],
        whileRunning body: @escaping @Sendable (RunningTool) async throws -> Void = { _ in }
    ) async throws -> ToolResult {
        let own: [String: String?] = [
            "FLEET_STATE": home.path("state/fleet.db"),
            // A loaded machine answers late; a stopped server refuses at once.
            "FLEET_CONNECT_TIMEOUT": "30",
        ]
        return try await FleetBinary.run(
            arguments,
            home: home,
            environment: own.merging(environment) { $1 },
            whileRunning: body
        )
    }

    /// Runs `fleet` and answers its JSON.
    func json(_ arguments: [String], status: Int32 = 0) async throws -> Value {
        let result = try await fleet(arguments + ["-o", "json"])
        try #require(result.status == status, "\(result.stdout)\(result.stderr)")
        return try JSONReader.value(in: result.stdout)
    }

    /// Writes a file of the fleet directory.
    func write(_ file: String, _ text: String) throws {
        _ = try home.write("Fleet/" + file, text)
    }

    /// Declares one application of plain manifests in `apps/NAME`.
    ///
    /// - Parameters:
    ///   - name: The application's name, also its namespace, which is created.
    ///   - server: Where it goes.
    ///   - finalizer: Whether its resources go with it.
    /// - Throws: When the file can not be written.
    func declare(_ name: String, on server: APIServer, finalizer: Bool = false) throws {
        let finalizers = finalizer ? "\n  finalizers: [resources-finalizer.argocd.argoproj.io]" : ""
        try write(
            "applications/\(name).yaml",
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata:
              name: \(name)\(finalizers)
            spec:
              project: default
              source: {repoURL: ., path: apps/\(name)}
              destination: {name: \(server.name), namespace: \(name)}
              syncPolicy: {syncOptions: [CreateNamespace=true]}
            """
        )
    }

    /// Writes a ConfigMap of an application, in a file of its own.
    func writeConfigMap(_ application: String, _ name: String, _ data: [String: String], wave: Int? = nil) throws {
        let entries = data.sorted { $0.key < $1.key }.map { "  \($0.key): \"\($0.value)\"\n" }.joined()
        let annotations = wave.map { "\n  annotations: {argocd.argoproj.io/sync-wave: \"\($0)\"}" } ?? ""
        try write(
            "apps/\(application)/\(name).yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \(name)\(annotations)\ndata:\n\(entries)"
        )
    }

    /// Writes a Deployment of an application, which is not healthy before ``makeHealthy(_:_:on:)``.
    func writeDeployment(_ application: String, _ name: String) throws {
        try write(
            "apps/\(application)/\(name).yaml",
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: \(name)}
            spec:
              selector: {matchLabels: {app: \(name)}}
              template:
                metadata: {labels: {app: \(name)}}
                spec: {containers: [{name: web, image: "registry.example.com/web:1"}]}
            """
        )
    }

    /// Writes the status that a Deployment's controller would write once everything runs.
    func makeHealthy(_ namespace: String, _ name: String, on server: APIServer) async throws {
        let status = """
            {"status":{"observedGeneration":1,"replicas":1,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1}}
            """
        let path = "/apis/apps/v1/namespaces/\(namespace)/deployments/\(name)/status"
        _ = try await server.patch(path, status, manager: "controller")
    }

    /// The drift findings as `KIND APPLICATION RESOURCE PATH MANAGER`, one for each changed field.
    func findings(status: Int32, _ arguments: String...) async throws -> [String] {
        let report = try await json(["drift"] + arguments, status: status)
        return (report["findings"]?.array ?? []).flatMap { finding -> [String] in
            let key = finding["resource"]
            let start = [
                finding["kind"]?.string, finding["cluster"]?.string, finding["application"]?.string,
                key.map { "\($0["kind"]?.string ?? "")/\($0["name"]?.string ?? "")" },
            ].compactMap { $0 }.joined(separator: " ")
            let changes = finding["changes"]?.array ?? []
            guard !changes.isEmpty else { return [start] }
            return changes.map { change in
                [start, change["path"]?.string ?? "", change["owner"]?["manager"]?.string ?? "-"].joined(separator: " ")
            }
        }
    }
}

/// Waits until a resource is gone, which takes the garbage collector a moment.
///
/// - Returns: Whether it went within 20 seconds.
func isGone(_ path: String, from server: APIServer) async throws -> Bool {
    for _ in 0..<200 {
        if try await server.getIfPresent(path) == nil { return true }
        try await Task.sleep(for: .milliseconds(100))
    }
    return false
}

/// Why a suite is left out.
let needsServer: Comment = "run Tests/kubernetes once, or set KUBEBUILDER_ASSETS"
