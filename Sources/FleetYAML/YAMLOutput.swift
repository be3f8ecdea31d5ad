import FleetValue

/// YAML text while it grows.
///
/// `indent` is always the column of the collection that is being written, in spaces.
struct YAMLOutput {
    /// What has been written.
    private(set) var bytes: [UInt8] = []

    /// Appends a whole document, line end included.
    mutating func append(document value: Value) {
        switch value {
        case .mapping(let mapping) where !mapping.isEmpty: append(mapping, indent: 0)
        case .array(let values) where !values.isEmpty: append(values, indent: 0)
        default: append(leaf: value, indent: 0)
        }
    }

    /// Appends the line between two documents.
    mutating func appendSeparator() {
        append("---\n")
    }

    /// Appends entries, the first where the line stands, the others on lines of their own.
    private mutating func append(_ mapping: Mapping, indent: Int) {
        for position in mapping.indices {
            if position > 0 { append(spaces: indent) }
            let (key, value) = mapping[position]
            append(key: key, indent: indent)
            append(UInt8(ascii: ":"))
            switch value {
            case .mapping(let inner) where !inner.isEmpty:
                append(UInt8(ascii: "\n"))
                append(spaces: indent + 2)
                append(inner, indent: indent + 2)
            case .array(let values) where !values.isEmpty:
                append(UInt8(ascii: "\n"))
                append(spaces: indent)
                append(values, indent: indent)
            default:
                append(UInt8(ascii: " "))
                append(leaf: value, indent: indent + 2)
            }
        }
    }

    /// Appends elements, the first where the line stands, the others on lines of their own.
    private mutating func append(_ values: [Value], indent: Int) {
        for position in values.indices {
            if position > 0 { append(spaces: indent) }
            append("- ")
            switch values[position] {
            case .mapping(let mapping) where !mapping.isEmpty: append(mapping, indent: indent + 2)
            case .array(let inner) where !inner.isEmpty: append(inner, indent: indent + 2)
            case let value: append(leaf: value, indent: indent + 2)
            }
        }
    }

    private mutating func append(leaf value: Value, indent: Int) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .integer(let value): append(value.description)
        case .double(let value): append(value)
        case .array: append("[]")
        case .mapping: append("{}")
        case .string(let text):
            append(text, style: TextStyle.best(for: text.utf8Span.span, isKey: false), indent: indent)
            return
        }
        append(UInt8(ascii: "\n"))
    }

    private mutating func append(key: String, indent: Int) {
        let style = TextStyle.best(for: key.utf8Span.span, isKey: true)
        let start = bytes.count
        appendInline(key, style: style)
        guard bytes.count - start > TextStyle.longestSimpleKey else { return }
        bytes.insert(contentsOf: "? ".utf8, at: start)
        append(UInt8(ascii: "\n"))
        append(spaces: indent)
    }

    private mutating func append(_ text: String, style: TextStyle, indent: Int) {
        if case .literal = style {
            appendLiteral(text, indent: indent)
        } else {
            appendInline(text, style: style)
            append(UInt8(ascii: "\n"))
        }
    }

    private mutating func appendInline(_ text: String, style: TextStyle) {
        switch style {
        case .plain:
            append(text)
        case .doubleQuoted:
            append(UInt8(ascii: "\""))
            append(text)
            append(UInt8(ascii: "\""))
        case .singleQuoted:
            append(UInt8(ascii: "'"))
            for byte in text.utf8 {
                append(byte)
                if byte == UInt8(ascii: "'") { append(byte) }
            }
            append(UInt8(ascii: "'"))
        case .escaped, .literal:
            appendEscaped(text)
        }
    }

    /// Appends `|`, what it must say about indentation and the end, and the lines.
    private mutating func appendLiteral(_ text: String, indent: Int) {
        // At the top there is no collection whose column counts, so the lines need an indent of their own.
        let indent = max(indent, 2)
        let span = text.utf8Span.span
        append(UInt8(ascii: "|"))
        // Without the number, white space at the start would be taken for the indent.
        switch span[0] {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"): append(UInt8(ascii: "2"))
        default: break
        }
        let isEnded = span[span.count - 1] == UInt8(ascii: "\n")
        if !isEnded {
            append(UInt8(ascii: "-"))
        } else if span.count > 1, span[span.count - 2] == UInt8(ascii: "\n") {
            append(UInt8(ascii: "+"))
        }
        append(UInt8(ascii: "\n"))
        var isLineStart = true
        for index in 0..<span.count {
            let byte = span[index]
            if isLineStart, byte != UInt8(ascii: "\n") { append(spaces: indent) }
            append(byte)
            isLineStart = byte == UInt8(ascii: "\n")
        }
        if !isEnded { append(UInt8(ascii: "\n")) }
    }

    /// Appends a double with a point, an exponent only where the digits would run away.
    private mutating func append(_ value: Double) {
        guard value.isFinite else {
            append(value.isNaN ? ".nan" : value < 0 ? "-.inf" : ".inf")
            return
        }
        let digits = DecimalDigits(value)
        if value != 0, digits.exponent < -5 || digits.exponent >= 21 {
            let start = bytes.count
            digits.appendScientific(to: &bytes, exponentDigits: 2)
            // YAML 1.1 knows a number with an exponent only by its point.
            if digits.digits.count == 1 {
                bytes.insert(contentsOf: ".0".utf8, at: start + (digits.isNegative ? 2 : 1))
            }
        } else {
            digits.appendPositional(to: &bytes)
            if digits.pointPosition >= digits.digits.count { append(".0") }
        }
    }

    // MARK: Bytes

    mutating func append(_ byte: UInt8) {
        bytes.append(byte)
    }

    mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func append(spaces count: Int) {
        for _ in 0..<count { bytes.append(UInt8(ascii: " ")) }
    }
}
