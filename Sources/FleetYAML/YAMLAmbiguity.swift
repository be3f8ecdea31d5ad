/// Which plain scalars some YAML reader takes for something other than text.
///
/// Our own reader is asked elsewhere; this covers what only others do: numbers to base 60 and `=` of YAML 1.1,
/// timestamps, numbers too large for Go, words in any mixture of cases.
enum YAMLAmbiguity {
    /// Whether a plain scalar that our own reader takes for text is something else to another reader.
    static func isAmbiguous(_ text: Span<UInt8>) -> Bool {
        switch text[0] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            looksLikeNumber(text) || startsWithDate(text)
        case UInt8(ascii: "="):
            text.count == 1
        case UInt8(ascii: "<"):
            text.count == 2 && text[1] == UInt8(ascii: "<")
        default:
            text.count <= 5 && isWord(text)
        }
    }

    /// Whether a text begins with four digits, a hyphen, one or two digits, a hyphen, one or two digits.
    static func startsWithDate(_ text: Span<UInt8>) -> Bool {
        guard digits(text, from: 0) == 4, text.count > 4, text[4] == UInt8(ascii: "-") else { return false }
        let month = digits(text, from: 5)
        let hyphen = 5 + month
        guard month == 1 || month == 2, text.count > hyphen, text[hyphen] == UInt8(ascii: "-") else { return false }
        let day = digits(text, from: hyphen + 1)
        return day == 1 || day == 2
    }

    /// How many digits follow one another from `start` on.
    private static func digits(_ text: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < text.count, text[index] &- UInt8(ascii: "0") < 10 { index += 1 }
        return index - start
    }

    /// Digits, a sign in front, and between them only what can belong to a number of some notation.
    private static func looksLikeNumber(_ text: Span<UInt8>) -> Bool {
        var index = text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-") ? 1 : 0
        guard index < text.count else { return false }
        if text[index] == UInt8(ascii: "0"), index + 2 < text.count {
            switch text[index + 1] | 0x20 {
            case UInt8(ascii: "x"), UInt8(ascii: "o"), UInt8(ascii: "b"): return isHexadecimal(text, from: index + 2)
            default: break
            }
        }
        var points = 0
        var exponents = 0
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: ":"): break
            case UInt8(ascii: "."): points += 1
            case UInt8(ascii: "e"), UInt8(ascii: "E"): exponents += 1
            case UInt8(ascii: "+"), UInt8(ascii: "-"):
                guard text[index - 1] | 0x20 == UInt8(ascii: "e") else { return false }
            default: return false
            }
            index += 1
        }
        return points <= 1 && exponents <= 1
    }

    private static func isHexadecimal(_ text: Span<UInt8>, from start: Int) -> Bool {
        for index in start..<text.count {
            switch text[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
                UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "_"):
                continue
            default: return false
            }
        }
        return true
    }

    private static func isWord(_ text: Span<UInt8>) -> Bool {
        var packed: UInt64 = 0
        for index in 0..<text.count { packed = packed << 8 | UInt64(text[index] | 0x20) }
        switch packed {
        case 0x79, 0x79_6573, 0x7472_7565, 0x6F6E: return true  // y yes true on
        case 0x6E, 0x6E6F, 0x66_616C_7365, 0x6F_6666: return true  // n no false off
        case 0x6E75_6C6C, 0x7E: return true  // null ~
        default: return false
        }
    }
}
