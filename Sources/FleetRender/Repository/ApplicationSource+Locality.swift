public import FleetModel

extension ApplicationSource {
    /// Whether the repository is on this machine: a path relative to the fleet directory, or `file://`.
    ///
    /// What comes from elsewhere must not name such a source: it would read whatever this machine's user can read.
    public var isOnThisMachine: Bool {
        switch try? RepositoryReference(repoURL) {
        case .relative?: true
        case .remote(let url)?: url.lowercased().hasPrefix("file:")
        case nil: false
        }
    }

    /// ``repoURL`` without credentials, for messages.
    public var label: String { RepositoryReference.printable(repoURL) }
}
