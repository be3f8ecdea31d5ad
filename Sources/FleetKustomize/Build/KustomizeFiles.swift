/// The files that a build may read, in memory.
///
/// Paths are relative to the root of the tree, without `.` and `..`, with `/` between steps; the root is empty.
public protocol KustomizeFiles {
    /// The content of a file; nil when there is none.
    func file(_ path: String) -> [UInt8]?
    /// Whether anything lies below a folder.
    func isFolder(_ path: String) -> Bool
    /// A path with all links on it followed; nil when it leads out of the tree, or in circles.
    func resolved(_ path: String) -> String?
    /// What a link elsewhere stands for, such as the address of a Git repository: the folder where it was put in this
    /// tree.
    ///
    /// - Returns: nil when nothing was put there.
    func folder(ofRemote address: String) -> String?
}

/// A tree of files given as a dictionary.
public struct KustomizeFileTree: KustomizeFiles, Sendable {
    private let files: [String: [UInt8]]
    private let links: [String: String]
    private let folders: Set<String>
    private let remotes: [String: String]
    /// How many links may lead to one file.
    private static let maximumHops = 40

    /// Makes a tree.
    ///
    /// - Parameters:
    ///   - files: Contents by path; see ``KustomizeFiles``.
    ///   - links: Where symbolic links point, by their paths: as they are written, or a path of the tree with a slash in
    ///     front.
    ///   - remotes: Folders of the tree by the addresses that resources name.
    public init(_ files: [String: [UInt8]], links: [String: String] = [:], remotes: [String: String] = [:]) {
        self.files = files
        self.links = links
        self.remotes = remotes
        var folders: Set<String> = [""]
        for path in files.keys {
            var rest = path[...]
            while let slash = rest.lastIndex(of: "/") {
                rest = rest[..<slash]
                if !folders.insert(String(rest)).inserted { break }
            }
        }
        self.folders = folders
    }

    /// The content of a file; nil when there is none.
    public func file(_ path: String) -> [UInt8]? { resolved(path).flatMap { files[$0] } }

    /// Whether anything lies below a folder.
    public func isFolder(_ path: String) -> Bool { resolved(path).map(folders.contains) ?? false }

    /// The folder where what an address names was put; nil when nothing was.
    public func folder(ofRemote address: String) -> String? { remotes[address] }

    /// A path with all links followed; nil when it leads out of the tree, or in circles.
    public func resolved(_ path: String) -> String? {
        guard !links.isEmpty else { return path }
        var remaining = Array(path.split(separator: "/").map(String.init).reversed())
        var current: [String] = []
        var hops = 0
        while let step = remaining.popLast() {
            if step == "." { continue }
            if step == ".." {
                guard current.popLast() != nil else { return nil }
                continue
            }
            current.append(step)
            guard let target = links[current.joined(separator: "/")] else { continue }
            hops += 1
            guard hops <= Self.maximumHops else { return nil }
            if target.hasPrefix("/") { current = [] } else { current.removeLast() }
            remaining += target.split(separator: "/").map(String.init).reversed()
        }
        return current.joined(separator: "/")
    }
}

/// Steps from folder to folder.
enum KustomizePath {
    /// A path as it is written in a kustomization of a folder, from the root; nil when it leads out of the tree.
    static func resolve(_ path: String, from folder: String) -> String? {
        if path.hasPrefix("/") { return nil }
        var steps = folder.split(separator: "/").map(String.init)
        for step in path.split(separator: "/") where step != "." {
            if step == ".." {
                guard steps.popLast() != nil else { return nil }
            } else {
                steps.append(String(step))
            }
        }
        return steps.joined(separator: "/")
    }

    /// Whether a path is a folder or below it.
    static func isInside(_ path: String, _ folder: String) -> Bool {
        folder.isEmpty || path == folder || path.hasPrefix(folder + "/")
    }

    /// The way from one folder to a file, for `buildMetadata`.
    static func relative(_ path: String, to folder: String) -> String {
        let target = path.split(separator: "/")
        let base = folder.split(separator: "/")
        let common = zip(target, base).prefix { $0 == $1 }.count
        let steps = Array(repeating: Substring(".."), count: base.count - common) + target[common...]
        return steps.isEmpty ? "." : steps.joined(separator: "/")
    }

    static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }

    static func name(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }
}
