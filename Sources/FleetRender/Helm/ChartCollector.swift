import FleetHelm

/// Finds all files of a chart.
///
/// Links are followed as Helm follows them, but never out of the repository. What `.helmignore` leaves out is not read.
struct ChartCollector {
    private static let maximumBytes = 64 << 20
    private static let maximumFiles = 20_000
    private static let maximumDepth = 64

    private struct Found {
        /// The path in the chart's folder.
        var path: String
        /// The path in the tree, without links.
        var real: String
    }

    private let tree: any SourceTree
    private let folder: String
    private let ignore: ChartIgnore
    private var found: [Found] = []

    /// Collects the files.
    ///
    /// - Parameters:
    ///   - tree: The repository's files.
    ///   - folder: The chart's folder, without links.
    ///   - shown: The source's path, for errors.
    /// - Returns: Contents by path in the folder.
    /// - Throws: ``RenderError`` when something can not be read, leads out of the repository or is too much.
    static func collect(
        _ tree: any SourceTree,
        folder: String,
        shown: String
    ) async throws(RenderError) -> [String: [UInt8]] {
        let rules = RepositoryPath.join(folder, ".helmignore")
        var text = ""
        if case .file(let real) = try await tree.resolve(rules) {
            text = String(decoding: try await tree.contents(of: [real], limit: 1 << 20)[0], as: UTF8.self)
        }
        let ignore: ChartIgnore
        do throws(HelmError) {
            ignore = try ChartIgnore(text)
        } catch {
            throw .toolFailed(tree.label, path: shown, tool: "helm", message: error.message)
        }
        var collector = ChartCollector(tree: tree, folder: folder, ignore: ignore)
        try await collector.walk(folder, shown: "", depth: 0)
        let contents: [[UInt8]]
        do throws(RenderError) {
            contents = try await tree.contents(of: collector.found.map(\.real), limit: maximumBytes)
        } catch {
            guard case .tooLarge(let label, _, let maximum) = error else { throw error }
            throw .tooLarge(label, path: shown, maximumBytes: maximum)
        }
        var files: [String: [UInt8]] = [:]
        for (file, bytes) in zip(collector.found, contents) { files[file.path] = bytes }
        return files
    }

    private init(tree: any SourceTree, folder: String, ignore: ChartIgnore) {
        self.tree = tree
        self.folder = folder
        self.ignore = ignore
    }

    private mutating func walk(_ folder: String, shown: String, depth: Int) async throws(RenderError) {
        guard depth < Self.maximumDepth else {
            throw .unreadable(tree.label, path: folder, message: "folders lie more than \(Self.maximumDepth) deep")
        }
        for (name, node) in try await tree.children(of: folder) {
            let path = RepositoryPath.join(shown, name)
            let real = RepositoryPath.join(folder, name)
            // The rules themselves are no file that templates see, but which rules there are is part of the chart.
            if path != ".helmignore", ignore.isIgnored(path, isFolder: node == .folder) { continue }
            switch node {
            case .file: try add(path, real)
            case .folder: try await walk(real, shown: path, depth: depth + 1)
            case .link: try await follow(path, real, depth)
            case .other: break
            }
        }
    }

    private mutating func follow(_ path: String, _ link: String, _ depth: Int) async throws(RenderError) {
        switch try await tree.resolve(link) {
        case .file(let real): try add(path, real)
        case .folder(let real):
            if ignore.isIgnored(path, isFolder: true) { return }
            try await walk(real, shown: path, depth: depth + 1)
        case .outside(let target): throw .outsideRepository(tree.label, path: link, target: target)
        case .missing: throw .unreadable(tree.label, path: link, message: "the symbolic link leads nowhere")
        case .other: break
        }
    }

    private mutating func add(_ path: String, _ real: String) throws(RenderError) {
        found.append(Found(path: path, real: real))
        guard found.count <= Self.maximumFiles else {
            throw .unreadable(tree.label, path: folder, message: "the chart has more than \(Self.maximumFiles) files")
        }
    }
}
