import GRDB

/// What the registry remembers of one Application.
public struct ApplicationRecord: Hashable, Sendable {
    /// The unique name.
    public var name: String
    /// The name of the cluster it goes to; it need not be registered.
    public var cluster: String
    /// Who declares it: a file, `applicationset/NAME`, or `application/NAME` for an app-of-apps.
    public var origin: String
    /// The Application as JSON text.
    public var manifest: String
    /// The commit or chart version last compared or synced, nil before the first.
    public var revision: String?
    /// The hash of the desired manifests last compared or synced, nil before the first.
    public var desiredHash: String?
    /// `Synced`, `OutOfSync` or `Unknown`.
    public var syncStatus: String
    /// `Healthy`, `Progressing`, `Degraded`, `Suspended`, `Missing` or `Unknown`.
    public var healthStatus: String
    /// Why it is not in sync or not healthy, without secrets; empty for nothing to say.
    public var message: String
    /// When a sync last succeeded, in seconds since 1970; nil for never.
    public var lastSynced: Double?
    /// When this was found out, in seconds since 1970; kept as given.
    public var updatedAt: Double
    /// `spec.syncPolicy.applicationsSync` of the ApplicationSet it came from, nil when it came from none.
    public var applicationsSync: String?

    /// Makes a record; what is not given is not known yet.
    public init(
        name: String,
        cluster: String,
        origin: String,
        manifest: String,
        revision: String? = nil,
        desiredHash: String? = nil,
        syncStatus: String = "Unknown",
        healthStatus: String = "Unknown",
        message: String = "",
        lastSynced: Double? = nil,
        updatedAt: Double,
        applicationsSync: String? = nil
    ) {
        self.name = name
        self.cluster = cluster
        self.origin = origin
        self.manifest = manifest
        self.revision = revision
        self.desiredHash = desiredHash
        self.syncStatus = syncStatus
        self.healthStatus = healthStatus
        self.message = message
        self.lastSynced = lastSynced
        self.updatedAt = updatedAt
        self.applicationsSync = applicationsSync
    }
}

extension ApplicationRecord {
    /// The columns that ``init(_:)`` reads and ``arguments`` fills, in this order.
    static let columns = """
        name, cluster, origin, manifest, revision, desired_hash, sync_status, health_status, message, last_synced, \
        updated_at, applications_sync
        """

    /// Makes a record of a row of ``columns``.
    init(_ row: Row) throws {
        self.init(
            name: try row.text(0),
            cluster: try row.text(1),
            origin: try row.text(2),
            manifest: try row.text(3),
            revision: try row.optionalText(4),
            desiredHash: try row.optionalText(5),
            syncStatus: try row.text(6),
            healthStatus: try row.text(7),
            message: try row.text(8),
            lastSynced: try row.optionalTime(9),
            updatedAt: try row.time(10),
            applicationsSync: try row.optionalText(11)
        )
    }

    /// The values of ``columns``.
    var arguments: StatementArguments {
        [
            name, cluster, origin, manifest, revision, desiredHash, syncStatus, healthStatus, message, lastSynced,
            updatedAt, applicationsSync,
        ]
    }
}
