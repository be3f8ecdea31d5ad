public import FleetModel
import GRDB

extension Registry {
    /// Answers the registered clusters.
    ///
    /// - Parameter selector: Which labels they must have; nil and an empty selector select all.
    /// - Returns: By name in ascending order of its UTF-8 bytes; no cluster is an empty list, not an error.
    /// - Throws: ``RegistryError`` when the file can not be read.
    /// - Complexity: O(n); 10,000 clusters of 6 labels take some 25 ms.
    public func clusters(matching selector: LabelSelector? = nil) throws -> [Cluster] {
        try read { database in
            var clusters: [Cluster] = []
            try database.forEachRow("SELECT \(Cluster.columns) FROM cluster ORDER BY name") { row in
                let labels = try JSONColumn.strings(in: row.text(Cluster.labelsColumn))
                if let selector, !selector.matches(labels) { return }
                clusters.append(try Cluster(row, labels: labels))
            }
            return clusters
        }
    }

    /// The cluster of this name, or nil.
    public func cluster(named name: String) throws -> Cluster? {
        try read { try $0.cluster(named: name) }
    }

    /// The cluster at this address, or nil.
    ///
    /// Addresses are compared byte by byte; slashes at the end of `server` are ignored.
    ///
    /// - Throws: ``RegistryError/ambiguousServer(server:clusters:)`` when several clusters have it, since taking any of them
    ///   would be a guess.
    public func cluster(server: String) throws -> Cluster? {
        var address = Substring(server)
        while address.hasSuffix("/") { address.removeLast() }
        let text = String(address)
        return try read { database in
            let sql = "SELECT \(Cluster.columns) FROM cluster WHERE server = ? ORDER BY name"
            let clusters = try database.map(sql, [text]) { try Cluster($0) }
            if clusters.count > 1 {
                throw RegistryError.ambiguousServer(server: text, clusters: clusters.map(\.name))
            }
            return clusters.first
        }
    }

    /// Registers a cluster.
    ///
    /// - Parameter cluster: Its name must be new. Its server need not be: one API server may be registered twice with
    ///   different credentials.
    /// - Throws: ``RegistryError/clusterExists(name:)``.
    public func add(_ cluster: Cluster) throws {
        try write { database in
            try database.checkNameIsFree(cluster.name)
            try database.run(
                "INSERT INTO cluster (\(Cluster.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                cluster.arguments
            )
        }
    }

    /// Changes a cluster, with nobody else's change between reading and writing.
    ///
    /// A change of the name renames the cluster: facts, inventory, observations and lease stay with it, and the records of
    /// its applications follow. The journal keeps the name of its time.
    ///
    /// - Parameters:
    ///   - name: A registered cluster's name.
    ///   - change: Runs inside the transaction and must not call the registry; what it throws leaves all as it was.
    /// - Returns: The cluster as it is now.
    /// - Throws: ``RegistryError/unknownCluster(name:)``, ``RegistryError/clusterExists(name:)`` when the new name is taken,
    ///   and whatever `change` throws.
    @discardableResult
    public func update(named name: String, _ change: (inout Cluster) throws -> Void) throws -> Cluster {
        var refusal: (any Error)?
        do {
            return try write { database in
                guard var cluster = try database.cluster(named: name) else {
                    throw RegistryError.unknownCluster(name: name)
                }
                do {
                    try change(&cluster)
                } catch {
                    refusal = error
                    throw error
                }
                try database.replace(named: name, by: cluster)
                return cluster
            }
        } catch {
            throw refusal ?? error
        }
    }

    /// Forgets a cluster with its facts, inventory, observations and lease, and the records of the applications on it.
    ///
    /// Nothing is deleted on the cluster itself, and the journal keeps what was done there.
    ///
    /// - Throws: ``RegistryError/unknownCluster(name:)``; ``RegistryError/clusterInUse(name:by:until:)`` while a process
    ///   holds its lease.
    public func removeCluster(named name: String) throws {
        try write { database in
            let number = try database.clusterNumber(name)
            if let lease = try database.lease(cluster: number), isValid(lease) {
                throw RegistryError.clusterInUse(name: name, by: lease.holder, until: lease.until)
            }
            try database.run("DELETE FROM application WHERE cluster = ?", [name])
            try database.run("DELETE FROM cluster WHERE id = ?", [number])
        }
    }
}

extension Database {
    fileprivate func cluster(named name: String) throws -> Cluster? {
        try first("SELECT \(Cluster.columns) FROM cluster WHERE name = ?", [name]) { try Cluster($0) }
    }

    fileprivate func checkNameIsFree(_ name: String) throws {
        if try first("SELECT 1 FROM cluster WHERE name = ?", [name], { _ in true }) == true {
            throw RegistryError.clusterExists(name: name)
        }
    }

    fileprivate func replace(named name: String, by cluster: Cluster) throws {
        let number = try clusterNumber(name)
        if cluster.name != name { try checkNameIsFree(cluster.name) }
        try run(
            "UPDATE cluster SET (\(Cluster.columns)) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?",
            cluster.arguments + [number]
        )
        if cluster.name != name {
            try run("UPDATE application SET cluster = ? WHERE cluster = ?", [cluster.name, name])
        }
    }
}
