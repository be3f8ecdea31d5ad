import GRDB

extension Registry {
    /// Asks for the right to sync a cluster.
    ///
    /// A lease that ran out is taken over, and at once one whose process has ended on this host. Asking for what one holds
    /// renews it.
    ///
    /// - Parameters:
    ///   - cluster: A registered cluster's name.
    ///   - holder: Who asks.
    ///   - duration: How long it lasts unless it is renewed: several times the interval of renewal.
    /// - Returns: ``LeaseOutcome/held(by:since:until:)`` is an answer, not an error.
    /// - Throws: ``RegistryError/unknownCluster(name:)``.
    public func acquireLease(
        cluster: String,
        holder: LeaseHolder,
        duration: Duration
    ) throws -> LeaseOutcome {
        try write { database in
            let number = try database.clusterNumber(cluster)
            let lease = try database.lease(cluster: number)
            if let lease, lease.holder.id != holder.id, isValid(lease) {
                return .held(by: lease.holder, since: lease.since, until: lease.until)
            }
            let time = now()
            let since = lease?.holder.id == holder.id ? lease?.since ?? time : time
            try database.run(
                """
                REPLACE INTO lease (cluster, \(LeaseHolder.columns), acquired_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [number] + holder.values + [since, time + duration.seconds]
            )
            return .acquired
        }
    }

    /// Keeps a lease for longer, also one that ran out and that nobody has taken over yet.
    ///
    /// - Parameters:
    ///   - cluster: The cluster's name.
    ///   - holder: Who has it.
    ///   - duration: How long it lasts from now on.
    /// - Throws: ``RegistryError/leaseLost(cluster:to:)``: the holder must stop what it does on the cluster;
    ///   ``RegistryError/unknownCluster(name:)``.
    public func renewLease(cluster: String, holder: LeaseHolder, duration: Duration) throws {
        try write { database in
            let number = try database.clusterNumber(cluster)
            let lease = try database.lease(cluster: number)
            guard lease?.holder.id == holder.id else {
                throw RegistryError.leaseLost(cluster: cluster, to: lease?.holder)
            }
            try database.run(
                "UPDATE lease SET expires_at = ? WHERE cluster = ?",
                [now() + duration.seconds, number]
            )
        }
    }

    /// Keeps all leases and running operations of a holder for longer, in one transaction.
    ///
    /// - Parameters:
    ///   - holder: Who has them.
    ///   - duration: How long they last from now on.
    /// - Returns: The names of the clusters still held; the holder must stop what it does on any other.
    /// - Throws: ``RegistryError`` when the file can not be written.
    public func renewLeases(heldBy holder: LeaseHolder, duration: Duration) throws -> Set<String> {
        try write { database in
            let expiry = now() + duration.seconds
            try database.run("UPDATE lease SET expires_at = ? WHERE holder = ?", [expiry, holder.id])
            try database.run(
                "UPDATE operation SET expires_at = ? WHERE holder = ? AND finished_at IS NULL",
                [expiry, holder.id]
            )
            let sql = "SELECT cluster.name FROM lease JOIN cluster ON cluster.id = lease.cluster WHERE holder = ?"
            return Set(try database.map(sql, [holder.id]) { try $0.text(0) })
        }
    }

    /// Gives a lease back; nothing happens when the holder has it no more.
    public func releaseLease(cluster: String, holder: LeaseHolder) throws {
        try write { database in
            try database.run(
                "DELETE FROM lease WHERE holder = ? AND cluster = (SELECT id FROM cluster WHERE name = ?)",
                [holder.id, cluster]
            )
        }
    }

    /// Gives back all leases of a holder.
    public func releaseLeases(heldBy holder: LeaseHolder) throws {
        try write { try $0.run("DELETE FROM lease WHERE holder = ?", [holder.id]) }
    }

    /// The leases that hold now, by the cluster's name in ascending order of its UTF-8 bytes.
    public func leases() throws -> [Lease] {
        let sql = "SELECT \(Lease.columns) FROM lease JOIN cluster ON cluster.id = lease.cluster ORDER BY cluster.name"
        return try read { try $0.map(sql) { try Lease($0) } }.filter(isValid)
    }

    /// Whether a lease still keeps others away.
    func isValid(_ lease: Lease) -> Bool {
        lease.until > now() && !isGone(lease.holder.process)
    }
}

extension Duration {
    /// In seconds.
    var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}
