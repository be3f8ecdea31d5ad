import FoundationEssentials

/// Paths as text.
public enum PathText {
    /// The process's working directory.
    public static var workingDirectory: String { FileManager.default.currentDirectoryPath }

    /// A relative path without `.`, `..` and doubled slashes, empty for the root; nil when it is absolute or leads out.
    public static func normalized(_ path: String) -> String? {
        guard !path.hasPrefix("/") else { return nil }
        var components: [Substring] = []
        for component in path.split(separator: "/") where component != "." {
            if component != ".." {
                components.append(component)
            } else if components.popLast() == nil {
                return nil
            }
        }
        return components.joined(separator: "/")
    }

    /// A path of this machine as an absolute one; a relative path starts from the working directory.
    public static func absolute(besides path: String) -> String {
        absolute(path.hasPrefix("/") ? path : workingDirectory + "/" + path)
    }

    /// An absolute path without `.`, `..` and doubled slashes; links are not followed.
    public static func absolute(_ path: String) -> String {
        var components: [Substring] = []
        for component in path.split(separator: "/") where component != "." {
            if component == ".." { _ = components.popLast() } else { components.append(component) }
        }
        return "/" + components.joined(separator: "/")
    }
}
