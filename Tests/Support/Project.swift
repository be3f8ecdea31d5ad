import Foundation

/// Where the checked-out project lies, found from this file's own place and never from the working directory.
public enum Project {
    /// The project's root folder, absolute, without a slash at its end.
    public static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path(percentEncoded: false).trimmingTrailingSlash

    /// The absolute path of something inside the project: `Project.path("Tests/run")`.
    public static func path(_ relative: String) -> String {
        root + "/" + relative
    }

    /// Whether there is a folder, or a link to one, at an absolute path.
    static func isFolder(_ path: String) -> Bool {
        let place = URL(filePath: path).resolvingSymlinksInPath()
        return (try? place.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true
    }

    /// The paths of all files below a folder of the project, relative to the project's root, in ascending order.
    ///
    /// Hidden files and folders are left out.
    ///
    /// - Parameters:
    ///   - folder: Relative to the project's root. A folder that does not exist has no files.
    ///   - ending: What the names end in, with its dot: `.swift`. Empty for every file.
    /// - Returns: Paths that begin with `folder`.
    public static func files(below folder: String, ending: String = "") -> [String] {
        // The standard enumerator does not enter a folder given as a symbolic link.
        let start = URL(filePath: path(folder)).resolvingSymlinksInPath()
        let options: FileManager.DirectoryEnumerationOptions = [.skipsHiddenFiles]
        guard
            let found = FileManager.default.enumerator(
                at: start,
                includingPropertiesForKeys: [.isRegularFileKey],
                options: options
            )
        else { return [] }
        let prefix = start.path(percentEncoded: false).trimmingTrailingSlash
        var files: [String] = []
        for case let file as URL in found where file.lastPathComponent.hasSuffix(ending) {
            guard (try? file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true else { continue }
            files.append(folder + file.path(percentEncoded: false).dropFirst(prefix.count))
        }
        return files.sorted()
    }

    /// The text of a file of the project.
    ///
    /// - Throws: Foundation's error when the file can not be read or is not UTF-8.
    public static func text(of relative: String) throws -> String {
        try String(contentsOfFile: path(relative), encoding: .utf8)
    }
}

extension String {
    /// This path without the slashes at its end.
    var trimmingTrailingSlash: String {
        var text = Substring(self)
        while text.count > 1, text.hasSuffix("/") { text.removeLast() }
        return String(text)
    }
}
