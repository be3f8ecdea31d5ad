/// A repository's files as they lie in a folder.
struct WorkTree: SourceTree {
    let label: SourceLabel
    /// The absolute path of the outermost folder that may be read: the git working tree, or the folder itself without
    /// git.
    ///
    /// There are no links in it.
    let root: String

    func node(at path: String) -> TreeNode? {
        FileAccess.node(at: absolute(path))
    }

    func children(of folder: String) throws(RenderError) -> [(name: String, node: TreeNode)] {
        guard let names = FileAccess.names(in: absolute(folder)) else {
            throw .unreadable(label, path: folder, message: "the folder can not be listed")
        }
        var children: [(name: String, node: TreeNode)] = []
        for name in names where name != ".git" {
            // What is gone since the folder was listed was never there.
            guard let node = FileAccess.node(at: absolute(RepositoryPath.join(folder, name))) else { continue }
            children.append((name, node))
        }
        return children
    }

    func contents(of files: [String], limit: Int) throws(RenderError) -> [[UInt8]] {
        var remaining = limit
        var contents: [[UInt8]] = []
        contents.reserveCapacity(files.count)
        for file in files {
            // The size first, so that an enormous file is not read to learn that it is one.
            guard let size = FileAccess.size(of: absolute(file)) else {
                throw .unreadable(label, path: file, message: "it is gone")
            }
            guard size <= remaining else { throw .tooLarge(label, path: file, maximumBytes: limit) }
            guard let bytes = FileAccess.read(absolute(file)) else {
                throw .unreadable(label, path: file, message: "permission or medium")
            }
            remaining -= bytes.count
            contents.append(bytes)
        }
        return contents
    }

    func target(ofLink path: String) throws(RenderError) -> String {
        guard let target = FileAccess.target(ofLink: absolute(path)) else {
            throw .unreadable(label, path: path, message: "the link can not be read")
        }
        return target
    }

    func path(ofAbsolute path: String) -> String? {
        guard let real = RepositoryPath.normalized(String(path.drop { $0 == "/" })) else { return nil }
        let place = "/" + real
        if place == root { return "" }
        guard place.hasPrefix(root == "/" ? "/" : root + "/") else { return nil }
        return String(place.dropFirst(root == "/" ? 1 : root.count + 1))
    }

    private func absolute(_ path: String) -> String {
        path.isEmpty ? root : root + "/" + path
    }
}
