/// Whether what is live is what was declared.
public enum SyncStatus: String, Hashable, Sendable, CaseIterable {
    /// Nothing differs.
    case synced = "Synced"
    /// Something differs, is missing or is left over.
    case outOfSync = "OutOfSync"
    /// It could not be compared.
    case unknown = "Unknown"
}

/// What a sync did with one resource.
public enum SyncResultCode: String, Hashable, Sendable, CaseIterable {
    /// Applied.
    case synced = "Synced"
    /// Could not be applied or pruned.
    case syncFailed = "SyncFailed"
    /// Deleted, since it is no longer declared.
    case pruned = "Pruned"
    /// No longer declared, and kept.
    case pruneSkipped = "PruneSkipped"
}
