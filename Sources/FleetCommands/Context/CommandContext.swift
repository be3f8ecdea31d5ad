import FleetDeclarations
import FleetHTTP
import FleetKube
import FleetModel
import FleetRegistry
import FleetRender
import FleetSync
import FoundationEssentials

/// Everything that a command works with, made once from its options.
struct CommandContext: Sendable {
    let registry: Registry
    let clients: ClientPool
    private let fleet: FleetOptions
    private let concurrency: ConcurrencyOptions
    private let located: Result<FleetDirectory, any Error>

    /// Opens the state, looks for the fleet directory, and makes the connections' loop.
    ///
    /// - Parameters:
    ///   - fleet: Where state and cache are.
    ///   - concurrency: How much happens at once.
    ///   - registry: Works on this state instead of the file; nil for the file.
    /// - Throws: `RegistryError` when the state can not be opened, `ValidationError` for a variable that is no number.
    init(_ fleet: FleetOptions, _ concurrency: ConcurrencyOptions, registry: Registry? = nil) throws {
        self.fleet = fleet
        self.concurrency = concurrency
        self.registry = try registry ?? Registry(path: fleet.stateFile)
        // Commands that need no directory work without one; the others get to hear why there is none.
        located = Result { try FleetDirectory.locate(fleet.fleetDirectory) }
        clients = ClientPool(
            maximumInFlight: ((try? located.get())?.configuration.concurrency ?? .init()).perCluster,
            cacheDirectory: fleet.cacheDirectory,
            connectTimeout: .seconds(
                try concurrency.connectTimeout ?? Environment.number("FLEET_CONNECT_TIMEOUT") ?? 5
            ),
            requestTimeout: .seconds(
                try concurrency.requestTimeout ?? Environment.number("FLEET_REQUEST_TIMEOUT") ?? 60
            )
        )
    }

    /// Runs a command's body and ends the connections, however it ends.
    static func run<Result>(
        _ fleet: FleetOptions,
        _ concurrency: ConcurrencyOptions,
        registry: Registry? = nil,
        _ body: (CommandContext) async throws -> Result
    ) async throws -> Result {
        let context = try CommandContext(fleet, concurrency, registry: registry)
        do {
            let result = try await body(context)
            await context.clients.shutdown()
            return result
        } catch {
            await context.clients.shutdown()
            throw error
        }
    }

    /// The fleet directory.
    func directory() throws -> FleetDirectory {
        try located.get()
    }

    /// How many clusters are worked on at once.
    func admission(_ directory: FleetDirectory?) throws -> Admission {
        Admission(
            limit: try concurrency.concurrency ?? Environment.number("FLEET_CONCURRENCY")
                ?? (directory?.configuration.concurrency ?? .init()).fleet
        )
    }

    /// Renders sources relative to the fleet directory.
    func renderer(_ directory: FleetDirectory) -> Renderer {
        Renderer(fleetDirectory: directory.path, cacheDirectory: fleet.cacheDirectory, options: RenderOptions())
    }

    /// Looks at the fleet.
    func looker(_ directory: FleetDirectory) throws -> FleetLooker {
        let clients = clients
        return FleetLooker(
            directory: directory,
            registry: registry,
            renderer: renderer(directory),
            observer: FleetObserver(registry: registry, admission: try admission(directory)) {
                cluster throws(KubeError) in try await clients.client(for: cluster)
            },
            now: Timestamp.now
        )
    }
}

/// One client a cluster, over one transfer loop.
final class ClientPool: Sendable {
    private let loop = TransferLoop()
    private let options: KubeClientOptions
    private let resolver = ConnectionResolver()
    private let made = Made()

    /// The clients that were made, by cluster name.
    private actor Made {
        private var clients: [String: KubeClient] = [:]

        func client(_ name: String, _ make: () throws(KubeError) -> KubeClient) throws(KubeError) -> KubeClient {
            if let client = clients[name] { return client }
            let client = try make()
            clients[name] = client
            return client
        }
    }

    init(maximumInFlight: Int, cacheDirectory: String, connectTimeout: Duration, requestTimeout: Duration) {
        options = KubeClientOptions(
            userAgent: "fleet/\(Version.text)",
            maximumInFlight: maximumInFlight,
            requestTimeout: requestTimeout,
            connectTimeout: connectTimeout,
            discoveryCacheFolder: cacheDirectory + "/discovery"
        )
    }

    /// The cluster's client; its credentials are looked up when it is first asked for.
    func client(for cluster: Cluster) async throws(KubeError) -> KubeClient {
        let loop = loop
        let options = options
        let resolver = resolver
        return try await made.client(cluster.name) { () throws(KubeError) in
            let connection = try resolver.connection(for: cluster)
            return KubeClient(cluster: cluster.name, connection: connection, loop: loop, options: options)
        }
    }

    /// Ends all connections.
    func shutdown() async {
        await loop.shutdown()
    }
}

extension CommandContext {
    /// What an application's sources render to, in order, before anything of the destination is filled in.
    func rendered(_ name: String) async throws -> [Manifest] {
        let selection = Selection(applications: [try Glob(Glob.escaped(name), separator: nil)])
        let expanded = try await looker(try directory()).expand(selection)
        if let failure = expanded.failures.first(where: { $0.application == name }) {
            throw CommandFailure("application \"\(name)\": \(failure.message)")
        }
        guard let application = expanded.applications.first(where: { $0.name == name }) else {
            throw CommandFailure("application \"\(name)\" is not declared; see \"fleet app list\"")
        }
        for warning in application.warnings { Output.warning(warning) }
        return application.manifests
    }
}
