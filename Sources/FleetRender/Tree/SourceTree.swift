/// What stands at a path.
enum TreeNode: Hashable, Sendable {
    /// A regular file.
    case file
    /// A folder.
    case folder
    /// A symbolic link.
    case link
    /// Anything else: a submodule, a socket.
    case other
}

/// The files of a repository, of a commit or as they lie.
///
/// Paths are those of ``RepositoryPath``.
protocol SourceTree: Sendable {
    /// How errors name the tree.
    var label: SourceLabel { get }

    /// What stands at a path, links not followed; nil for nothing.
    ///
    /// The path's folder must not lie behind a link; see ``resolve(_:)``.
    func node(at path: String) async throws(RenderError) -> TreeNode?

    /// Reads folders that will be asked for, all at once; without it they are read one by one.
    ///
    /// - Parameter folders: Paths whose parents were asked for already.
    /// - Throws: ``RenderError`` when the tree can not be read.
    func prepare(_ folders: [String]) async throws(RenderError)

    /// What is in a folder, in ascending order of the names' bytes, as Go reads folders.
    func children(of folder: String) async throws(RenderError) -> [(name: String, node: TreeNode)]

    /// The contents of regular files, in the order of the paths.
    ///
    /// - Parameters:
    ///   - files: Paths without links in them.
    ///   - limit: How large the files may be together, in bytes.
    /// - Returns: As many contents as paths.
    /// - Throws: ``RenderError/tooLarge(_:path:maximumBytes:)`` with the last path read.
    func contents(of files: [String], limit: Int) async throws(RenderError) -> [[UInt8]]

    /// Where a link points, as it is written.
    func target(ofLink path: String) async throws(RenderError) -> String

    /// An absolute path as one of this tree; nil when it lies elsewhere.
    func path(ofAbsolute path: String) -> String?
}

/// Where a path leads when all links are followed.
enum TreeResolution: Hashable, Sendable {
    /// To a regular file; the path has no links in it.
    case file(String)
    /// To a folder; the path has no links in it.
    case folder(String)
    /// To something that is neither.
    case other(String)
    /// To nothing.
    case missing
    /// Out of the tree, to the given place.
    case outside(String)
}

extension SourceTree {
    /// Does nothing, for trees that are as fast without.
    func prepare(_ folders: [String]) {}

    /// Follows a path and all links on it, never out of the tree.
    ///
    /// - Parameters:
    ///   - path: May hold `..`, which may lead out as well.
    ///   - links: Gets every link on the way: its own path, and where it points, as it is written.
    /// - Returns: Where the path leads. That it leads nowhere, or out of the tree, is no error.
    /// - Throws: ``RenderError`` when the tree can not be read.
    func resolve(_ path: String, links: inout [String: String]) async throws(RenderError) -> TreeResolution {
        var remaining = Array(path.split(separator: "/").map(String.init).reversed())
        var current = ""
        var last = TreeNode.folder
        var hops = 0
        var written = path
        while let component = remaining.popLast() {
            guard last == .folder else { return .missing }
            if component == "." { continue }
            if component == ".." {
                guard !current.isEmpty else { return .outside(written) }
                current = RepositoryPath.parent(current)
                continue
            }
            let next = RepositoryPath.join(current, component)
            guard let node = try await node(at: next) else { return .missing }
            guard node == .link else {
                current = next
                last = node
                continue
            }
            hops += 1
            let target = try await target(ofLink: next)
            guard hops <= 40, !target.isEmpty else { return .missing }
            links[next] = target
            written = target
            if target.hasPrefix("/") {
                guard let inside = self.path(ofAbsolute: target) else { return .outside(target) }
                current = ""
                remaining += inside.split(separator: "/").map(String.init).reversed()
            } else {
                remaining += target.split(separator: "/").map(String.init).reversed()
            }
        }
        return switch last {
        case .file: .file(current)
        case .folder: .folder(current)
        case .link, .other: .other(current)
        }
    }

    /// Follows a path and all links on it; see ``resolve(_:links:)``.
    func resolve(_ path: String) async throws(RenderError) -> TreeResolution {
        var links: [String: String] = [:]
        return try await resolve(path, links: &links)
    }
}
