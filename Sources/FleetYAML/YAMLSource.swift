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

    /// Whether the first character after white space opens a JSON list or object.
    var looksLikeJSON: Bool {
        guard let first = bytes.first(where: { !Self.isWhite($0) }) else { return false }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }

    /// The line of a byte, from 1.
    func line(offset: Int) -> Int {
        TextPosition(offset: offset, in: bytes.span).line
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
        let end = (bytes.lastIndex { !Self.isWhite($0) } ?? -1) + 1
        if let range = range(ofLine: line), range.lowerBound < end {
            let snippet = Self.snippet(scalars(in: range), column: column)
            return YAMLPlace(file: file, line: line, column: column, snippet: snippet)
        }
        var last = 1
        while let next = range(ofLine: last + 1), next.lowerBound < end { last += 1 }
        guard end > 0, let range = range(ofLine: last) else {
            return YAMLPlace(file: file, line: line, column: column, snippet: "")
        }
        let place = scalars(in: range.lowerBound..<end).count + 1
        return YAMLPlace(
            file: file,
            line: last,
            column: place,
            snippet: Self.snippet(scalars(in: range), column: place)
        )
    }

    /// The character at a line and column, both from 1, nil where there is none.
    func scalar(line: Int, column: Int) -> Unicode.Scalar? {
        guard let range = range(ofLine: line) else { return nil }
        let scalars = scalars(in: range)
        return scalars.indices.contains(column - 1) ? scalars[column - 1] : nil
    }

    // MARK: Lines

    /// The bytes of a line, counted from 1, without its end; nil when there is no such line.
    private func range(ofLine line: Int) -> Range<Int>? {
        var number = 1
        var start = 0
        var index = 0
        while index < bytes.count {
            let length = lengthOfLineBreak(at: index)
            guard length > 0 else {
                index += 1
                continue
            }
            if number == line { return start..<index }
            index += length
            number += 1
            start = index
        }
        return number == line ? start..<bytes.count : nil
    }

    /// How many bytes a line break that starts here has, 0 if none does; YAML 1.1 knows five.
    private func lengthOfLineBreak(at index: Int) -> Int {
        switch bytes[index] {
        case UInt8(ascii: "\n"): 1
        case UInt8(ascii: "\r"): index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n") ? 2 : 1
        // U+0085
        case 0xC2: index + 1 < bytes.count && bytes[index + 1] == 0x85 ? 2 : 0
        // U+2028 and U+2029
        case 0xE2: index + 2 < bytes.count && bytes[index + 1] == 0x80 && bytes[index + 2] | 1 == 0xA9 ? 3 : 0
        default: 0
        }
    }

    private func scalars(in range: Range<Int>) -> [Unicode.Scalar] {
        Array(String(decoding: bytes[range], as: UTF8.self).unicodeScalars)
    }

    private static func isWhite(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
            || byte == UInt8(ascii: "\t")
    }

    // MARK: Snippets

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

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\t" || (scalar.value >= 0x20 && !YAMLOutput.mustBeEscaped(scalar))
    }
}
