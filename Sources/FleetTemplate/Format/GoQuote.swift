/// Texts in quotes, as Go's `strconv` writes them.
///
/// - SeeAlso: <https://pkg.go.dev/strconv#Quote>
public enum GoQuote {
    static let lowerDigits = Array("0123456789abcdef".utf8)
    static let upperDigits = Array("0123456789ABCDEF".utf8)

    /// A text in double quotes with Go's escapes, as `%q` prints it.
    public static func quoted(_ text: String) -> String {
        String(decoding: quoted(Array(text.utf8), asciiOnly: false), as: UTF8.self)
    }

    /// A Go string in double quotes with Go's escapes; damaged bytes as `\xff`.
    ///
    /// - Parameters:
    ///   - bytes: The string, UTF-8 or not.
    ///   - asciiOnly: Whether every character beyond ASCII is escaped, too.
    /// - Returns: The text with its quotes.
    public static func quoted(_ bytes: [UInt8], asciiOnly: Bool = false) -> [UInt8] {
        var text: [UInt8] = [UInt8(ascii: "\"")]
        text.reserveCapacity(bytes.count + 2)
        var index = 0
        while index < bytes.count {
            let (scalar, width) = UTF8.goDecode(bytes, at: index)
            if width == 1, scalar == "\u{FFFD}" {
                text.append(contentsOf: "\\x".utf8)
                text.append(lowerDigits[Int(bytes[index] >> 4)])
                text.append(lowerDigits[Int(bytes[index] & 15)])
            } else {
                append(scalar, quote: "\"", asciiOnly: asciiOnly, to: &text)
            }
            index += width
        }
        text.append(UInt8(ascii: "\""))
        return text
    }

    /// A character in single quotes.
    static func quoted(_ scalar: Unicode.Scalar, asciiOnly: Bool) -> [UInt8] {
        var text: [UInt8] = [UInt8(ascii: "'")]
        append(scalar, quote: "'", asciiOnly: asciiOnly, to: &text)
        text.append(UInt8(ascii: "'"))
        return text
    }

    private static func append(
        _ scalar: Unicode.Scalar,
        quote: Unicode.Scalar,
        asciiOnly: Bool,
        to text: inout [UInt8]
    ) {
        if scalar == quote || scalar == "\\" {
            text.append(UInt8(ascii: "\\"))
            text.append(UInt8(truncatingIfNeeded: scalar.value))
            return
        }
        if !asciiOnly || scalar.isASCII, isPrintable(scalar) {
            text.append(contentsOf: UTF8.bytes(of: scalar))
            return
        }
        text.append(UInt8(ascii: "\\"))
        let letters: [Unicode.Scalar: UInt8] = [
            "\u{7}": UInt8(ascii: "a"), "\u{8}": UInt8(ascii: "b"), "\u{C}": UInt8(ascii: "f"),
            "\n": UInt8(ascii: "n"), "\r": UInt8(ascii: "r"), "\t": UInt8(ascii: "t"), "\u{B}": UInt8(ascii: "v"),
        ]
        if let letter = letters[scalar] { return text.append(letter) }
        let (mark, count) =
            switch scalar.value {
            case ..<0x20, 0x7F: (UInt8(ascii: "x"), 2)
            case ..<0x1_0000: (UInt8(ascii: "u"), 4)
            default: (UInt8(ascii: "U"), 8)
            }
        text.append(mark)
        for place in (0..<count).reversed() { text.append(lowerDigits[Int(scalar.value >> (4 * place) & 15)]) }
    }

    /// Whether Go counts a character as printable: letters, marks, numbers, punctuation, symbols and the space.
    public static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x20...0x7E).contains(scalar.value) }
        return switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            false
        default: true
        }
    }

    /// Whether a string can stand between backquotes as it is.
    static func canBackquote(_ bytes: [UInt8]) -> Bool {
        var index = 0
        while index < bytes.count {
            let (scalar, width) = UTF8.goDecode(bytes, at: index)
            index += width
            if width > 1 {
                if scalar == "\u{FEFF}" { return false }
                continue
            }
            if scalar == "\u{FFFD}" || scalar == "`" || scalar == "\u{7F}" { return false }
            if scalar.value < 0x20, scalar != "\t" { return false }
        }
        return true
    }
}
