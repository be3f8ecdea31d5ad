/// How a text is written in YAML.
enum TextStyle {
    /// As it is.
    case plain
    /// In double quotes without any escape.
    case doubleQuoted
    /// In single quotes, the only escape being a doubled single quote.
    case singleQuoted
    /// In double quotes with escapes.
    case escaped
    /// As a block of lines after `|`.
    case literal

    /// Longer keys must be introduced by `?`: libyaml looks for the colon in the first 1024 characters only.
    static let longestSimpleKey = 1000

    /// The style in which a text reads back as itself, the plainest there is.
    ///
    /// - Parameters:
    ///   - text: Valid UTF-8.
    ///   - isKey: Keys are never blocks.
    /// - Returns: Never ``literal`` for a key.
    static func best(for text: Span<UInt8>, isKey: Bool) -> TextStyle {
        guard text.count > 0 else { return .doubleQuoted }
        let content = Content(text)
        if content.needsEscape { return .escaped }
        if content.hasLineBreak { return isKey || !content.hasInk ? .escaped : .literal }
        if !content.isStructural, !startsLikeStructure(text), ScalarResolver.resolve(text) == .text,
            !YAMLAmbiguity.isAmbiguous(text)
        {
            return .plain
        }
        return content.hasQuoteOrBackslash ? .singleQuoted : .doubleQuoted
    }

    /// Whether a plain text would begin with something that YAML takes for structure.
    private static func startsLikeStructure(_ text: Span<UInt8>) -> Bool {
        switch text[0] {
        case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
            UInt8(ascii: "#"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"),
            UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "@"),
            UInt8(ascii: "`"), UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: " "):
            true
        case UInt8(ascii: "-"):
            text.count == 1 || text[1] == UInt8(ascii: " ") || startsWithMarker(text)
        case UInt8(ascii: "."):
            startsWithMarker(text)
        default:
            false
        }
    }

    /// `---` and `...`, which separate documents at the start of a line.
    private static func startsWithMarker(_ text: Span<UInt8>) -> Bool {
        text.count >= 3 && text[1] == text[0] && text[2] == text[0]
    }

    /// What a text consists of.
    private struct Content {
        /// Something that must not or should not be seen as it is.
        var needsEscape = false
        var hasLineBreak = false
        /// Anything but spaces, tabs and line breaks.
        var hasInk = false
        /// A colon or `#` where YAML takes it for structure, or a space at the end.
        var isStructural = false
        var hasQuoteOrBackslash = false

        init(_ text: Span<UInt8>) {
            var hasTab = false
            var index = 0
            while index < text.count {
                let byte = text[index]
                index += 1
                switch byte {
                case UInt8(ascii: "\n"): hasLineBreak = true
                case UInt8(ascii: "\t"): hasTab = true
                case UInt8(ascii: " "): if index == text.count { isStructural = true }
                case 0..<0x20, 0x7F: needsEscape = true
                case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                    hasQuoteOrBackslash = true
                    hasInk = true
                case UInt8(ascii: ":"):
                    if index == text.count || text[index] == UInt8(ascii: " ") { isStructural = true }
                    hasInk = true
                case UInt8(ascii: "#"):
                    if index > 1, text[index - 2] == UInt8(ascii: " ") { isStructural = true }
                    hasInk = true
                case 0x80...:
                    hasInk = true
                    let (scalar, length) = YAMLOutput.scalar(in: text, at: index - 1)
                    index += length - 1
                    if YAMLOutput.mustBeEscaped(scalar) { needsEscape = true }
                default: hasInk = true
                }
            }
            // A tab can stand in a block, but at the end or before "#" of a plain text it is lost, and nobody sees it.
            if hasTab, !hasLineBreak { needsEscape = true }
        }
    }
}
