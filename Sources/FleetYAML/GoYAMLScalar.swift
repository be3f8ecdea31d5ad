/// What a text allows and needs when Go writes it as YAML.
struct GoYAMLScalar {
    /// How a text is written.
    enum Style {
        case plain
        case singleQuoted
        case doubleQuoted
        case literal
    }

    /// Whether it holds a character that breaks lines.
    private(set) var isMultiline = false
    private var allowsPlain = true
    private var allowsSingleQuotes = true
    private var allowsLiteral = true
    /// What is written unless something forbids it.
    private var wanted = Style.plain

    /// Looks at a text.
    ///
    /// - Parameters:
    ///   - text: Valid UTF-8.
    ///   - isIndentedStyle: Whether yaml.v3 is followed, which sees tabs otherwise.
    init(_ text: Span<UInt8>, isIndentedStyle: Bool) {
        guard text.count > 0 else {
            wanted = .doubleQuoted
            return
        }
        if Self.standsForSomethingElse(text) { wanted = .doubleQuoted }
        if text.count >= 3, text[0] == text[1], text[1] == text[2],
            text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: ".")
        {
            allowsPlain = false
        }
        var index = 0
        var follows = Kind.lineBreak
        var isAfterBlank = true
        while index < text.count {
            let (scalar, length) = YAMLOutput.scalar(in: text, at: index)
            let next = index + length
            let isBeforeBlank =
                next >= text.count || text[next] == UInt8(ascii: " ") || text[next] == UInt8(ascii: "\t")
            if Self.isIndicator(scalar, isFirst: index == 0, isAfterBlank: isAfterBlank, isBeforeBlank: isBeforeBlank) {
                allowsPlain = false
            }
            if isIndentedStyle, scalar == "\t" {
                (allowsPlain, allowsSingleQuotes) = (false, false)
            } else if !Self.isPrintable(scalar) {
                (allowsPlain, allowsSingleQuotes, allowsLiteral) = (false, false, false)
            }
            if scalar == "\n" { wanted = .literal }
            let kind: Kind = scalar == " " ? .space : Self.isLineBreak(scalar) ? .lineBreak : .ink
            note(kind, after: index == 0 ? .ink : follows, isFirst: index == 0, isLast: next == text.count)
            follows = kind
            isAfterBlank = kind != .ink || scalar == "\t" || scalar == "\0"
            index = next
        }
    }

    private enum Kind {
        case space
        case lineBreak
        case ink
    }

    /// Takes in what a space or line break at its place forbids.
    private mutating func note(_ kind: Kind, after previous: Kind, isFirst: Bool, isLast: Bool) {
        switch kind {
        case .ink: return
        case .space:
            if isFirst || isLast { allowsPlain = false }
            if isLast { allowsLiteral = false }
            if previous == .lineBreak { (allowsPlain, allowsSingleQuotes) = (false, false) }
        case .lineBreak:
            isMultiline = true
            allowsPlain = false
            if previous == .space { (allowsSingleQuotes, allowsLiteral) = (false, false) }
        }
    }

    /// The style to write it in.
    ///
    /// - Parameter isSimpleKey: Whether it is a key that must stay on one line.
    /// - Returns: The style that is wanted, or the next best that is allowed.
    func style(isSimpleKey: Bool) -> Style {
        var style = isSimpleKey && isMultiline ? .doubleQuoted : wanted
        if style == .plain, !allowsPlain { style = .singleQuoted }
        if style == .singleQuoted, !allowsSingleQuotes { style = .doubleQuoted }
        if style == .literal, !allowsLiteral || isSimpleKey { style = .doubleQuoted }
        return style
    }

    // MARK: Characters

    /// Whether a character at its place would be read as something other than text.
    private static func isIndicator(
        _ scalar: Unicode.Scalar,
        isFirst: Bool,
        isAfterBlank: Bool,
        isBeforeBlank: Bool
    ) -> Bool {
        switch scalar {
        case ",", "[", "]", "{", "}", "&", "*", "!", "|", ">", "'", "\"", "%", "@", "`": isFirst
        case "?", "-": isFirst && isBeforeBlank
        case ":": isBeforeBlank
        case "#": isFirst || isAfterBlank
        default: false
        }
    }

    /// Whether a character ends a line for libyaml.
    static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }

    /// Whether a character is written as it is; Go's library has none beyond the basic plane there.
    static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A, 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD: true
        default: false
        }
    }

    // MARK: Meaning

    /// Whether a plain text would be read as null, a truth value, a number or a time.
    private static func standsForSomethingElse(_ text: Span<UInt8>) -> Bool {
        if ScalarResolver.resolve(text) != .text { return true }
        switch text[0] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return GoTimestamp.matches(text) || isBase60(text)
        case UInt8(ascii: "+"), UInt8(ascii: "-"): return isBase60(text)
        default: return false
        }
    }

    /// Whether a text is a number to base 60 of YAML 1.1: `12:30`, `-1_0:59.5`.
    private static func isBase60(_ text: Span<UInt8>) -> Bool {
        var index = text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-") ? 1 : 0
        guard index < text.count, isDigit(text[index]) else { return false }
        while index < text.count, isDigit(text[index]) || text[index] == UInt8(ascii: "_") { index += 1 }
        var groups = 0
        while index < text.count, text[index] == UInt8(ascii: ":") {
            index += 1
            let start = index
            while index < text.count, index < start + 2, isDigit(text[index]) { index += 1 }
            guard index > start, index == start + 1 || text[start] < UInt8(ascii: "6") else { return false }
            groups += 1
        }
        guard groups > 0 else { return false }
        if index < text.count, text[index] == UInt8(ascii: ".") {
            index += 1
            while index < text.count, isDigit(text[index]) || text[index] == UInt8(ascii: "_") { index += 1 }
        }
        return index == text.count
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
