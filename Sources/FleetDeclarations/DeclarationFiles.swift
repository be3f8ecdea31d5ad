import FoundationEssentials

/// Finding and reading the files that hold declarations.
///
/// A file that is there and can not be read is an error, always: a file that is passed over looks like Applications
/// that are no longer declared.
enum DeclarationFiles {
    /// The largest file that is read, in bytes.
    static let maximumSize = 64 << 20

    private static let endings = [".yaml", ".yml", ".json"]

    /// Whether a file's name is one of a declaration's.
    static func isDeclaration(_ name: String) -> Bool { endings.contains(where: name.hasSuffix) }

    /// The file itself, or the files of a folder at any depth, by path order.
    static func all(at path: String) throws(DeclarationError) -> [String] {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { throw .missing(path: path) }
        guard isFolder else { return [path] }
        var found: [String] = []
        try collect(path, above: [], into: &found)
        return found
    }

    /// A file's content.
    static func bytes(of file: String) throws(DeclarationError) -> [UInt8] {
        do throws(FileContent.Failure) {
            return try FileContent.bytes(of: file, limit: maximumSize)
        } catch {
            throw .unreadable(path: file, reason: error.reason)
        }
    }

    /// Collects the files below a folder.
    ///
    /// - Parameters:
    ///   - folder: As it is shown.
    ///   - above: The real paths of the folders that lead to it, so that links can not lead round in circles.
    ///   - found: What is found is added to it.
    /// - Throws: ``DeclarationError/unreadable(path:reason:)``.
    private static func collect(
        _ folder: String,
        above: Set<String>,
        into found: inout [String]
    ) throws(DeclarationError) {
        let real = realPath(of: folder)
        guard !above.contains(real) else {
            throw .unreadable(path: folder, reason: "a symbolic link leads back to a folder above it")
        }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw .unreadable(path: folder, reason: "the folder can not be listed")
        }
        for name in names.sorted() where !name.hasPrefix(".") {
            let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
            let isDeclaration = Self.isDeclaration(name)
            var isFolder = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                guard isDeclaration else { continue }
                throw .unreadable(path: path, reason: "it is a symbolic link to nothing")
            }
            if isFolder {
                try collect(path, above: above.union([real]), into: &found)
            } else if isDeclaration {
                guard isRegular(path) else { throw .unreadable(path: path, reason: "it is no regular file") }
                found.append(path)
            }
        }
    }

    /// Whether reading ends: a pipe among the files would be waited on for ever.
    private static func isRegular(_ path: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: realPath(of: path))
        return attributes?[.type] as? FileAttributeType == .typeRegular
    }

    private static func realPath(of path: String) -> String {
        URL(filePath: path).resolvingSymlinksInPath().path
    }
}
