/// Everything of a repository that one build of a kustomization reads.
struct KustomizationInput: Sendable {
    /// The folder to build, a path in the repository without links.
    var folder: String
    /// The files by their paths in the repository, the edited kustomization among them.
    var files: [String: [UInt8]] = [:]
    /// The symbolic links on the way to files and folders, and where they point; relative ones as they are written,
    /// absolute ones as paths in the repository with a slash in front.
    var links: [String: String] = [:]
    /// Whether something is referred to that is not in the repository: a remote base, or a mistake.
    ///
    /// What is built then is not determined by the files.
    var reachesOut = false

    /// What the build's output depends on, as one text.
    func key(tool: String) -> String {
        var digest = Digest()
        digest.add("kustomize 1")
        digest.add(tool)
        digest.add(folder)
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
            digest.add(path)
            digest.add(bytes)
        }
        digest.add("links")
        for (path, target) in links.sorted(by: { $0.key < $1.key }) {
            digest.add(path)
            digest.add(target)
        }
        return digest.text
    }
}
