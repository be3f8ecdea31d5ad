/// A `targetRevision`, judged: a name that git may be given.
struct RevisionName: Hashable, Sendable {
    /// The name; `HEAD` when none was given.
    let text: String

    /// Judges a revision.
    ///
    /// The rules are those of `git check-ref-format`, so that no revision is an option, a range or an expression.
    ///
    /// - Parameters:
    ///   - text: As declared.
    ///   - repository: The repository's label, for the error.
    /// - Throws: ``RenderError/revisionRefused(repository:revision:message:)``
    init(_ text: String, repository: String) throws(RenderError) {
        let name = text.isEmpty ? "HEAD" : text
        if let message = Self.problem(of: name) {
            var scalars = String.UnicodeScalarView()
            for scalar in name.unicodeScalars.prefix(200) {
                scalars.append(scalar.value < 0x20 || scalar.value == 0x7F ? "?" : scalar)
            }
            throw .revisionRefused(repository: repository, revision: String(scalars), message: message)
        }
        self.text = name
    }

    /// Whether this is a commit's whole SHA, which needs nobody to be asked.
    var isFullSHA: Bool { text.utf8.count == 40 && isHexadecimal }

    /// Whether this may be the beginning of a commit's SHA.
    ///
    /// As Argo CD has it, at least seven digits.
    var isShortSHA: Bool { (7..<40).contains(text.utf8.count) && isHexadecimal }

    /// Whether this is what the repository shows by default.
    var isHead: Bool { text == "HEAD" }

    private var isHexadecimal: Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
                UInt8(ascii: "A")...UInt8(ascii: "F"):
                true
            default: false
            }
        }
    }

    private static func problem(of name: String) -> String? {
        if name.hasPrefix("-") { return "must not start with \"-\"" }
        if name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return "holds control characters" }
        if name.contains(where: { "*<>=^~| ,".contains($0) }) {
            return "is not a branch, tag or commit; version ranges are not supported yet"
        }
        let isMalformed =
            name.contains { ":?[\\".contains($0) } || name.contains("..") || name.contains("@{") || name.contains("//")
            || name.hasPrefix("/") || name.hasSuffix("/") || name.hasSuffix(".") || name == "@"
            || name.split(separator: "/").contains { $0.hasPrefix(".") || $0.hasSuffix(".lock") }
        return isMalformed ? "is not a name that a branch or tag can have" : nil
    }
}
