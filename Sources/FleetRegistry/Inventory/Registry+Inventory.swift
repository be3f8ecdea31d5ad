public import FleetModel
import GRDB

extension Registry {
    /// Answers what each application put on a cluster.
    ///
    /// Complete only when ``inventoryIsKnown(cluster:)``.
    ///
    /// - Parameter cluster: A registered cluster's name.
    /// - Returns: By the application's name, entries sorted by key; applications without any resource are left out.
    /// - Throws: ``RegistryError/unknownCluster(name:)``: not knowing the cluster is not an empty inventory.
    public func inventory(cluster: String) throws -> [String: [InventoryEntry]] {
        try read { database in
            var inventory: [String: [InventoryEntry]] = [:]
            let sql = "SELECT \(ResourceKey.columns), version, wave, application FROM inventory WHERE cluster = ?"
            try database.forEachRow(sql, [try database.clusterNumber(cluster)]) { row in
                inventory[try row.text(6), default: []].append(try InventoryEntry(row))
            }
            return inventory.mapValues { $0.sorted { $0.key < $1.key } }
        }
    }

    /// Whether the inventory of a cluster was ever found out as a whole; see ``markInventoryKnown(cluster:)``.
    ///
    /// - Throws: ``RegistryError/unknownCluster(name:)``.
    public func inventoryIsKnown(cluster: String) throws -> Bool {
        try read { database in
            let number = try database.clusterNumber(cluster)
            let sql = "SELECT 1 FROM cluster WHERE id = ? AND inventory_known_at IS NOT NULL"
            return try database.first(sql, [number]) { _ in true } ?? false
        }
    }

    /// Notes that the recorded inventory of a cluster is complete: after a scan of the whole cluster by label.
    ///
    /// Recording entries does not imply it: one application's resources say nothing about those of others.
    ///
    /// - Throws: ``RegistryError/unknownCluster(name:)``.
    public func markInventoryKnown(cluster: String) throws {
        try write { database in
            let number = try database.clusterNumber(cluster)
            try database.run("UPDATE cluster SET inventory_known_at = ? WHERE id = ?", [now(), number])
        }
    }

    /// Records all that an application has on a cluster, in place of what was known; writes only what differs.
    ///
    /// - Parameters:
    ///   - entries: One for each key, in any order; empty when nothing is left of the application.
    ///   - application: The Application's name; it need not be among the remembered ones.
    ///   - cluster: A registered cluster's name.
    /// - Throws: ``RegistryError/unknownCluster(name:)``.
    public func record(
        inventory entries: [InventoryEntry],
        application: String,
        cluster: String
    ) throws {
        try write { database in
            let owner = ResourceOwner(cluster: try database.clusterNumber(cluster), application: application)
            var leftover = try database.inventory(of: owner)
            for entry in entries where leftover.removeValue(forKey: entry.key) != entry {
                try database.put(entry, of: owner)
            }
            for key in leftover.keys { try database.remove(key, of: owner, from: "inventory") }
        }
    }

    /// Adds resources to an application's inventory: before they are sent, so that a process killed in between loses none.
    ///
    /// - Parameters:
    ///   - entries: In any order; an entry of a known key replaces it.
    ///   - application: The Application's name.
    ///   - cluster: A registered cluster's name.
    /// - Throws: ``RegistryError/unknownCluster(name:)``.
    public func add(
        inventory entries: [InventoryEntry],
        application: String,
        cluster: String
    ) throws {
        if entries.isEmpty { return }
        try write { database in
            let owner = ResourceOwner(cluster: try database.clusterNumber(cluster), application: application)
            for entry in entries { try database.put(entry, of: owner) }
        }
    }

    /// Takes resources out of an application's inventory, after they are gone.
    ///
    /// What was observed of them goes too.
    ///
    /// - Parameters:
    ///   - keys: Those that are not known are ignored.
    ///   - application: The Application's name.
    ///   - cluster: A registered cluster's name.
    /// - Throws: ``RegistryError/unknownCluster(name:)``.
    public func remove(
        inventory keys: [ResourceKey],
        application: String,
        cluster: String
    ) throws {
        if keys.isEmpty { return }
        try write { database in
            let owner = ResourceOwner(cluster: try database.clusterNumber(cluster), application: application)
            for key in keys {
                try database.remove(key, of: owner, from: "inventory")
                try database.remove(key, of: owner, from: "observation")
            }
        }
    }
}

/// Whose resources a row of `inventory` or `observation` is about.
struct ResourceOwner {
    /// The cluster's number.
    var cluster: Int64
    /// The Application's name.
    var application: String
}

extension InventoryEntry {
    /// Makes an entry of a row of the key's columns, `version` and `wave`.
    fileprivate init(_ row: Row) throws {
        self.init(key: try ResourceKey(row, at: 0), version: try row.text(4), wave: Int(try row.integer(5)))
    }
}

extension Database {
    /// Deletes one resource's row from `inventory` or `observation`.
    func remove(_ key: ResourceKey, of owner: ResourceOwner, from table: String) throws {
        try run(
            """
            DELETE FROM \(table)
            WHERE cluster = ? AND application = ? AND api_group = ? AND kind = ? AND namespace = ? AND name = ?
            """,
            [owner.cluster, owner.application] + key.values
        )
    }

    fileprivate func inventory(of owner: ResourceOwner) throws -> [ResourceKey: InventoryEntry] {
        var entries: [ResourceKey: InventoryEntry] = [:]
        let sql = "SELECT \(ResourceKey.columns), version, wave FROM inventory WHERE cluster = ? AND application = ?"
        try forEachRow(sql, [owner.cluster, owner.application]) { row in
            let entry = try InventoryEntry(row)
            entries[entry.key] = entry
        }
        return entries
    }

    fileprivate func put(_ entry: InventoryEntry, of owner: ResourceOwner) throws {
        try run(
            """
            INSERT INTO inventory (cluster, application, \(ResourceKey.columns), version, wave)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (cluster, application, \(ResourceKey.columns)) DO UPDATE SET version = excluded.version, wave = excluded.wave
            """,
            [owner.cluster, owner.application] + entry.key.values + [entry.version, entry.wave]
        )
    }
}
