// Texts in the four styles.

extension GoYAMLOutput {
    /// Appends a text.
    ///
    /// - Parameters:
    ///   - text: What to write.
    ///   - style: One that ``GoYAMLScalar`` allows.
    ///   - indent: The column of further lines.
    ///   - isSimpleKey: Whether the text must stay on its line.
    mutating func append(_ text: String, _ style: GoYAMLScalar.Style, indent: Int, isSimpleKey: Bool) {
        if !isAfterSpace { put(UInt8(ascii: " ")) }
        switch style {
        case .plain:
            appendFolding(text, indent: indent, isSimpleKey: isSimpleKey, isQuoted: false)
        case .singleQuoted:
            put(UInt8(ascii: "'"))
            (isAfterSpace, isAtIndent) = (false, false)
            appendFolding(text, indent: indent, isSimpleKey: isSimpleKey, isQuoted: true)
            put(UInt8(ascii: "'"))
        case .doubleQuoted:
            put(UInt8(ascii: "\""))
            (isAfterSpace, isAtIndent) = (false, false)
            appendEscaped(text, indent: indent, isSimpleKey: isSimpleKey)
            put(UInt8(ascii: "\""))
        case .literal:
            appendLiteral(text, indent: indent)
            return
        }
        (isAfterSpace, isAtIndent) = (false, false)
    }

    /// Appends the characters of a plain or single-quoted text; lines fold at single spaces.
    private mutating func appendFolding(_ text: String, indent: Int, isSimpleKey: Bool, isQuoted: Bool) {
        if text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "'") }) {
            // A word of ASCII, which most texts are.
            put(text)
            isAtIndent = false
            return
        }
        let scalars = text.unicodeScalars
        var index = scalars.startIndex
        var followsSpace = false
        var followsBreak = false
        while index < scalars.endIndex {
            let scalar = scalars[index]
            let next = scalars.index(after: index)
            if scalar == " " {
                // A text that starts or ends in a space is quoted, and these are no places to fold.
                let isInside = index > scalars.startIndex && next < scalars.endIndex
                if !isSimpleKey, !followsSpace, isBehindFold, isInside, scalars[next] != " " {
                    breakLine(indent: indent)
                } else {
                    put(scalar)
                }
                followsSpace = true
            } else if GoYAMLScalar.isLineBreak(scalar) {
                if !followsBreak, scalar == "\n" { endLine() }
                put(lineBreak: scalar)
                followsBreak = true
            } else {
                if followsBreak { breakLine(indent: indent) }
                if isQuoted, scalar == "'" { put(UInt8(ascii: "'")) }
                put(scalar)
                isAtIndent = false
                followsSpace = false
                followsBreak = false
            }
            index = next
        }
    }

    /// Appends the characters of a double-quoted text, with escapes.
    private mutating func appendEscaped(_ text: String, indent: Int, isSimpleKey: Bool) {
        let scalars = text.unicodeScalars
        // Go looks for a byte order mark at the start of the text when it should look at the character.
        let escapesAll = scalars.first == "\u{FEFF}"
        var index = scalars.startIndex
        var followsSpace = false
        while index < scalars.endIndex {
            let scalar = scalars[index]
            let next = scalars.index(after: index)
            if escapesAll || scalar == "\"" || scalar == "\\" || !GoYAMLScalar.isPrintable(scalar)
                || GoYAMLScalar.isLineBreak(scalar)
            {
                put(escapeOf: scalar)
                followsSpace = false
            } else if scalar == " " {
                if !isSimpleKey, !followsSpace, isBehindFold, index > scalars.startIndex, next < scalars.endIndex {
                    breakLine(indent: indent)
                    if scalars[next] == " " { put(UInt8(ascii: "\\")) }
                } else {
                    put(scalar)
                }
                followsSpace = true
            } else {
                put(scalar)
                followsSpace = false
            }
            index = next
        }
    }

    private mutating func put(escapeOf scalar: Unicode.Scalar) {
        put(UInt8(ascii: "\\"))
        switch scalar.value {
        case 0: put(UInt8(ascii: "0"))
        case 0x07: put(UInt8(ascii: "a"))
        case 0x08: put(UInt8(ascii: "b"))
        case 0x09: put(UInt8(ascii: "t"))
        case 0x0A: put(UInt8(ascii: "n"))
        case 0x0B: put(UInt8(ascii: "v"))
        case 0x0C: put(UInt8(ascii: "f"))
        case 0x0D: put(UInt8(ascii: "r"))
        case 0x1B: put(UInt8(ascii: "e"))
        case 0x22: put(UInt8(ascii: "\""))
        case 0x5C: put(UInt8(ascii: "\\"))
        case 0x85: put(UInt8(ascii: "N"))
        case 0xA0: put(UInt8(ascii: "_"))
        case 0x2028: put(UInt8(ascii: "L"))
        case 0x2029: put(UInt8(ascii: "P"))
        case let value:
            let (letter, width) = value <= 0xFF ? ("x", 2) : value <= 0xFFFF ? ("u", 4) : ("U", 8)
            let digits = String(value, radix: 16, uppercase: true)
            put(letter + String(repeating: "0", count: width - digits.utf8.count) + digits)
        }
    }

    /// Appends `|`, what it must say about indentation and the end, and the lines.
    private mutating func appendLiteral(_ text: String, indent: Int) {
        let scalars = text.unicodeScalars
        put(UInt8(ascii: "|"))
        if let first = scalars.first, first == " " || GoYAMLScalar.isLineBreak(first) { put(UInt8(ascii: "2")) }
        if let last = scalars.last, GoYAMLScalar.isLineBreak(last) {
            let rest = scalars.dropLast()
            if rest.last.map(GoYAMLScalar.isLineBreak) ?? true { put(UInt8(ascii: "+")) }
        } else {
            put(UInt8(ascii: "-"))
        }
        // yaml.v3 leaves this to the first line, and so loses a line end that the text starts with.
        isAtIndent = false
        if style == .folded {
            endLine()
            isAtIndent = true
        }
        isAfterSpace = true
        var followsBreak = true
        for scalar in scalars {
            if GoYAMLScalar.isLineBreak(scalar) {
                put(lineBreak: scalar)
                followsBreak = true
            } else {
                if followsBreak { breakLine(indent: indent) }
                put(scalar)
                isAtIndent = false
                followsBreak = false
            }
        }
    }
}
