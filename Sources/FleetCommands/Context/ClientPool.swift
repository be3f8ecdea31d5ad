import FleetHTTP
import FleetKube
import FleetModel
import FleetSync

/// One client a cluster, over one transfer loop.
final class ClientPool: Sendable {
    /// Carries out the requests of all clients.
    let loop = TransferLoop()
    private let options: KubeClientOptions
    private let resolver = ConnectionResolver()
    private let registered: @Sendable (String) throws -> Cluster?
    private let made = Made()

    /// The clients that were made, by cluster name.
    private actor Made {
        private var clients: [String: KubeClient] = [:]

        func client(_ name: String) -> KubeClient? { clients[name] }

        /// Keeps a client; of two that were made at once, the first.
        func keep(_ client: KubeClient, as name: String) -> KubeClient {
            if let known = clients[name] { return known }
            clients[name] = client
            return client
        }
    }

    init(
        maximumInFlight: Int,
        cacheDirectory: String,
        connectTimeout: Duration,
        requestTimeout: Duration,
        registered: @escaping @Sendable (String) throws -> Cluster? = { _ in nil }
    ) {
        self.registered = registered
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
        try await client(for: cluster, onTheWayTo: [])
    }

    /// How the cluster is reached; nothing is sent to it.
    func connection(for cluster: Cluster) async throws(KubeError) -> Connection {
        try await client(for: cluster).connection
    }

    /// Ends all connections.
    func shutdown() async {
        await loop.shutdown()
    }

    // MARK: - Credentials on hubs

    /// The cluster's client.
    ///
    /// - Parameters:
    ///   - cluster: A registered cluster, or one that is about to be.
    ///   - chain: The names of the clusters whose credentials are on this one.
    /// - Returns: The one client for it.
    /// - Throws: ``KubeError`` when its credentials can not be found.
    private func client(for cluster: Cluster, onTheWayTo chain: [String]) async throws(KubeError) -> KubeClient {
        if let known = await made.client(cluster.name) { return known }
        let connection = try await connection(for: cluster, onTheWayTo: chain)
        return await made.keep(
            KubeClient(cluster: cluster.name, connection: connection, loop: loop, options: options),
            as: cluster.name
        )
    }

    private func connection(for cluster: Cluster, onTheWayTo chain: [String]) async throws(KubeError) -> Connection {
        guard case .argocdSecret(let hubName, let namespace, let name)? = cluster.credential else {
            return try resolver.connection(for: cluster)
        }
        func fault(_ problem: String) -> KubeError {
            let place = "Secret \(namespace)/\(name) on cluster \"\(hubName)\""
            return .credentials(cluster: cluster.name, .argocdSecret(place: place, problem: problem))
        }
        let chain = chain + [cluster.name]
        guard !chain.contains(hubName) else {
            let way = (chain + [hubName]).joined(separator: " -> ")
            throw fault("can not be read, because that cluster's own credentials lead back to it (\(way))")
        }
        let hub: Cluster?
        do {
            hub = try registered(hubName)
        } catch {
            throw fault("can not be read: \(error)")
        }
        guard let hub else { throw fault("can not be read, because that cluster is not registered") }
        let secret: Manifest?
        let client: KubeClient
        do {
            client = try await self.client(for: hub, onTheWayTo: chain)
            secret = try await HubSecrets.get(client, namespace: namespace, name: name)
        } catch .cancelled {
            throw .cancelled(cluster: cluster.name)
        } catch {
            throw fault("can not be read: \(error)")
        }
        return try resolver.connection(for: cluster, secret: secret, of: client.connection)
    }
}
