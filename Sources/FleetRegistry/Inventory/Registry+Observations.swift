public import FleetModel
import GRDB

extension Registry {
    /// What was last found in sync of an application's resources on a cluster.
    ///
    /// - Throws: ``RegistryError/unknownCluster(name:)``.
    public func observations(
        cluster: String,
        application: String
    ) throws -> [ResourceKey: Observation] {
        try read { database in
            try database.observations(
                of: ResourceOwner(cluster: database.clusterNumber(cluster), application: application)
            )
        }
    }

    /// Records all that a comparison found in sync of an application on a cluster; what it does not name is forgotten.
    ///
    /// Writes only what differs; when nothing does, which is the rule, no lock is taken.
    ///
    /// - Throws: ``RegistryError/unknownCluster(name:)``.
    public func record(
        observations: [ResourceKey: Observation],
        application: String,
        cluster: String
    ) throws {
        if try self.observations(cluster: cluster, application: application) == observations { return }
        try write { database in
            let owner = ResourceOwner(cluster: try database.clusterNumber(cluster), application: application)
            var leftover = try database.observations(of: owner)
            for (key, observation) in observations where leftover.removeValue(forKey: key) != observation {
                try database.put(observation, of: key, owner)
            }
            for key in leftover.keys { try database.remove(key, of: owner, from: "observation") }
        }
    }

    /// Forgets what was found in sync, so that the next comparison looks at everything.
    ///
    /// - Parameters:
    ///   - cluster: Only of this cluster, which need not be registered; nil for all.
    ///   - application: Only of this application; nil for all.
    /// - Throws: ``RegistryError`` when the file can not be written.
    public func forgetObservations(cluster: String? = nil, application: String? = nil) throws {
        try write { database in
            try database.run(
                """
                DELETE FROM observation
                WHERE (? IS NULL OR cluster = (SELECT id FROM cluster WHERE name = ?))
                    AND (? IS NULL OR application = ?)
                """,
                [cluster, cluster, application, application]
            )
        }
    }
}

extension Database {
    fileprivate func observations(of owner: ResourceOwner) throws -> [ResourceKey: Observation] {
        var observations: [ResourceKey: Observation] = [:]
        let sql = """
            SELECT \(ResourceKey.columns), resource_version, desired_hash
            FROM observation WHERE cluster = ? AND application = ?
            """
        try forEachRow(sql, [owner.cluster, owner.application]) { row in
            observations[try ResourceKey(row, at: 0)] = Observation(
                resourceVersion: try row.text(4),
                desiredHash: try row.text(5)
            )
        }
        return observations
    }

    fileprivate func put(_ observation: Observation, of key: ResourceKey, _ owner: ResourceOwner) throws {
        try run(
            """
            INSERT INTO observation (cluster, application, \(ResourceKey.columns), resource_version, desired_hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (cluster, application, \(ResourceKey.columns)) DO UPDATE
                SET resource_version = excluded.resource_version, desired_hash = excluded.desired_hash
            """,
            [owner.cluster, owner.application] + key.values + [observation.resourceVersion, observation.desiredHash]
        )
    }
}
