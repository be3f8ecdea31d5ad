import GRDB

/// The right of one run to sync a cluster, for a while.
public struct Lease: Hashable, Sendable {
    /// The cluster's name.
    public var cluster: String
    /// Who has it.
    public var holder: LeaseHolder
    /// Since when, in seconds since 1970.
    public var since: Double
    /// Until when unless it is renewed, in seconds since 1970.
    public var until: Double

    /// Makes a lease.
    public init(cluster: String, holder: LeaseHolder, since: Double, until: Double) {
        self.cluster = cluster
        self.holder = holder
        self.since = since
        self.until = until
    }
}

/// What became of asking for a lease.
public enum LeaseOutcome: Hashable, Sendable {
    /// The asker has it now.
    case acquired
    /// Another run has it, since and until then, in seconds since 1970.
    case held(by: LeaseHolder, since: Double, until: Double)
}

extension Lease {
    /// The columns that ``init(_:)`` reads, in this order, of `lease` joined with `cluster`.
    static let columns = "cluster.name, \(LeaseHolder.columns), acquired_at, expires_at"

    /// Makes a lease of a row of ``columns``.
    init(_ row: Row) throws {
        self.init(
            cluster: try row.text(0),
            holder: try LeaseHolder(row, at: 1),
            since: try row.time(7),
            until: try row.time(8)
        )
    }
}

extension Database {
    /// The lease of a cluster, by its number, whether it has run out or not; nil when there is none.
    func lease(cluster: Int64) throws -> Lease? {
        let sql = "SELECT \(Lease.columns) FROM lease JOIN cluster ON cluster.id = lease.cluster WHERE cluster.id = ?"
        return try first(sql, [cluster]) { try Lease($0) }
    }
}
