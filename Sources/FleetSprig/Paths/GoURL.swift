import FleetTemplate

/// A URL as Go's `net/url` takes it apart and puts it together.
///
/// - SeeAlso: <https://pkg.go.dev/net/url#URL>
struct GoURL {
    /// A user's name, and a password when there is one.
    struct User {
        var name: [UInt8]
        var password: [UInt8]?

        /// As it stands before `@`.
        var text: [UInt8] {
            let name = URLEscaping.userPart.escape(name)
            guard let password else { return name }
            return name + [UInt8(ascii: ":")] + URLEscaping.userPart.escape(password)
        }
    }

    /// Why a text is no URL.
    struct ParseError: Error {
        let message: String

        init(_ message: String) {
            self.message = message
        }
    }

    var scheme: [UInt8] = []
    /// What follows the scheme when that is no slash.
    var opaque: [UInt8] = []
    var user: User?
    /// With the port.
    var host: [UInt8] = []
    /// Decoded.
    var path: [UInt8] = []
    /// As written.
    var query: [UInt8] = []
    /// Decoded.
    var fragment: [UInt8] = []

    /// Makes an empty URL.
    init() {}

    /// Reads a URL.
    ///
    /// - Throws: ``FunctionError`` in the words of `url.Parse`.
    init(_ text: [UInt8]) throws(FunctionError) {
        let (main, fragment) = Self.cut(text[...], at: UInt8(ascii: "#"))
        do throws(ParseError) {
            try read(main)
        } catch {
            throw Self.failure(main, error)
        }
        do throws(ParseError) {
            self.fragment = try URLEscaping.fragment.unescape(fragment)
        } catch {
            throw Self.failure(text[...], error)
        }
    }

    private static func failure(_ text: ArraySlice<UInt8>, _ error: ParseError) -> FunctionError {
        FunctionError("parse \(quoted(text)): \(error.message)")
    }

    /// A text in quotation marks, as Go writes it in a program.
    static func quoted(_ text: ArraySlice<UInt8>) -> String {
        GoFormat.sprintf("%q", [.string(bytes: Array(text))])
    }

    private static func cut(_ text: ArraySlice<UInt8>, at byte: UInt8) -> (ArraySlice<UInt8>, ArraySlice<UInt8>) {
        guard let place = text.firstIndex(of: byte) else { return (text, []) }
        return (text[..<place], text[(place + 1)...])
    }

    // MARK: Reading

