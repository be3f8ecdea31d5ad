import FleetModel
import FleetValue

/// A directory of plain manifests.
struct DirectorySource: Hashable, Sendable {
    /// Whether folders below are read too.
    let recurse: Bool
    /// What a file's path, relative to the source's, has to match; nil for everything.
    let include: Glob?
    /// What leaves a file out, looked at first; nil for nothing.
    let exclude: Glob?

    private static let endings = [".yaml", ".yml", ".json", ".jsonnet"]

    private struct Found {
        /// The path below the source's, as it is shown and matched.
        var shown: String
        /// The path in the tree, without links.
        var real: String
    }

    private struct Walk {
        var files: [Found] = []
        var warnings: [String] = []
    }

    /// Compiles what an Application declares.
    ///
    /// - Throws: ``ModelError`` with the path `include` or `exclude` for a malformed pattern.
    init(_ options: DirectoryOptions) throws(ModelError) {
        recurse = options.recurse
        include = try Self.glob(options.include, "include")
        exclude = try Self.glob(options.exclude, "exclude")
    }

    private static func glob(_ pattern: String, _ field: String) throws(ModelError) -> Glob? {
        guard !pattern.isEmpty else { return nil }
        do {
            return try Glob(pattern)
        } catch {
            throw ModelError(ValuePath(keys: field), error.message)
        }
    }

    /// Reads all manifests.
    ///
    /// Files come in the order of Go's `filepath.Walk`: names ascending, a folder where its name stands. Follows
    /// argo-cd reposerver/repository/repository.go in what is read, left out and refused.
    ///
    /// - Parameters:
    ///   - tree: The repository's files.
    ///   - folder: The source's folder in the tree, without links.
    ///   - path: The source's path, as declared.
    ///   - maximumBytes: How large the files may be together.
    /// - Returns: The manifests, and what was left out but might be missed.
    /// - Throws: ``RenderError`` at the first file that is not what it has to be.
    func render(
        _ tree: any SourceTree,
        folder: String,
        path: String,
        maximumBytes: Int
    ) async throws(RenderError) -> RawRendering {
        var walk = Walk()
        try await collect(tree, folder: folder, shown: "", depth: 0, &walk)
        if let file = walk.files.first(where: { $0.shown.hasSuffix(".jsonnet") }) {
            let message = "jsonnet is not supported yet; leave it out with directory.exclude"
            throw .unreadable(tree.label, path: RepositoryPath.join(path, file.shown), message: message)
        }
        let contents: [[UInt8]]
        do throws(RenderError) {
            contents = try await tree.contents(of: walk.files.map(\.real), limit: maximumBytes)
        } catch {
            guard case .tooLarge(let label, _, let maximum) = error else { throw error }
            throw .tooLarge(label, path: path, maximumBytes: maximum)
        }
        var reader = ManifestReader(label: tree.label)
        for (file, bytes) in zip(walk.files, contents) {
            try reader.read(bytes, file: RepositoryPath.join(path, file.shown))
        }
        return RawRendering(manifests: reader.manifests, warnings: walk.warnings + reader.warnings)
    }

    private func collect(
        _ tree: any SourceTree,
        folder: String,
        shown: String,
        depth: Int,
        _ walk: inout Walk
    ) async throws(RenderError) {
        for (name, node) in try await tree.children(of: folder) {
            let path = RepositoryPath.join(folder, name)
            let relative = RepositoryPath.join(shown, name)
            if node == .folder {
                guard recurse, depth < 256 else { continue }
                try await collect(tree, folder: path, shown: relative, depth: depth + 1, &walk)
                continue
            }
            guard Self.endings.contains(where: name.hasSuffix) else { continue }
            guard let real = try await file(tree, at: path, node, shown: relative, &walk) else { continue }
            if let exclude, exclude.matches(relative) { continue }
            if let include, !include.matches(relative) { continue }
            walk.files.append(Found(shown: relative, real: real))
        }
    }

    /// The path of a regular file, links followed; nil with a warning for anything else.
    private func file(
        _ tree: any SourceTree,
        at path: String,
        _ node: TreeNode,
        shown: String,
        _ walk: inout Walk
    ) async throws(RenderError) -> String? {
        if node == .file { return path }
        guard node == .link else {
            walk.warnings.append("\(shown) was left out: it is no regular file")
            return nil
        }
        switch try await tree.resolve(path) {
        case .file(let real):
            return real
        case .missing:
            walk.warnings.append("\(shown) was left out: the destination of the symbolic link is missing")
        case .folder(let real), .other(let real):
            walk.warnings.append("\(shown) was left out: it is a symbolic link to \(real), which is no regular file")
        case .outside(let target):
            throw .outsideRepository(tree.label, path: path, target: target)
        }
        return nil
    }
}
