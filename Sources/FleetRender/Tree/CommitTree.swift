import Synchronization

/// The files of one commit, read out of the repository without a checkout, and only those that are asked for.
///
/// What git would do to files on checkout (line ends, filters, `export-subst`) is not done: the content is that of the
/// commit on every machine. A class, because what was read is kept for the next who asks.
final class CommitTree: SourceTree {
    private struct Entry: Sendable {
        var name: String
        var node: TreeNode
        var object: String
    }

    let label: SourceLabel
    private let commit: String
    private let reader: ObjectReader
    private let folders = Mutex<[String: [Entry]]>([:])

    /// Makes a view of a commit.
    ///
    /// - Parameters:
    ///   - label: How errors name it.
    ///   - commit: The full SHA.
    ///   - reader: Reads the repository that holds the commit.
    init(label: SourceLabel, commit: String, reader: ObjectReader) {
        self.label = label
        self.commit = commit
        self.reader = reader
    }

    func node(at path: String) async throws(RenderError) -> TreeNode? {
        if path.isEmpty { return .folder }
        return try await entry(at: path)?.node
    }

    func prepare(_ folders: [String]) async throws(RenderError) {
        var wanted: [String] = []
        var objects: [String] = []
        for folder in folders where self.folders.withLock({ $0[folder] }) == nil {
            guard !folder.isEmpty, let entry = try await entry(at: folder), entry.node == .folder else { continue }
            wanted.append(folder)
            objects.append(entry.object)
        }
        for start in stride(from: 0, to: wanted.count, by: 1_024) {
            let end = min(start + 1_024, wanted.count)
            let trees = try await read(Array(objects[start..<end]))
            self.folders.withLock { known in
                for (folder, tree) in zip(wanted[start..<end], trees) {
                    known[folder] = Self.entries(of: tree.bytes, nameLength: tree.name.utf8.count / 2)
                }
            }
        }
    }

    func children(of folder: String) async throws(RenderError) -> [(name: String, node: TreeNode)] {
        guard let entries = try await entries(of: folder) else {
            throw .unreadable(label, path: folder, message: "it is no folder")
        }
        return entries.map { ($0.name, $0.node) }
    }

    func contents(of files: [String], limit: Int) async throws(RenderError) -> [[UInt8]] {
        var names: [String] = []
        names.reserveCapacity(files.count)
        for file in files {
            guard let entry = try await entry(at: file), entry.node == .file else {
                throw .unreadable(label, path: file, message: "it is no file")
            }
            names.append(entry.object)
        }
        var remaining = limit
        var contents: [[UInt8]] = []
        contents.reserveCapacity(files.count)
        // In portions, so that a limit is noticed before everything is in memory.
        for start in stride(from: 0, to: names.count, by: 64) {
            let portion = Array(names[start..<min(start + 64, names.count)])
            for object in try await read(portion) {
                remaining -= object.size
                guard remaining >= 0, object.size <= ObjectReader.maximumSize else {
                    throw .tooLarge(label, path: files[contents.count], maximumBytes: limit)
                }
                contents.append(object.bytes)
            }
        }
        return contents
    }

    func target(ofLink path: String) async throws(RenderError) -> String {
        guard let entry = try await entry(at: path), entry.node == .link else {
            throw .unreadable(label, path: path, message: "it is no link")
        }
        return String(decoding: try await read([entry.object])[0].bytes.prefix(4_096), as: UTF8.self)
    }

    func path(ofAbsolute path: String) -> String? { nil }

    private func entry(at path: String) async throws(RenderError) -> Entry? {
        let name = RepositoryPath.name(path)
        guard let entries = try await entries(of: RepositoryPath.parent(path)) else { return nil }
        // They are sorted.
        var range = entries.indices
        while let middle = range.isEmpty ? nil : range.lowerBound + range.count / 2 {
            if entries[middle].name.utf8.lexicographicallyPrecedes(name.utf8) {
                range = middle + 1..<range.upperBound
            } else {
                range = range.lowerBound..<middle
            }
        }
        guard range.lowerBound < entries.count, entries[range.lowerBound].name.utf8.elementsEqual(name.utf8) else {
            return nil
        }
        return entries[range.lowerBound]
    }

    /// The entries of a folder, sorted; nil when there is no such folder.
    private func entries(of folder: String) async throws(RenderError) -> [Entry]? {
        if let known = folders.withLock({ $0[folder] }) { return known }
        let object: String
        if folder.isEmpty {
            object = commit + "^{tree}"
        } else {
            guard let entry = try await entry(at: folder), entry.node == .folder else { return nil }
            object = entry.object
        }
        let tree = try await read([object])[0]
        let entries = Self.entries(of: tree.bytes, nameLength: tree.name.utf8.count / 2)
        folders.withLock { $0[folder] = entries }
        return entries
    }

    private func read(_ names: [String]) async throws(RenderError) -> [GitObject] {
        let found: [GitObject?]
        do {
            found = try await reader.objects(names)
        } catch .cancelled {
            throw .cancelled
        } catch {
            throw .fetchFailed(repository: label.repository, message: error.message)
        }
        var objects: [GitObject] = []
        objects.reserveCapacity(found.count)
        for (name, object) in zip(names, found) {
            guard let object else { throw .repositoryDamaged(repository: label.repository, object: name) }
            objects.append(object)
        }
        return objects
    }

    /// Reads a tree object: `MODE SPACE NAME NUL` and the raw object name, again and again.
    private static func entries(of bytes: [UInt8], nameLength: Int) -> [Entry] {
        var entries: [Entry] = []
        var position = 0
        while let space = bytes[position...].firstIndex(of: UInt8(ascii: " ")),
            let end = bytes[space...].firstIndex(of: 0), end + nameLength < bytes.count
        {
            let mode = bytes[position..<space]
            let name = String(decoding: bytes[(space + 1)..<end], as: UTF8.self)
            position = end + 1 + nameLength
            // Such names can not come from a checkout, only from somebody who wants them to be followed.
            if name.isEmpty || name == "." || name == ".." || name == ".git" || name.contains("/") { continue }
            let node: TreeNode =
                switch mode.first {
                case UInt8(ascii: "4"): .folder
                case UInt8(ascii: "1") where mode.starts(with: "12".utf8): .link
                case UInt8(ascii: "1") where mode.starts(with: "10".utf8): .file
                default: .other
                }
            let object = Hexadecimal.text(bytes[(end + 1)..<position])
            entries.append(Entry(name: name, node: node, object: object))
        }
        return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
}
