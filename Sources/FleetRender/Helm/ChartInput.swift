/// Everything that one rendering of a chart reads.
struct ChartInput: Sendable {
    /// A file that a source names, and what is in it.
    struct NamedFile: Sendable {
        /// The path as messages show it.
        var name: String
        var bytes: [UInt8]
    }

    /// The chart's files by their paths in its folder, archives packed.
    var files: [String: [UInt8]] = [:]
    /// The files of values, in the order of precedence.
    var valueFiles: [NamedFile] = []
    /// The files of `fileParameters`, one for each.
    var parameterFiles: [NamedFile] = []

    /// What the rendering with some options depends on, as one text.
    func key(_ options: HelmOptions) -> String {
        var digest = Digest()
        digest.add("helm 1")
        digest.add(HelmInProcess.fingerprint)
        digest.add(options.key)
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
            digest.add(path)
            digest.add(bytes)
        }
        for named in [valueFiles, parameterFiles] {
            digest.add("named")
            for file in named {
                digest.add(file.name)
                digest.add(file.bytes)
            }
        }
        return digest.text
    }
}
