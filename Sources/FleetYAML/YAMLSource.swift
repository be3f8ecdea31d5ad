import FleetValue

/// A text being read and what it is called, for places in error messages.
struct YAMLSource {
    /// Longer lines are shown as a window around the place.
    private static let maximumSnippetLength = 100
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// What the caller calls the text.
    let file: String
    /// The text in UTF-8, without a byte order mark.
    let bytes: [UInt8]

    init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes.starts(with: Self.byteOrderMark) ? Array(bytes.dropFirst(3)) : bytes
    }

    /// The place of a byte, counted from 0.
    func place(offset: Int) -> YAMLPlace {
        let position = TextPosition(offset: offset, in: bytes.span)
        return place(line: position.line, column: position.column)
    }

    /// The place at a line and column, both from 1.
    ///
    /// A place behind the last text, where libyaml notices that something is missing, becomes the end of that text.
    func place(line: Int, column: Int) -> YAMLPlace {
        let lines = lines()
        var line = line
        var column = column
        if let last = lines.lastIndex(where: { !$0.allSatisfy(Self.isSpace) }), line > last + 1 {
            line = last + 1
            column = lines[last].count + 1
            while column > 1, Self.isSpace(lines[last][column - 2]) { column -= 1 }
        }
        let snippet = line <= lines.count ? Self.snippet(lines[line - 1], column: column) : ""
        return YAMLPlace(file: file, line: line, column: column, snippet: snippet)
    }

    /// The character at a line and column, both from 1, nil where there is none.
    func scalar(line: Int, column: Int) -> Unicode.Scalar? {
        let lines = lines()
        guard lines.indices.contains(line - 1), lines[line - 1].indices.contains(column - 1) else { return nil }
        return lines[line - 1][column - 1]
    }

    /// Whether the first character after white space opens a JSON list or object.
    var looksLikeJSON: Bool {
        for byte in bytes {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): return true
            default: return false
            }
        }
        return false
    }

    /// The line of a byte, from 1.
    func line(offset: Int) -> Int {
        TextPosition(offset: offset, in: bytes.span).line
    }

    private func lines() -> [[Unicode.Scalar]] {
        var lines: [[Unicode.Scalar]] = [[]]
        var previous: Unicode.Scalar?
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "\n" where previous == "\r": break
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": lines.append([])
            default: lines[lines.count - 1].append(scalar)
            }
            previous = scalar
        }
        return lines
    }

    private static func snippet(_ line: [Unicode.Scalar], column: Int) -> String {
        guard !line.isEmpty else { return "" }
        let offset = min(max(column - 1, 0), line.count)
        var start = 0
        var end = line.count
        if line.count > maximumSnippetLength {
            start = max(0, min(offset - maximumSnippetLength / 2, line.count - maximumSnippetLength))
            end = start + maximumSnippetLength
        }
        var text = start > 0 ? "…" : ""
        var caret = start > 0 ? " " : ""
        for index in start..<end {
            // What can not be seen must not move or disturb the terminal either.
            let scalar = isPrintable(line[index]) ? line[index] : "\u{FFFD}"
            text.unicodeScalars.append(scalar)
            if index < offset { caret += scalar == "\t" ? "\t" : " " }
        }
        if end < line.count { text += "…" }
        return text + "\n" + caret + "^"
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t"
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\t" || (scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value))
    }
}
