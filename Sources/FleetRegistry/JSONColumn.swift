import FleetValue

/// JSON in a column: labels, annotations and parameters, readable with any SQLite tool.
enum JSONColumn {
    /// A JSON object of the entries, sorted by key, without white space.
    static func text(of strings: [String: String]) -> String {
        if strings.isEmpty { return "{}" }
        var mapping = Mapping()
        for (key, value) in strings { mapping[key] = .string(value) }
        return JSONWriter.text(of: .mapping(mapping), sortsKeys: true)
    }

    /// The entries of a JSON object; those that are not text are left out.
    ///
    /// - Throws: `JSONError` unless the text is JSON.
    static func strings(in text: String) throws -> [String: String] {
        if text == "{}" { return [:] }
        if let strings = plainStrings(in: text.utf8Span.span) { return strings }
        var strings: [String: String] = [:]
        for (key, value) in try JSONReader.value(in: text).mapping ?? [:] {
            if let value = value.string { strings[key] = value }
        }
        return strings
    }

    /// The entries of an object as ``text(of:)`` writes it as long as nothing needs an escape, or nil for any other text.
    ///
    /// Labels are nearly always like this, and where clusters are selected, reading labels is most of the time.
    private static func plainStrings(in bytes: Span<UInt8>) -> [String: String]? {
        guard !bytes.isEmpty, bytes[0] == UInt8(ascii: "{") else { return nil }
        var strings: [String: String] = [:]
        var position = 1
        while let key = plainString(in: bytes, at: &position) {
            guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else { return nil }
            position += 1
            guard let value = plainString(in: bytes, at: &position), position < bytes.count else { return nil }
            strings[key] = value
            let next = bytes[position]
            position += 1
            if next == UInt8(ascii: "}"), position == bytes.count { return strings }
            if next != UInt8(ascii: ",") { return nil }
        }
        return nil
    }

    /// Reads a string in quotes without escapes; leaves `position` behind the closing quote.
    private static func plainString(in bytes: Span<UInt8>, at position: inout Int) -> String? {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return nil }
        let start = position + 1
        var end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
            if bytes[end] == UInt8(ascii: "\\") { return nil }
            end += 1
        }
        guard end < bytes.count, let text = try? UTF8Span(validating: bytes.extracting(start..<end)) else { return nil }
        position = end + 1
        return String(copying: text)
    }
}
