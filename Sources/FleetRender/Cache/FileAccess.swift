import FoundationEssentials
import Glibc

/// What the file system is asked for.
///
/// The C calls are here only, each checked, and no pointer leaves its line.
enum FileAccess {
    /// What stands at a path, a link itself and not what it points to; nil for nothing that could be seen.
    ///
    /// Calls `lstat`.
    static func node(at path: String) -> TreeNode? {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        case S_IFLNK: return .link
        default: return .other
        }
    }

    /// The size of a file in bytes, links followed; nil when it can not be seen.
    ///
    /// Calls `stat`.
    static func size(of path: String) -> Int? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return Int(status.st_size)
    }

    /// What tells one version of a program from another without starting it: place, size and time of change.
    ///
    /// Calls `stat`.
    static func fingerprint(ofProgram path: String) -> String? {
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        guard unsafe access(path, X_OK) == 0 else { return nil }
        return "\(path) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    }

    /// How long ago a file or folder was changed, in seconds; nil when it can not be seen.
    ///
    /// Calls `lstat` and `time`.
    static func secondsSinceChange(of path: String) -> Int? {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        return time(nil) - status.st_mtim.tv_sec
    }

    /// The content of a file; nil when it can not be read.
    static func read(_ path: String) -> [UInt8]? {
        FileManager.default.contents(atPath: path).map { [UInt8]($0) }
    }

    /// The names in a folder in ascending order of their bytes; nil when it can not be read.
    static func names(in folder: String) -> [String]? {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return nil }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Where a link points, as it is written; nil when it can not be read.
    static func target(ofLink path: String) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: path)
    }

    /// The path without links in it; nil when it does not exist.
    static func real(_ path: String) -> String? {
        guard node(at: path) != nil else { return nil }
        var result = URL(filePath: path).resolvingSymlinksInPath().standardized.path
        while result.count > 1, result.hasSuffix("/") { result.removeLast() }
        return result
    }

    /// Makes a folder that only its owner may enter, and those that lead to it.
    static func makeFolder(_ path: String) throws(RenderError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw .cacheUnusable(path: path, message: "the folder can not be made")
        }
    }

    /// Writes a file as a whole or not at all.
    static func write(_ bytes: [UInt8], to path: String) throws(RenderError) {
        do {
            try Data(bytes).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw .cacheUnusable(path: path, message: "the file can not be written")
        }
    }

    /// Removes a file or a folder with all that is in it; nothing there is no error.
    static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Gives a folder another name in the same file system; false when there is something of that name already.
    static func move(_ path: String, to other: String) -> Bool {
        (try? FileManager.default.moveItem(atPath: path, toPath: other)) != nil
    }

    /// Writes files and symbolic links below an existing folder that is empty.
    ///
    /// Files come first, so that none is written through a link.
    ///
    /// Paths are those of ``RepositoryPath``; a link's target with a slash in front starts at `folder`.
    static func lay(
        out files: [String: [UInt8]],
        links: [String: String],
        in folder: String
    ) throws(RenderError) {
        for (path, bytes) in files {
            let place = folder + "/" + path
            try makeFolder(RepositoryPath.parent(place))
            try write(bytes, to: place)
        }
        for (path, target) in links {
            let place = folder + "/" + path
            try makeFolder(RepositoryPath.parent(place))
            do {
                let destination = target.hasPrefix("/") ? folder + target : target
                try FileManager.default.createSymbolicLink(atPath: place, withDestinationPath: destination)
            } catch {
                throw .cacheUnusable(path: place, message: "the link can not be made")
            }
        }
    }
}
