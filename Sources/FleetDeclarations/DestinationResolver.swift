public import FleetModel

/// Finds the registered cluster that an Application's destination means.
public struct DestinationResolver: Sendable {
    /// What Argo CD calls the cluster that it runs on.
    static let localName = "in-cluster"
    static let localServer = "https://kubernetes.default.svc"

    private let byName: [String: Cluster]
    private let byServer: [String: [Cluster]]
    private let local: String

    /// Makes a resolver.
    ///
    /// - Parameters:
    ///   - clusters: The registered clusters; names are unique.
    ///   - local: The name of the cluster that `in-cluster` means, from `fleet.yaml`'s `localCluster`. When it is empty,
    ///     the one that is reached with the Pod's own service account is meant.
    public init(clusters: [Cluster], local: String) {
        byName = Dictionary(clusters.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        byServer = Dictionary(grouping: clusters) { Self.trimmed($0.server) }
        let own = clusters.filter { $0.credential == .inCluster }
        self.local = local.isEmpty && own.count == 1 ? own[0].name : local
    }

    /// The cluster, or why there is none, one line.
    public func resolve(_ destination: ApplicationDestination) -> Result<Cluster, Problem> {
        let server = Self.trimmed(destination.server)
        if !destination.name.isEmpty {
            if let cluster = byName[destination.name] { return .success(cluster) }
            if destination.name == Self.localName { return resolveLocal() }
            return .failure(
                Problem("there are no clusters with this name: \(destination.name); see \"fleet cluster list\"")
            )
        }
        guard !server.isEmpty else { return .failure(Problem("the destination names no cluster")) }
        if let found = byServer[server] {
            guard found.count == 1, let cluster = found.first else {
                let names = found.map(\.name).sorted().joined(separator: ", ")
                return .failure(Problem("destination.server \(server) is the address of several clusters: \(names)"))
            }
            return .success(cluster)
        }
        if server == Self.localServer { return resolveLocal() }
        return .failure(Problem("no registered cluster has the address \(server); see \"fleet cluster list\""))
    }

    /// Why a destination means no cluster.
    public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        /// One line.
        public let description: String

        init(_ description: String) { self.description = description }
    }

    private func resolveLocal() -> Result<Cluster, Problem> {
        guard !local.isEmpty else {
            return .failure(
                Problem("the destination is \(Self.localName), but fleet.yaml names no localCluster")
            )
        }
        guard let cluster = byName[local] else {
            return .failure(Problem("fleet.yaml's localCluster \"\(local)\" is not registered"))
        }
        return .success(cluster)
    }

    private static func trimmed(_ server: String) -> String {
        server.hasSuffix("/") ? String(server.dropLast()) : server
    }
}
