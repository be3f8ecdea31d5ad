public import FleetModel

/// Whether an Application's destination is a known cluster.
///
/// Follows argo-cd `util/argo/argo.go` (`GetDestinationCluster`).
public struct DestinationRule: Sendable {
    private let names: [String: [String]]
    private let servers: Set<String>

    /// Takes the registered clusters; the cluster in which Argo CD would run is known without.
    public init(clusters: [Cluster]) {
        var names: [String: [String]] = [:]
        for cluster in clusters { names[cluster.name, default: []].append(cluster.server) }
        var servers = Set(clusters.map { Self.trimmed($0.server) })
        if let server = ClustersGenerator.impliedServer(of: ClustersGenerator.localName, among: servers) {
            servers.insert(server)
            if names[ClustersGenerator.localName] == nil { names[ClustersGenerator.localName] = [server] }
        }
        self.names = names
        self.servers = servers
    }

    /// What is wrong with a destination; nil when it is one known cluster.
    ///
    /// - Parameters:
    ///   - server: `destination.server`; empty for none.
    ///   - name: `destination.name`; empty for none.
    /// - Returns: One sentence without the field's name.
    public func problem(server: String, name: String) -> String? {
        switch (server.isEmpty, name.isEmpty) {
        case (false, false):
            return "application destination can't have both name and server defined: \(name) \(server)"
        case (true, true):
            return "Destination server missing from app spec; set destination.name or destination.server"
        case (true, false):
            let found = names[name] ?? []
            if found.isEmpty { return "there are no clusters with this name: \(name)" }
            return found.count == 1
                ? nil : "there are \(found.count) clusters with the same name: [\(found.joined(separator: " "))]"
        case (false, true):
            return servers.contains(Self.trimmed(server))
                ? nil : "error getting cluster by server \"\(server)\": cluster \"\(server)\" not found"
        }
    }

    private static func trimmed(_ server: String) -> String {
        var server = server[...]
        while server.last == "/" { server.removeLast() }
        return String(server)
    }
}
