public import FleetModel
import GRDB

extension Registry {
    /// What was last observed of each cluster that was ever looked at, by the cluster's name.
    public func facts() throws -> [String: ClusterFacts] {
        try read { database in
            var facts: [String: ClusterFacts] = [:]
            let sql = """
                SELECT name, version, last_seen, last_error, last_attempt
                FROM cluster_facts JOIN cluster ON cluster.id = cluster_facts.cluster
                """
            try database.forEachRow(sql) { row in
                facts[try row.text(0)] = ClusterFacts(
                    version: try row.text(1),
                    lastSeen: try row.time(2),
                    lastError: try row.optionalText(3),
                    lastAttempt: try row.time(4)
                )
            }
            return facts
        }
    }

    /// Records what was observed of a cluster, in place of what was known.
    ///
    /// - Parameters:
    ///   - facts: Without secrets: ``ClusterFacts/lastError`` is stored as it is.
    ///   - cluster: A registered cluster's name.
    /// - Throws: ``RegistryError/unknownCluster(name:)``.
    public func record(_ facts: ClusterFacts, of cluster: String) throws {
        try write { database in
            try database.run(
                """
                INSERT INTO cluster_facts (cluster, version, last_seen, last_error, last_attempt) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (cluster) DO UPDATE SET version = excluded.version, last_seen = excluded.last_seen,
                    last_error = excluded.last_error, last_attempt = excluded.last_attempt
                """,
                [
                    try database.clusterNumber(cluster), facts.version, facts.lastSeen, facts.lastError,
                    facts.lastAttempt,
                ]
            )
        }
    }
}
