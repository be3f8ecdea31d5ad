import FleetValue

/// YAML text in Go's style while it grows.
///
/// Keeps what libyaml's emitter keeps, since its line breaks and spaces follow from it: where the line stands, and
/// whether only white space or indicators stand on it.
struct GoYAMLOutput {
    /// Longer keys are introduced by `?`, in bytes.
    private static let longestSimpleKey = 128
    /// Behind this column a line folds at its next space.
    private static let foldingWidth = 80

    /// What has been written.
    private(set) var bytes: [UInt8] = []
    /// Which library is followed.
    let style: GoYAMLWriter.Style
    /// The characters on the current line.
    private(set) var column = 0
    /// Whether the last character was white space, or nothing was written yet.
    var isAfterSpace = true
    /// Whether nothing but indicators and white space stands on the line.
    var isAtIndent = true

    init(style: GoYAMLWriter.Style) {
        self.style = style
    }

    /// Whether a line may fold at the space that comes next.
    var isBehindFold: Bool { style == .folded && column > Self.foldingWidth }

    /// Appends a whole document, line end included.
    mutating func append(document value: Value) {
        append(value, indent: -1, isInMapping: false)
        breakLine(indent: 0)
    }

    // MARK: Collections

    /// Appends a value.
    ///
    /// - Parameters:
    ///   - value: What to write.
    ///   - indent: The column of the collection around it; -1 when there is none.
    ///   - isInMapping: Whether the collection around it is a mapping.
    private mutating func append(_ value: Value, indent: Int, isInMapping: Bool) {
        switch value {
        case .mapping(let mapping) where !mapping.isEmpty: append(mapping, indent: indent)
        case .array(let values) where !values.isEmpty: append(values, indent: indent, isInMapping: isInMapping)
        case .mapping: append(word: "{}")
        case .array: append(word: "[]")
        case .null: append(word: "null")
        case .bool(let truth): append(word: truth ? "true" : "false")
        case .integer(let number): append(word: number.description)
        case .double(let number): append(word: GoYAMLNumber.text(of: number, style: style))
        case .string(let text):
            let scalar = GoYAMLScalar(text.utf8Span.span, isIndentedStyle: style == .indented)
            append(text, scalar.style(isSimpleKey: false), indent: indent < 0 ? 2 : indent + 2, isSimpleKey: false)
        }
    }

    private mutating func append(_ mapping: Mapping, indent: Int) {
        let indent = indent < 0 ? 0 : indent + 2
        for position in NaturalOrder.positions(of: mapping, style: style) {
            let (key, value) = mapping[position]
            breakLine(indent: indent)
            let scalar = GoYAMLScalar(key.utf8Span.span, isIndentedStyle: style == .indented)
            if !scalar.isMultiline, key.utf8.count <= Self.longestSimpleKey {
                append(key, scalar.style(isSimpleKey: true), indent: indent + 2, isSimpleKey: true)
                put(UInt8(ascii: ":"))
                (isAfterSpace, isAtIndent) = (false, false)
            } else {
                append(blockIndicator: "?")
                append(key, scalar.style(isSimpleKey: false), indent: indent + 2, isSimpleKey: false)
                breakLine(indent: indent)
                append(blockIndicator: ":")
            }
            append(value, indent: indent, isInMapping: true)
        }
    }

    private mutating func append(_ values: [Value], indent: Int, isInMapping: Bool) {
        var inner = indent < 0 ? 0 : indent + 2
        if style == .folded, isInMapping, !isAtIndent { inner = max(indent, 0) }
        for value in values {
            breakLine(indent: inner)
            append(blockIndicator: "-")
            append(value, indent: inner, isInMapping: false)
        }
    }

    // MARK: Pieces

    /// Starts a new line unless the current one is still free up to the indent.
    mutating func breakLine(indent: Int) {
        if !isAtIndent || column > indent || (column == indent && !isAfterSpace) { endLine() }
        while column < indent { put(UInt8(ascii: " ")) }
        (isAfterSpace, isAtIndent) = (true, true)
    }

    /// Appends what opens a key, a value or an element and may be followed by the next one on the same line.
    private mutating func append(blockIndicator: String) {
        if !isAfterSpace { put(UInt8(ascii: " ")) }
        put(blockIndicator)
        isAfterSpace = false
    }

    /// Appends a word that needs no thought.
    private mutating func append(word: String) {
        if !isAfterSpace { put(UInt8(ascii: " ")) }
        put(word)
        (isAfterSpace, isAtIndent) = (false, false)
    }

    /// Appends one character of ASCII.
    mutating func put(_ byte: UInt8) {
        bytes.append(byte)
        column += 1
    }

    /// Appends ASCII.
    mutating func put(_ text: String) {
        bytes.append(contentsOf: text.utf8)
        column += text.utf8.count
    }

    /// Appends one character of any length.
    mutating func put(_ scalar: Unicode.Scalar) {
        bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        column += 1
    }

    /// Appends a line end.
    mutating func endLine() {
        bytes.append(UInt8(ascii: "\n"))
        column = 0
        if style == .indented { isAtIndent = true }
    }

    /// Appends a character that breaks the line, as it is.
    mutating func put(lineBreak scalar: Unicode.Scalar) {
        if scalar == "\n" {
            endLine()
        } else {
            put(scalar)
            column = 0
        }
        isAtIndent = true
    }
}
