// Texts in double quotes with escapes.

extension YAMLOutput {
    /// Appends a text in double quotes, with an escape for each character that can not stand or can not be seen.
    mutating func appendEscaped(_ text: String) {
        append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": append("\\\"")
            case "\\": append("\\\\")
            case "\n": append("\\n")
            case "\t": append("\\t")
            case "\r": append("\\r")
            case _ where Self.mustBeEscaped(scalar): append(escapeOf: scalar)
            default: append(String(scalar))
            }
        }
        append(UInt8(ascii: "\""))
    }

    private mutating func append(escapeOf scalar: Unicode.Scalar) {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let (letter, width) = scalar.value <= 0xFF ? ("x", 2) : scalar.value <= 0xFFFF ? ("u", 4) : ("U", 8)
        append("\\" + letter + String(repeating: "0", count: width - digits.utf8.count) + digits)
    }

    /// Whether a character is refused by YAML readers, breaks lines, or would hide from or mislead a person.
    ///
    /// The latter are the formatting characters: no-break and zero-width spaces, direction marks, tags.
    static func mustBeEscaped(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0xA0, 0xAD, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x2000...0x200F,
            0x2028...0x202F, 0x205F...0x206F, 0x3000, 0x3164, 0xFEFF, 0xFFA0, 0xFFF0...0xFFFC, 0xFFFE, 0xFFFF,
            0xE000...0xF8FF, 0xE0000...0x10FFFF:
            true
        case let value: value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(value)
        }
    }

    /// Decodes the scalar whose first byte stands at `index`, in valid UTF-8.
    static func scalar(in text: Span<UInt8>, at index: Int) -> (scalar: Unicode.Scalar, length: Int) {
        let first = UInt32(text[index])
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1
        var value = length == 4 ? first & 0x07 : length == 3 ? first & 0x0F : length == 2 ? first & 0x1F : first
        for offset in 1..<max(length, 1) where index + offset < text.count {
            value = value << 6 | UInt32(text[index + offset] & 0x3F)
        }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
    }
}
