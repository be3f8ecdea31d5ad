/// What Argo CD looks for in a file's text before and after it reads it as YAML.
enum SkippedFiles {
    /// The comment that leaves a file out.
    private static let marker = Array("# +argocd:skip-file-rendering".utf8)

    /// What a text has that is meant to be a manifest, even if it can not be read as one.
    private static let signs = ["apiVersion:", "kind:", "metadata:"].map { Array($0.utf8) }

    /// Whether the text says that it is no manifest.
    static func isSkipped(_ bytes: [UInt8]) -> Bool {
        contains(marker, in: bytes)
    }

    /// Whether the text looks like a manifest.
    static func looksLikeManifest(_ bytes: [UInt8]) -> Bool {
        signs.allSatisfy { contains($0, in: bytes) }
    }

    private static func contains(_ text: [UInt8], in bytes: [UInt8]) -> Bool {
        guard let first = text.first else { return true }
        var position = 0
        while let start = bytes[position...].firstIndex(of: first) {
            if bytes[start...].starts(with: text) { return true }
            position = start + 1
        }
        return false
    }
}
