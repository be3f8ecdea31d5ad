import FleetDeclarations
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
        let registry = try registry ?? Registry(path: fleet.stateFile)
        self.registry = registry
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
            ),
            registered: { try registry.cluster(named: $0) }
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

    /// The fleet directory; nil when there is none, which is not the same as one that can not be read.
    func directoryIfAny() throws -> FleetDirectory? {
        do {
            return try located.get()
        } catch DeclarationError.noFleetDirectory {
            return nil
        }
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
        let renderer = renderer(directory)
        return FleetLooker(
            directory: directory,
            registry: registry,
            renderer: renderer,
            observer: FleetObserver(registry: registry, admission: try admission(directory)) {
                cluster throws(KubeError) in try await clients.client(for: cluster)
            },
            answering: try answers(directory, renderer),
            now: Timestamp.now
        )
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
