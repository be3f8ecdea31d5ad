import GRDB

extension Registry {
    /// Answers the remembered Applications.
    ///
    /// - Parameter cluster: Only those that go to this cluster; nil for all.
    /// - Returns: By name in ascending order of its UTF-8 bytes.
    /// - Throws: ``RegistryError`` when the file can not be read.
    public func applications(cluster: String? = nil) throws -> [ApplicationRecord] {
        try read { database in
            let place = cluster == nil ? "" : "WHERE cluster = ?"
            let sql = "SELECT \(ApplicationRecord.columns) FROM application \(place) ORDER BY name"
            return try database.map(sql, cluster.map { [$0] } ?? []) { try ApplicationRecord($0) }
        }
    }

    /// The remembered Application of this name, or nil.
    public func application(named name: String) throws -> ApplicationRecord? {
        try read { database in
            let sql = "SELECT \(ApplicationRecord.columns) FROM application WHERE name = ?"
            return try database.first(sql, [name]) { try ApplicationRecord($0) }
        }
    }

    /// Remembers Applications, each in place of what was known under its name; all or none.
    ///
    /// - Parameter records: In any order; of two with one name the last one stays.
    /// - Throws: ``RegistryError`` when the file can not be written.
    public func save(_ records: [ApplicationRecord]) throws {
        if records.isEmpty { return }
        try write { database in
            let sql = """
                INSERT INTO application (\(ApplicationRecord.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (name) DO UPDATE SET cluster = excluded.cluster, origin = excluded.origin,
                    manifest = excluded.manifest, revision = excluded.revision, desired_hash = excluded.desired_hash,
                    sync_status = excluded.sync_status, health_status = excluded.health_status,
                    message = excluded.message, last_synced = excluded.last_synced, updated_at = excluded.updated_at,
                    applications_sync = excluded.applications_sync
                """
            for record in records { try database.run(sql, record.arguments) }
        }
    }

    /// Forgets Applications; names that are not known are ignored.
    ///
    /// Their inventory stays, because it says what is still on the clusters: empty it as the resources are deleted.
    public func removeApplications(named names: [String]) throws {
        if names.isEmpty { return }
        try write { database in
            for name in names { try database.run("DELETE FROM application WHERE name = ?", [name]) }
        }
    }
}
