import FleetTestSupport

/// A Swift file as the house rules look at it.
struct SourceText {
    /// Its path, relative to the project's root.
    let path: String
    /// The text as it is, line by line.
    let lines: [Substring]
    /// The text without comments and without what stands in string literals, line by line; as many as ``lines``.
    let code: [String]

    /// The target's name for a file of `Sources`: the first folder below.
    var target: String {
        let parts = path.split(separator: "/")
        return parts.count > 2 ? String(parts[1]) : ""
    }

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        code = Self.strip(Array(text.utf8)).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// Reads every Swift file below the given folders of the project.
    static func all(below folders: [String]) throws -> [SourceText] {
        try folders.flatMap { folder in
            try Project.files(below: folder, ending: ".swift").map {
                SourceText(path: $0, text: try Project.text(of: $0))
            }
        }
    }

    /// The places, as `path:line`, whose code matches.
    func places(matching pattern: some RegexComponent) -> [String] {
        code.indices.filter { code[$0].contains(pattern) }.map { "\(path):\($0 + 1)" }
    }

    /// Drops comments and the content of string literals, interpolated code included, and keeps line feeds.
    ///
    /// Knows `//`, nested block comments, plain, raw and multi-line literals; regex literals pass for code.
    static func strip(_ text: [UInt8]) -> String {
        var code: [UInt8] = []
        var position = 0
        while position < text.count {
            if starts(text, position, "//") {
                while position < text.count, text[position] != lineFeed { position += 1 }
            } else if starts(text, position, "/*") {
                position = keepLineFeeds(text, position, endOfComment(text, position), &code)
            } else if let end = endOfLiteral(text, position) {
                code += Array("\"\"".utf8)
                position = keepLineFeeds(text, position, end, &code)
            } else {
                code.append(text[position])
                position += 1
            }
        }
        return String(decoding: code, as: UTF8.self)
    }

    private static let lineFeed = UInt8(ascii: "\n")
    private static let quote = UInt8(ascii: "\"")
    private static let hash = UInt8(ascii: "#")

    private static func starts(_ text: [UInt8], _ position: Int, _ word: String) -> Bool {
        // The first byte decides nearly always, and in a debug build everything else is slow.
        text[position] == word.utf8.first && text[position...].starts(with: word.utf8)
    }

    private static func keepLineFeeds(_ text: [UInt8], _ start: Int, _ end: Int, _ code: inout [UInt8]) -> Int {
        code += text[start..<end].filter { $0 == lineFeed }
        return end
    }

    private static func endOfComment(_ text: [UInt8], _ start: Int) -> Int {
        var position = start + 2
        var depth = 1
        while position < text.count, depth > 0 {
            if starts(text, position, "/*") {
                depth += 1
                position += 2
            } else if starts(text, position, "*/") {
                depth -= 1
                position += 2
            } else {
                position += 1
            }
        }
        return position
    }

    /// The position behind the string literal that begins at `start`, or nil when none does.
    private static func endOfLiteral(_ text: [UInt8], _ start: Int) -> Int? {
        guard text[start] == quote || text[start] == hash else { return nil }
        let hashes = text[start...].prefix { $0 == hash }.count
        var position = start + hashes
        guard position < text.count, text[position] == quote else { return nil }
        let padding = String(repeating: "#", count: hashes)
        let marks = starts(text, position, "\"\"\"") ? "\"\"\"" : "\""
        position += marks.utf8.count
        while position < text.count, !starts(text, position, marks + padding) {
            if starts(text, position, "\\" + padding + "(") {
                position = endOfInterpolation(text, position + 2 + hashes)
            } else if starts(text, position, "\\" + padding) {
                position += 2 + hashes
            } else {
                position += 1
            }
        }
        return min(text.count, position + marks.utf8.count + hashes)
    }

    /// The position behind the parenthesis that closes an interpolation whose content begins at `start`.
    private static func endOfInterpolation(_ text: [UInt8], _ start: Int) -> Int {
        var position = start
        var depth = 1
        while position < text.count, depth > 0 {
            if let end = endOfLiteral(text, position) {
                position = end
                continue
            }
            if text[position] == UInt8(ascii: "(") { depth += 1 }
            if text[position] == UInt8(ascii: ")") { depth -= 1 }
            position += 1
        }
        return position
    }
}
