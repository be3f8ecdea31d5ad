import FleetModel

/// What was read or printed for one source, before it is hashed and kept.
struct RawRendering: Sendable {
    /// The manifests, in order.
    var manifests: [Manifest]
    /// What was odd.
    var warnings: [String]
}

/// What one source comes to.
struct RenderedSource: Sendable {
    /// The manifests, in order.
    var manifests: [Manifest] = []
    /// What the source was read at.
    var revision: String
    /// What was odd.
    var warnings: [String] = []
    /// The SHA-256 of the manifests, in hexadecimal; empty for a source that renders nothing.
    var hash = ""
}

/// What tells one source's folder from another within a run.
struct FolderKey: Hashable, Sendable {
    /// The repository.
    var repository: RepositoryReference
    /// The commit's SHA, or what stands for files as they lie.
    var revision: String
    /// The path in the repository.
    var path: String
}

/// What tells one rendering from another within a run.
struct SourceKey: Hashable, Sendable {
    /// The folder.
    var folder: FolderKey
    /// The kind and its options.
    var parameters: SourceParameters
}
