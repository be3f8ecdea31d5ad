/// A `repoURL`, judged: what git may be given, and nothing else.
enum RepositoryReference: Hashable, Sendable {
    /// An address that git fetches from, unchanged.
    case remote(url: String)
    /// A folder, relative to the fleet directory.
    case relative(path: String)

    private static let schemes = ["https", "http", "ssh", "git+ssh", "ssh+git", "git", "file"]

    /// Judges a `repoURL`.
    ///
    /// - Throws: ``RenderError/repositoryRefused(repository:message:)`` for anything that git could take for an option
    ///   or for a program to run, and for what is no address.
    init(_ text: String) throws(RenderError) {
        func refusal(_ message: String) -> RenderError {
            .repositoryRefused(repository: Self.printable(text), message: message)
        }
        guard !text.isEmpty else { throw refusal("must not be empty") }
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            throw refusal("holds control characters")
        }
        guard !text.hasPrefix("-") else { throw refusal("must not start with \"-\"") }
        let ways = "use https://, ssh://, file:// or a path relative to the fleet directory"
        if let end = text.firstRange(of: "://") {
            let scheme = text[..<end.lowerBound].lowercased()
            guard Self.schemes.contains(scheme) else {
                throw refusal(
                    scheme == "oci" ? "OCI sources are not supported yet" : "is not an address of git; \(ways)"
                )
            }
            try Self.checkAuthority(of: text[end.upperBound...], scheme: scheme, refusal)
            self = .remote(url: text)
        } else if text.contains("::") {
            throw refusal("remote helpers are not allowed; \(ways)")
        } else if let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") {
            // user@host:path, the form of scp.
            let host = text[..<colon].split(separator: "@", omittingEmptySubsequences: false).last ?? ""
            let path = text[text.index(after: colon)...]
            guard !host.isEmpty, !host.hasPrefix("-"), !path.isEmpty, !path.hasPrefix("-") else {
                throw refusal("is not an address of git; \(ways)")
            }
            self = .remote(url: text)
        } else if text.hasPrefix("/") {
            throw refusal("is an absolute path; write file://\(text) or a path relative to the fleet directory")
        } else if text.hasPrefix("~") {
            throw refusal("\"~\" is not expanded; \(ways)")
        } else {
            self = .relative(path: text)
        }
    }

    /// The address without credentials, for messages.
    var label: String {
        switch self {
        case .remote(let url): Self.masked(url)
        case .relative(let path): path
        }
    }

    private static func checkAuthority(
        of rest: Substring,
        scheme: String,
        _ refusal: (String) -> RenderError
    ) throws(RenderError) {
        let authority = rest.prefix { $0 != "/" }
        guard scheme != "file" else {
            guard authority.isEmpty || authority == "localhost", rest.count > authority.count + 1 else {
                throw refusal("a file address has three slashes and an absolute path: file:///srv/repository")
            }
            return
        }
        let parts = authority.split(separator: "@", omittingEmptySubsequences: false)
        guard let host = parts.last, !host.isEmpty, !host.hasPrefix(":") else { throw refusal("names no host") }
        // ssh takes such a host, or user, for an option.
        guard !parts.contains(where: { $0.hasPrefix("-") }) else {
            throw refusal("host and user must not start with \"-\"")
        }
    }

    /// A text in which no address shows credentials: all of the user part in http, the password elsewhere.
    static func masked(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let marker = rest.firstRange(of: "://") {
            let start = rest[..<marker.lowerBound]
            result += start + "://"
            rest = rest[marker.upperBound...]
            let authority = rest.prefix { !"/?#'\"<> \n\t".contains($0) }
            guard let at = authority.lastIndex(of: "@") else { continue }
            let user = authority[..<at]
            if start.lowercased().hasSuffix("http") || start.lowercased().hasSuffix("https") {
                result += "***"
            } else if let colon = user.firstIndex(of: ":") {
                result += user[..<colon] + ":***"
            } else {
                result += user
            }
            rest = rest[at...]
        }
        return result + rest
    }

    /// A hostile text, safe to print.
    static func printable(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in masked(text).unicodeScalars.prefix(200) {
            scalars.append(scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) ? "?" : scalar)
        }
        return String(scalars)
    }
}

extension StringProtocol {
    /// Where `text` first stands, by its characters.
    fileprivate func firstRange(of text: String) -> Range<Index>? {
        guard let first = text.utf8.first else { return nil }
        var start = utf8.startIndex
        while start < utf8.endIndex {
            if utf8[start] == first, utf8[start...].starts(with: text.utf8) {
                return start..<utf8.index(start, offsetBy: text.utf8.count)
            }
            start = utf8.index(after: start)
        }
        return nil
    }
}
