import FleetDeclarations
import FleetGenerators
import FleetHTTP
import FleetKube
import FleetModel
import FleetProviders
import FleetRegistry
import FleetRender
import FoundationEssentials

extension CommandContext {
    /// Knows what generators ask.
    ///
    /// - Parameters:
    ///   - directory: Says where secrets are kept and which services may be asked.
    ///   - renderer: Asks and fetches repositories.
    /// - Returns: Answers of this run.
    /// - Throws: `RegistryError` when the clusters can not be read.
    func answers(_ directory: FleetDirectory, _ renderer: Renderer) throws -> any GeneratorAnswering {
        Generation.answers(directory, renderer: renderer, clients: clients, clusters: try registry.clusters())
    }
}

/// What ApplicationSets are generated from, put together for a command.
enum Generation {
    /// Runs a command's body with a driver, without any state, and ends the connections, however it ends.
    ///
    /// - Parameters:
    ///   - fleet: Where the cache is.
    ///   - directory: Says where secrets are kept and what relative repositories start from; nil for the working
    ///     directory and no secrets.
    ///   - clusters: The registered clusters, of which the one where Argo CD would run is asked for resources.
    ///   - body: Generates.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws.
    static func run<Result>(
        _ fleet: FleetOptions,
        directory: FleetDirectory?,
        clusters: [Cluster],
        _ body: (GeneratorDriver) async throws -> Result
    ) async throws -> Result {
        let clients = ClientPool(
            maximumInFlight: FleetConfiguration.Concurrency().perCluster,
            cacheDirectory: fleet.cacheDirectory,
            connectTimeout: .seconds(5),
            requestTimeout: .seconds(60),
            registered: { name in clusters.first { $0.name == name } }
        )
        let renderer = Renderer(fleetDirectory: directory?.path ?? ".", cacheDirectory: fleet.cacheDirectory)
        let answering = answers(directory, renderer: renderer, clients: clients, clusters: clusters)
        do {
            let driver = GeneratorDriver(answering: answering, fileGlobbing: fileGlobbing(directory))
            let result = try await body(driver)
            await clients.shutdown()
            return result
        } catch {
            await clients.shutdown()
            throw error
        }
    }

    /// What the patterns of `git.files` mean in a fleet directory, and without one.
    static func fileGlobbing(_ directory: FleetDirectory?) -> GeneratorInputs.FileGlobbing {
        (directory?.configuration.generators ?? FleetConfiguration.Generators()).fileGlobbing
    }

    /// Puts the answers of repositories, services and clusters together.
    static func answers(
        _ directory: FleetDirectory?,
        renderer: Renderer,
        clients: ClientPool,
        clusters: [Cluster]
    ) -> any GeneratorAnswering {
        let configuration = directory?.configuration ?? FleetConfiguration()
        let environment = ProcessInfo.processInfo.environment
        let services = ProviderClient(
            loop: clients.loop,
            secrets: DeclaredSecrets(
                configuration.secrets,
                folder: directory?.path ?? ".",
                environment: environment
            ),
            environment: environment,
            settings: configuration.generators
        )
        return ComposedAnswers(
            git: GitAnswers(renderer),
            services: ServiceAnswers(services),
            resources: ResourceAnswers(
                HubResources(configuration: configuration, clusters: clusters, clients: clients)
            )
        )
    }
}

/// Answers questions about hosting services and plugins.
private struct ServiceAnswers: GeneratorAnswering {
    private let client: ProviderClient

    init(_ client: ProviderClient) {
        self.client = client
    }

    func answer(_ query: GeneratorQuery) async -> Result<GeneratorAnswer, GeneratorAnswers.Failure> {
        do throws(ProviderError) {
            switch query {
            case .repositories(let query): return .success(.rows(try await client.repositories(query)))
            case .pullRequests(let query): return .success(.rows(try await client.pullRequests(query)))
            case .plugin(let query): return .success(.rows(try await client.parameters(query)))
            case .gitTree, .gitFiles, .resources:
                return .failure(GeneratorAnswers.Failure("this is no question about a service"))
            }
        } catch {
            return .failure(GeneratorAnswers.Failure(error.description))
        }
    }
}

/// Reads resources of the cluster where Argo CD would run: the one that `fleet.yaml` calls local, or the only hub.
private struct HubResources: ResourceReading {
    private let configuration: FleetConfiguration
    private let clusters: [Cluster]
    private let clients: ClientPool

    init(configuration: FleetConfiguration, clusters: [Cluster], clients: ClientPool) {
        self.configuration = configuration
        self.clusters = clusters
        self.clients = clients
    }

    func resources(_ query: ResourcesQuery) async throws -> [Manifest] {
        let client = try await clients.client(for: try hub())
        let parts = query.apiVersion.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        // Resources are addressed by the plural name; the kind is not known, and not needed.
        let type = APIResource(
            group: parts.count == 2 ? String(parts[0]) : "",
            version: String(parts.last ?? ""),
            kind: "",
            name: query.resource,
            namespaced: true
        )
        let namespace = query.namespace.isEmpty ? "argocd" : query.namespace
        switch query.selection {
        case .labels(let selector):
            let found = try await client.list(type, namespace: namespace, labelSelector: selector.description)
            return found.sorted { $0.name < $1.name }
        case .name(let name):
            guard let found = try await client.get(type, namespace: namespace, name: name) else { return [] }
            return [found]
        }
    }

    private func hub() throws -> Cluster {
        let name =
            configuration.localCluster.isEmpty && configuration.hubs.count == 1
            ? configuration.hubs[0] : configuration.localCluster
        guard !name.isEmpty else {
            throw CommandFailure(
                "the cluster where Argo CD would run is not known; name it in fleet.yaml as spec.localCluster"
            )
        }
        guard let cluster = clusters.first(where: { $0.name == name }) else {
            throw CommandFailure("cluster \"\(name)\", where Argo CD would run, is not registered")
        }
        return cluster
    }
}