    private mutating func read(_ text: ArraySlice<UInt8>) throws(ParseError) {
        if text.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            throw ParseError("net/url: invalid control character in URL")
        }
        if text.elementsEqual("*".utf8) {
            path = Array(text)
            return
        }
        var rest = try readScheme(text)
        let (beforeQuery, query) = Self.cut(rest, at: UInt8(ascii: "?"))
        rest = beforeQuery
        self.query = Array(query)
        let slash = UInt8(ascii: "/")
        if rest.first != slash {
            if !scheme.isEmpty {
                opaque = Array(rest)
                return
            }
            if rest.prefix(while: { $0 != slash }).contains(UInt8(ascii: ":")) {
                throw ParseError("first path segment in URL cannot contain colon")
            }
        }
        let hasAuthority = rest.starts(with: "//".utf8) && (!scheme.isEmpty || !rest.starts(with: "///".utf8))
        if hasAuthority {
            let authority = rest.dropFirst(2).prefix { $0 != slash }
            rest = rest.dropFirst(2 + authority.count)
            try readAuthority(authority)
        }
        path = try URLEscaping.path.unescape(rest)
    }

    /// Reads what stands before the first colon.
    private mutating func readScheme(_ text: ArraySlice<UInt8>) throws(ParseError) -> ArraySlice<UInt8> {
        let name = text.prefix { byte in
            byte.isDigit || (byte | 0x20) &- UInt8(ascii: "a") < 26 || "+-.".utf8.contains(byte)
        }
        guard text.dropFirst(name.count).first == UInt8(ascii: ":") else { return text }
        guard let first = name.first else { throw ParseError("missing protocol scheme") }
        guard (first | 0x20) &- UInt8(ascii: "a") < 26 else { return text }
        scheme = name.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
        return text.dropFirst(name.count + 1)
    }

    private mutating func readAuthority(_ authority: ArraySlice<UInt8>) throws(ParseError) {
        guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else {
            host = try Self.host(authority)
            return
        }
        host = try Self.host(authority[(at + 1)...])
        let info = authority[..<at]
        let isValid = info.allSatisfy { byte in
            byte.isDigit || (byte | 0x20) &- UInt8(ascii: "a") < 26 || "-._:~!$&'()*+,;=%@".utf8.contains(byte)
        }
        guard isValid else { throw ParseError("net/url: invalid userinfo") }
        let (name, password) = Self.cut(info, at: UInt8(ascii: ":"))
        user = User(name: try URLEscaping.userPart.unescape(name))
        if info.contains(UInt8(ascii: ":")) { user?.password = try URLEscaping.userPart.unescape(password) }
    }

    private static func host(_ text: ArraySlice<UInt8>) throws(ParseError) -> [UInt8] {
        if text.first == UInt8(ascii: "[") {
            guard let end = text.lastIndex(of: UInt8(ascii: "]")) else { throw ParseError("missing ']' in host") }
            try checkPort(text[(end + 1)...])
            // `%25` begins the name of a zone, which may hold more than a host.
            var zone = text.startIndex
            while zone < end, !text[zone..<end].starts(with: "%25".utf8) { zone += 1 }
            if zone < end {
                return try URLEscaping.host.unescape(text[..<zone]) + URLEscaping.zone.unescape(text[zone..<end])
                    + URLEscaping.host.unescape(text[end...])
            }
        } else if let colon = text.lastIndex(of: UInt8(ascii: ":")) {
            try checkPort(text[colon...])
        }
        return try URLEscaping.host.unescape(text)
    }

    private static func checkPort(_ port: ArraySlice<UInt8>) throws(ParseError) {
        guard isPort(port) else { throw ParseError("invalid port \(quoted(port)) after host") }
    }

    /// Whether a text is nothing, or a colon and digits.
    private static func isPort(_ text: ArraySlice<UInt8>) -> Bool {
        text.isEmpty || (text.first == UInt8(ascii: ":") && text.dropFirst().allSatisfy(\.isDigit))
    }

    // MARK: Parts and text

    /// The host without port and brackets.
    var hostname: [UInt8] {
        var name = host[...]
        if let colon = name.lastIndex(of: UInt8(ascii: ":")), Self.isPort(name[colon...]) { name = name[..<colon] }
        if name.first == UInt8(ascii: "["), name.last == UInt8(ascii: "]"), name.count > 1 {
            name = name.dropFirst().dropLast()
        }
        return Array(name)
    }

    /// The URL put together, decoded parts escaped anew.
    var text: [UInt8] {
        var text: [UInt8] = []
        if !scheme.isEmpty { text += scheme + [UInt8(ascii: ":")] }
        if opaque.isEmpty {
            appendAuthority(to: &text)
            let path = path.elementsEqual("*".utf8) ? path : URLEscaping.path.escape(path)
            if let first = path.first, first != UInt8(ascii: "/"), !host.isEmpty { text.append(UInt8(ascii: "/")) }
            if text.isEmpty, path.prefix(while: { $0 != UInt8(ascii: "/") }).contains(UInt8(ascii: ":")) {
                // Else the first part of the path would be taken for a scheme.
                text += "./".utf8
            }
            text += path
        } else {
            text += opaque
        }
        if !query.isEmpty { text += [UInt8(ascii: "?")] + query }
        if !fragment.isEmpty { text += [UInt8(ascii: "#")] + URLEscaping.fragment.escape(fragment) }
        return text
    }

    private func appendAuthority(to text: inout [UInt8]) {
        guard !scheme.isEmpty || !host.isEmpty || user != nil else { return }
        if !host.isEmpty || !path.isEmpty || user != nil { text += "//".utf8 }
        if let user { text += user.text + [UInt8(ascii: "@")] }
        text += URLEscaping.host.escape(host)
    }
}
