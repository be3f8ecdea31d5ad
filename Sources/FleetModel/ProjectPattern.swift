/// A glob over names, addresses or namespaces that an AppProject permits, or with `!` before it refuses.
///
/// `*` crosses every character here. In `sourceNamespaces` text between two slashes is a regular expression; see
/// ``AppProject/permits(applicationNamespace:controllerNamespace:)``.
public struct NamePattern: Hashable, Sendable {
    /// The text as written, `!` included.
    public let text: String
    /// Whether it refuses what it matches.
    public let isDenied: Bool
    private let glob: Glob

    /// Compiles a pattern.
    ///
    /// - Throws: ``ModelError`` without a path for a malformed glob.
    public init(_ text: String) throws(ModelError) {
        self.text = text
        isDenied = text.hasPrefix("!")
        glob = try Glob(isDenied ? String(text.dropFirst()) : text)
    }

    /// Whether the glob, without its `!`, matches.
    public func hits(_ name: String) -> Bool { glob.matches(name) }

    /// Whether the pattern speaks for the name: it matches, or does not match one that refuses.
    public func permits(_ name: String) -> Bool { hits(name) != isDenied }
}

/// A glob over repositories that an AppProject permits, or with `!` before it refuses.
///
/// Both sides are normalised first; see ``RepositoryURL``. `*` stays within one part of the path, `**` does not; `*`
/// alone matches every repository.
public struct RepositoryPattern: Hashable, Sendable {
    /// The text as written, `!` included.
    public let text: String
    /// Whether it refuses what it matches.
    public let isDenied: Bool
    private let glob: Glob

    /// Compiles a pattern.
    ///
    /// - Throws: ``ModelError`` without a path for a malformed glob.
    public init(_ text: String) throws(ModelError) {
        self.text = text
        isDenied = text.hasPrefix("!")
        let url = RepositoryURL.normalized(isDenied ? String(text.dropFirst()) : text)
        glob = try Glob(url, separator: url == "*" ? nil : "/")
    }

    /// Whether the glob, without its `!`, matches a repository that is already normalised.
    public func hits(normalized url: String) -> Bool { glob.matches(url) }
}
