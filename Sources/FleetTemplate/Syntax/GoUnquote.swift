/// Reads Go's string and character literals.
///
/// - SeeAlso: <https://pkg.go.dev/strconv#Unquote>
enum GoUnquote {
    /// The value of a string literal in double quotes or backquotes, or nil when it is not well-formed.
    static func string(_ literal: String) -> [UInt8]? {
        let bytes = Array(literal.utf8)
        guard bytes.count >= 2, let quote = bytes.first, bytes.last == quote else { return nil }
        let content = Array(bytes[1..<bytes.count - 1])
        if quote == UInt8(ascii: "`") { return content.filter { $0 != UInt8(ascii: "\r") } }
        var result: [UInt8] = []
        result.reserveCapacity(content.count)
        var index = 0
        while index < content.count {
            guard content[index] != quote, content[index] != UInt8(ascii: "\n") else { return nil }
            if content[index] == UInt8(ascii: "\\") {
                guard let escape = escape(content, at: &index, quote: quote) else { return nil }
                switch escape {
                case .byte(let byte): result.append(byte)
                case .scalar(let scalar): result.append(contentsOf: UTF8.bytes(of: scalar))
                }
            } else {
                result.append(content[index])
                index += 1
            }
        }
        return result
    }

    /// The number of a character literal, or nil when its first character is not well-formed.
    ///
    /// - Returns: The number, and whether the literal ends after the character.
    static func character(_ literal: String) -> (code: UInt32, isWhole: Bool)? {
        let bytes = Array(literal.utf8)
        var index = 1
        guard index < bytes.count, bytes[index] != UInt8(ascii: "'") else { return nil }
        let code: UInt32
        if bytes[index] == UInt8(ascii: "\\") {
            guard let escape = escape(bytes, at: &index, quote: UInt8(ascii: "'")) else { return nil }
            switch escape {
            case .byte(let byte): code = UInt32(byte)
            case .scalar(let scalar): code = scalar.value
            }
        } else {
            let (scalar, width) = UTF8.goDecode(bytes, at: index)
            code = scalar.value
            index += width
        }
        return (code, index == bytes.count - 1 && bytes[index] == UInt8(ascii: "'"))
    }

    private enum Escape {
        /// `\x` and octal: a byte, in a string.
        case byte(UInt8)
        case scalar(Unicode.Scalar)
    }

    /// Reads what follows a backslash.
    private static func escape(_ bytes: [UInt8], at index: inout Int, quote: UInt8) -> Escape? {
        guard index + 1 < bytes.count else { return nil }
        let letter = bytes[index + 1]
        index += 2
        switch letter {
        case UInt8(ascii: "a"): return .byte(7)
        case UInt8(ascii: "b"): return .byte(8)
        case UInt8(ascii: "f"): return .byte(12)
        case UInt8(ascii: "n"): return .byte(10)
        case UInt8(ascii: "r"): return .byte(13)
        case UInt8(ascii: "t"): return .byte(9)
        case UInt8(ascii: "v"): return .byte(11)
        case UInt8(ascii: "\\"), quote: return .byte(letter)
        case UInt8(ascii: "x"): return number(bytes, at: &index, count: 2, radix: 16).map { .byte(UInt8($0)) }
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            let count = letter == UInt8(ascii: "u") ? 4 : 8
            return number(bytes, at: &index, count: count, radix: 16).flatMap { code in
                code <= 0x10_FFFF ? Unicode.Scalar(UInt32(code)).map { .scalar($0) } : nil
            }
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            index -= 1
            return number(bytes, at: &index, count: 3, radix: 8).flatMap { $0 < 256 ? .byte(UInt8($0)) : nil }
        default: return nil
        }
    }

    private static func number(_ bytes: [UInt8], at index: inout Int, count: Int, radix: Int) -> UInt64? {
        guard index + count <= bytes.count else { return nil }
        var number: UInt64 = 0
        for byte in bytes[index..<index + count] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digit < radix else { return nil }
            number = number * UInt64(radix) + UInt64(digit)
        }
        index += count
        return number
    }
}
