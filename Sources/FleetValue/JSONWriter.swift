/// Writes a ``Value`` as JSON text.
///
/// Numbers are laid out as Go's `encoding/json` does: the shortest digits that read back the same, with an
/// exponent below 1e-6 and from 1e21 on, so a double without a fraction looks like an integer. JSON has no
/// text for infinities and NaN, which only YAML can bring: they are written as `null`.
public enum JSONWriter {
    /// How the text is spread over lines.
    public enum Layout: Sendable {
        /// No white space at all, one line, no line end.
        case compact
        /// One entry per line, two spaces per level, no line end after the last line.
        case indented
    }

    /// Writes a value as text.
    ///
    /// - Parameters:
    ///   - value: Any tree.
    ///   - layout: How the text is spread over lines.
    ///   - sortsKeys: Whether keys come in ascending order of their UTF-8 bytes, as Go sorts them, instead of the
    ///     order in the tree.
    ///   - escapesHTML: Whether `<`, `>`, `&`, U+2028 and U+2029 are written as escapes, as Go does by default.
    /// - Returns: The text, without a line end after the last line.
    public static func text(
        of value: Value,
        layout: Layout = .compact,
        sortsKeys: Bool = false,
        escapesHTML: Bool = false
    ) -> String {
        String(
            decoding: bytes(of: value, layout: layout, sortsKeys: sortsKeys, escapesHTML: escapesHTML),
            as: UTF8.self
        )
    }

    /// Writes a value as UTF-8 bytes; see ``text(of:layout:sortsKeys:escapesHTML:)``.
    public static func bytes(
        of value: Value,
        layout: Layout = .compact,
        sortsKeys: Bool = false,
        escapesHTML: Bool = false
    ) -> [UInt8] {
        var output = JSONOutput(isIndented: layout == .indented, sortsKeys: sortsKeys, escapesHTML: escapesHTML)
        output.append(value)
        return output.bytes
    }
}

/// JSON text while it grows.
package struct JSONOutput {
    /// What has been written.
    package private(set) var bytes: [UInt8] = []
    private let isIndented: Bool
    private let sortsKeys: Bool
    private let escapesHTML: Bool
    private var depth = 0

    /// Makes an empty text.
    package init(isIndented: Bool, sortsKeys: Bool, escapesHTML: Bool) {
        self.isIndented = isIndented
        self.sortsKeys = sortsKeys
        self.escapesHTML = escapesHTML
    }

    /// Appends a value and everything below it.
    package mutating func append(_ value: Value) {
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: value ? "true".utf8 : "false".utf8)
        case .integer(let value): append(integer: value)
        case .double(let value): append(double: value)
        case .string(let text): append(string: text)
        case .array(let values): append(list: values)
        case .mapping(let mapping): append(mapping: sortsKeys ? mapping.sortedByKey() : mapping)
        }
    }

    private mutating func append(list values: [Value]) {
        guard !values.isEmpty else {
            bytes.append(contentsOf: "[]".utf8)
            return
        }
        bytes.append(UInt8(ascii: "["))
        depth += 1
        for (position, value) in values.enumerated() {
            if position > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine()
            append(value)
        }
        depth -= 1
        breakLine()
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func append(mapping: Mapping) {
        guard !mapping.isEmpty else {
            bytes.append(contentsOf: "{}".utf8)
            return
        }
        bytes.append(UInt8(ascii: "{"))
        depth += 1
        for position in mapping.indices {
            let (key, value) = mapping[position]
            if position > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine()
            append(string: key)
            bytes.append(UInt8(ascii: ":"))
            if isIndented { bytes.append(UInt8(ascii: " ")) }
            append(value)
        }
        depth -= 1
        breakLine()
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func breakLine() {
        guard isIndented else { return }
        bytes.append(UInt8(ascii: "\n"))
        for _ in 0..<depth { bytes.append(contentsOf: "  ".utf8) }
    }

    private mutating func append(integer: Int64) {
        bytes.append(contentsOf: integer.description.utf8)
    }

    private mutating func append(double: Double) {
        guard double.isFinite else {
            bytes.append(contentsOf: "null".utf8)
            return
        }
        let digits = DecimalDigits(double)
        let magnitude = double.magnitude
        if magnitude != 0, magnitude < 1e-6 || magnitude >= 1e21 {
            digits.appendScientific(to: &bytes, exponentDigits: 1)
        } else {
            digits.appendPositional(to: &bytes)
        }
    }

    /// Appends a text in quotes.
    package mutating func append(string text: String) {
        bytes.append(UInt8(ascii: "\""))
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        var index = start
        while index < bytes.count {
            if needsEscape(at: index) {
                escape(from: index)
                break
            }
            index += 1
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Whether the byte at `index` can not stand as it is.
    private func needsEscape(at index: Int) -> Bool {
        switch bytes[index] {
        case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"): true
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), 0xE2: escapesHTML
        default: false
        }
    }

    /// Takes back everything from `index` on and appends it again with escapes.
    private mutating func escape(from index: Int) {
        let rest = Array(bytes[index...])
        bytes.removeLast(rest.count)
        var position = 0
        while position < rest.count {
            let byte = rest[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): bytes.append(contentsOf: "\\\"".utf8)
            case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
            case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
            case UInt8(ascii: "\r"): bytes.append(contentsOf: "\\r".utf8)
            case UInt8(ascii: "\t"): bytes.append(contentsOf: "\\t".utf8)
            case 0x08: bytes.append(contentsOf: "\\b".utf8)
            case 0x0C: bytes.append(contentsOf: "\\f".utf8)
            case 0..<0x20: append(escapeOf: byte)
            case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
                if escapesHTML { append(escapeOf: byte) } else { bytes.append(byte) }
            case 0xE2
            where escapesHTML && position + 1 < rest.count && rest[position] == 0x80 && rest[position + 1] | 1 == 0xA9:
                bytes.append(contentsOf: rest[position + 1] == 0xA8 ? "\\u2028".utf8 : "\\u2029".utf8)
                position += 2
            default: bytes.append(byte)
            }
        }
    }

    private mutating func append(escapeOf byte: UInt8) {
        bytes.append(contentsOf: byte < 16 ? "\\u000".utf8 : "\\u00".utf8)
        bytes.append(contentsOf: String(byte, radix: 16).utf8)
    }
}
