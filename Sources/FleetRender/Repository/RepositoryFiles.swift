/// The files of a repository at one revision, without their contents.
public struct RepositoryFiles: Hashable, Sendable {
    /// The commit's SHA; ``workTree`` for files as they lie.
    public var commit: String
    /// The paths of regular files, and of links to such within the repository, ascending by their bytes.
    public var paths: [String]

    /// What ``commit`` is for files as they lie.
    public static let workTree = SourceLabel.workTree
}

extension Renderer {
    /// How many paths a repository may have.
    static let maximumPaths = 1_000_000

    /// Lists the files of a repository.
    ///
    /// A link that leads out of the repository, nowhere or to a folder is left out. Of a relative repository without a
    /// revision the files are listed as they lie, changed and new ones included, ignored ones not.
    ///
    /// - Parameters:
    ///   - repository: A `repoURL`.
    ///   - revision: A branch, a tag, a commit; empty or `HEAD` for what the repository shows by default.
    /// - Returns: The paths below the folder that the `repoURL` names.
    /// - Throws: ``RenderError``
    public func files(of repository: String, at revision: String) async throws(RenderError) -> RepositoryFiles {
        let reference = try RepositoryReference(repository)
        let name = try RevisionName(revision, repository: reference.label)
        let checkout = try await repositories.checkout(reference, at: name)
        if case .workTree(let local) = checkout.place {
            return RepositoryFiles(commit: RepositoryFiles.workTree, paths: try await local.paths())
        }
        let prefix = checkout.prefix
        let paths = try await checkout.read { (tree) async throws(RenderError) in
            try await Self.paths(in: tree, below: prefix)
        }
        return RepositoryFiles(commit: checkout.revision, paths: paths)
    }

    /// Reads files of a repository.
    ///
    /// - Parameters:
    ///   - paths: Some of those that were listed.
    ///   - repository: The `repoURL` that was listed.
    ///   - commit: What ``RepositoryFiles/commit`` was.
    ///   - limit: How large the files may be together, in bytes.
    /// - Returns: The contents by path, links followed; without those that are gone since.
    /// - Throws: ``RenderError``
    public func contents(
        of paths: [String],
        in repository: String,
        at commit: String,
        limit: Int
    ) async throws(RenderError) -> [String: [UInt8]] {
        let reference = try RepositoryReference(repository)
        let revision = commit == RepositoryFiles.workTree ? "" : commit
        let name = try RevisionName(revision, repository: reference.label)
        let checkout = try await repositories.checkout(reference, at: name)
        let prefix = checkout.prefix
        return try await checkout.read { (tree) async throws(RenderError) in
            var wanted: [String] = []
            var places: [String] = []
            for path in paths {
                guard let normalized = RepositoryPath.normalized(path) else { continue }
                guard case .file(let place) = try await tree.resolve(RepositoryPath.join(prefix, normalized)) else {
                    continue
                }
                wanted.append(path)
                places.append(place)
            }
            let contents = try await tree.contents(of: places, limit: limit)
            return Dictionary(zip(wanted, contents)) { first, _ in first }
        }
    }

    /// The paths of all files below a folder, ascending.
    private static func paths(in tree: any SourceTree, below prefix: String) async throws(RenderError) -> [String] {
        var files: [String] = []
        var folders = [prefix]
        while !folders.isEmpty {
            var below: [String] = []
            // A level at a time: what is not known of it is read at once.
            try await tree.prepare(folders)
            for folder in folders {
                for (name, node) in try await tree.children(of: folder) {
                    let path = RepositoryPath.join(folder, name)
                    switch node {
                    case .folder: below.append(path)
                    case .file: files.append(path)
                    case .link:
                        if case .file = try await tree.resolve(path) { files.append(path) }
                    case .other: break
                    }
                }
            }
            guard files.count + below.count <= maximumPaths else {
                throw .unreadable(tree.label, path: prefix, message: "it has more than \(maximumPaths) files")
            }
            folders = below
        }
        let length = prefix.isEmpty ? 0 : prefix.utf8.count + 1
        return files.map { String($0.utf8.dropFirst(length)) ?? $0 }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}

extension LocalRepository {
    /// The paths of the files as they lie, ascending, relative to the folder that the `repoURL` names.
    ///
    /// In a git working tree what git ignores is left out; that may be far more than all the rest.
    func paths() async throws(RenderError) -> [String] {
        let tree = workTree
        let listed = isGit ? try await listedByGit() : try listedByFolder(tree)
        var paths: [String] = []
        for path in listed {
            switch tree.node(at: path) {
            case .file?: paths.append(path)
            case .link?:
                if case .file = try await tree.resolve(path) { paths.append(path) }
            default: break
            }
        }
        let length = prefix.isEmpty ? 0 : prefix.utf8.count + 1
        return Set(paths).map { String($0.utf8.dropFirst(length)) ?? $0 }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
    private func listedByGit() async throws(RenderError) -> [String] {
        var arguments = [
            "--literal-pathspecs", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate",
            "--",
        ]
        if !prefix.isEmpty { arguments.append(prefix) }
        let output = try await run(arguments)
        let names = output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        // What a path names outside the repository, no repository should hold.
        return names.filter { RepositoryPath.normalized($0) == $0 && RepositoryPath.isInside($0, prefix) }
    }

    private func listedByFolder(_ tree: WorkTree) throws(RenderError) -> [String] {
        var found: [String] = []
        var folders = [prefix]
        while let folder = folders.popLast() {
            for (name, node) in try tree.children(of: folder) {
                let path = RepositoryPath.join(folder, name)
                if node == .folder { folders.append(path) } else { found.append(path) }
            }
            guard found.count + folders.count <= Renderer.maximumPaths else {
                throw .unreadable(tree.label, path: prefix, message: "it has more than \(Renderer.maximumPaths) files")
            }
        }
        return found
    }
}
