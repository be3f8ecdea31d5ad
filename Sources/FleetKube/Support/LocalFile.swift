import FoundationEssentials

/// Small files on this machine: credentials, kubeconfigs, the discovery cache.
enum LocalFile {
    /// Why a file could not be read.
    enum Failure: Error, Equatable {
        /// There is nothing at the path.
        case missing
        /// Anything else, as a lower-case sentence without the path.
        case unreadable(String)

        /// A lower-case sentence without the path.
        var message: String {
            switch self {
            case .missing: "does not exist"
            case .unreadable(let message): message
            }
        }
    }

    /// Reads a whole file.
    static func bytes(at path: String) throws(Failure) -> [UInt8] {
        do {
            return [UInt8](try Data(contentsOf: URL(filePath: path)))
        } catch let error as CocoaError {
            switch error.code {
            case .fileReadNoSuchFile, .fileNoSuchFile: throw .missing
            case .fileReadNoPermission: throw .unreadable("can not be read: permission denied")
            default: throw .unreadable(isFolder(path) ? "is a folder" : "can not be read")
            }
        } catch {
            throw .unreadable("can not be read")
        }
    }

    /// Reads a file that holds one secret line, and cuts white space from its ends, as client-go does.
    static func secret(at path: String) throws(Failure) -> SecretText {
        SecretText(trimmed(String(decoding: try bytes(at: path), as: UTF8.self)))
    }

    /// Writes a file so that a reader sees the old content or the new, never half of it.
    ///
    /// Makes its folder first, for this user only.
    ///
    /// - Returns: Whether it was written.
    static func replace(_ path: String, with bytes: [UInt8]) -> Bool {
        let url = URL(filePath: path)
        do {
            try FileManager.default.createDirectory(
                atPath: url.deletingLastPathComponent().path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            try Data(bytes).write(to: url, options: .atomic)
            return true
        } catch {
            return false
        }
    }

    /// Removes a file; one that is not there, or can not be removed, is no error.
    static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// A path made absolute against a folder, without looking at the disk.
    static func absolute(_ path: String, in folder: String) -> String {
        if path.hasPrefix("/") { return path }
        var steps = folder.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        for step in path.split(separator: "/", omittingEmptySubsequences: true) where step != "." {
            if step == "..", let last = steps.last, last != ".." {
                steps.removeLast()
            } else {
                steps.append(String(step))
            }
        }
        return "/" + steps.joined(separator: "/")
    }

    /// The folder that a path's last part stands in.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The folder that relative paths of this process are relative to.
    static var currentFolder: String { FileManager.default.currentDirectoryPath }

    private static func isFolder(_ path: String) -> Bool {
        var folder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &folder) && folder
    }

    /// The text without white space at its ends.
    static func trimmed(_ text: String) -> String {
        guard let start = text.firstIndex(where: { !$0.isWhitespace }),
            let end = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[start...end])
    }
}
