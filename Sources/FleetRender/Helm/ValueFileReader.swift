import FleetModel

/// Reads the files that a Helm source names beside its chart: of values, and of parameters.
struct ValueFileReader {
    private static let maximumBytes = 16 << 20
    private static let maximumFiles = 1_000
    private static let maximumEntries = 20_000
    private static let maximumDepth = 32

    private let tree: any SourceTree
    /// Where paths begin that do not begin with a slash.
    private let folder: String
    /// Where paths begin that do.
    private let root: String
    private var remaining = Self.maximumBytes
    private var entries = 0

    /// Makes a reader.
    ///
    /// - Parameters:
    ///   - tree: The repository's files.
    ///   - folder: The folder that relative paths start in.
    ///   - root: The folder that absolute paths start in.
    init(_ tree: any SourceTree, folder: String, root: String) {
        self.tree = tree
        self.folder = folder
        self.root = root
    }

    /// Reads a file, or all files that a pattern matches, in ascending order of their paths.
    ///
    /// A pattern holds `*`, `?` or `[`; `**/` crosses folders.
    ///
    /// - Parameters:
    ///   - path: The path as declared.
    ///   - shown: How messages name it.
    ///   - ignoresMissing: Whether a file that is not there is left out.
    /// - Returns: The files with what is in them.
    /// - Throws: ``RenderError`` when there is no such file, or it leads out of the repository.
    mutating func files(
        _ path: String,
        shown: String,
        ignoresMissing: Bool
    ) async throws(RenderError) -> [ChartInput.NamedFile] {
        let start = path.hasPrefix("/") ? root : folder
        let relative = String(path.drop { $0 == "/" })
        guard path.contains(where: { "*?[".contains($0) }) else {
            if ignoresMissing { return try await file(start + "/" + relative, shown: shown).map { [$0] } ?? [] }
            return [try await file(named: path, shown: shown)]
        }
        let names = try await expand(relative, in: start, shown: shown)
        guard !names.isEmpty || ignoresMissing else {
            throw .unreadable(tree.label, path: shown, message: "no file matches")
        }
        var files: [ChartInput.NamedFile] = []
        for name in names {
            if let file = try await file(start + "/" + name, shown: name) { files.append(file) }
        }
        return files
    }

    /// Reads a file by its path as it is declared, whatever characters are in it.
    ///
    /// - Throws: ``RenderError`` when there is no such file, or it leads out of the repository.
    mutating func file(named path: String, shown: String? = nil) async throws(RenderError) -> ChartInput.NamedFile {
        let shown = shown ?? path
        let start = path.hasPrefix("/") ? root : folder
        guard let file = try await file(start + "/" + path, shown: shown) else {
            throw .unreadable(tree.label, path: shown, message: "there is no such file")
        }
        return file
    }

    /// One file; nil when there is none.
    private mutating func file(_ path: String, shown: String) async throws(RenderError) -> ChartInput.NamedFile? {
        switch try await tree.resolve(path) {
        case .file(let real):
            let bytes = try await tree.contents(of: [real], limit: remaining)[0]
            remaining -= bytes.count
            return ChartInput.NamedFile(name: shown, bytes: bytes)
        case .outside(let target):
            throw .outsideRepository(tree.label, path: shown, target: target)
        case .folder, .other:
            throw .unreadable(tree.label, path: shown, message: "it is no file")
        case .missing:
            return nil
        }
    }

    // MARK: Patterns

    /// The paths, below a folder, that a pattern matches.
    private mutating func expand(
        _ pattern: String,
        in start: String,
        shown: String
    ) async throws(RenderError) -> [String] {
        let steps = pattern.split(separator: "/").map(String.init)
        let fixed = steps.prefix { step in !step.contains { "*?[{".contains($0) } }
        let globs: [Glob]
        do throws(ModelError) {
            let joined = steps.joined(separator: "/")
            // Between two slashes the stars stand for no folder, too.
            globs = [try Glob(joined, separator: "/"), try Glob(joined.replacing("**/", with: ""), separator: "/")]
        } catch {
            throw .unreadable(tree.label, path: shown, message: error.message)
        }
        let base = fixed.joined(separator: "/")
        let real: String
        switch try await tree.resolve(start + "/" + base) {
        case .folder(let path): real = path
        case .outside(let target): throw .outsideRepository(tree.label, path: shown, target: target)
        case .file, .other, .missing: return []
        }
        var names: [String] = []
        let depth = steps.contains { $0.contains("**") } ? Self.maximumDepth : steps.count - fixed.count
        try await walk(real, base, depth) { name in
            if globs.contains(where: { $0.matches(name) }) { names.append(name) }
        }
        guard names.count <= Self.maximumFiles else {
            throw .unreadable(tree.label, path: shown, message: "more than \(Self.maximumFiles) files match")
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private mutating func walk(
        _ folder: String,
        _ shown: String,
        _ depth: Int,
        _ visit: (String) -> Void
    ) async throws(RenderError) {
        guard depth > 0 else { return }
        for (name, node) in try await tree.children(of: folder) {
            entries += 1
            guard entries <= Self.maximumEntries else {
                throw .unreadable(tree.label, path: shown, message: "too many files to look for a pattern in")
            }
            let path = RepositoryPath.join(shown, name)
            switch node {
            case .file, .link: visit(path)
            case .folder: try await walk(RepositoryPath.join(folder, name), path, depth - 1, visit)
            case .other: break
            }
        }
    }
}
