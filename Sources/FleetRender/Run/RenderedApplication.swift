public import FleetModel

/// What an Application's sources come to.
public struct RenderedApplication: Sendable {
    /// The desired manifests in the order of sources, files and documents.
    ///
    /// Namespaces are as the sources have them.
    public var manifests: [Manifest]
    /// What each source was read at, in their order: a commit's SHA; for a working tree its `HEAD`, with `-dirty` when
    /// files differ from it, or `worktree` without git.
    public var revisions: [String]
    /// What is odd about the sources but does not stop them, one lower-case sentence each.
    public var warnings: [String]
    /// The SHA-256 of the manifests, in hexadecimal: equal for equal content.
    public var hash: String

    /// Makes a rendering.
    public init(manifests: [Manifest], revisions: [String], warnings: [String], hash: String) {
        self.manifests = manifests
        self.revisions = revisions
        self.warnings = warnings
        self.hash = hash
    }
}
