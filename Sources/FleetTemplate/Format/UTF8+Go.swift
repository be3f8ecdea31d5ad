/// UTF-8 as Go reads it: a byte that is part of no character counts as U+FFFD, one byte wide.
extension UTF8 {
    /// The character at a place, and how many bytes it takes; damaged bytes are U+FFFD and one byte wide.
    package static func goDecode(_ bytes: [UInt8], at index: Int) -> (scalar: Unicode.Scalar, width: Int) {
        let first = bytes[index]
        if first < 0x80 { return (Unicode.Scalar(first), 1) }
        let width: Int
        // The range of the second byte leaves out surrogates and longer spellings than needed.
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case 0xC2...0xDF: width = 2
        case 0xE0...0xEF:
            width = 3
            if first == 0xE0 { second = 0xA0...0xBF }
            if first == 0xED { second = 0x80...0x9F }
        case 0xF0...0xF4:
            width = 4
            if first == 0xF0 { second = 0x90...0xBF }
            if first == 0xF4 { second = 0x80...0x8F }
        default: return ("\u{FFFD}", 1)
        }
        guard index + width <= bytes.count, second.contains(bytes[index + 1]) else { return ("\u{FFFD}", 1) }
        var code = UInt32(first) & (0xFF >> UInt32(width + 1))
        for place in 1..<width {
            let byte = bytes[index + place]
            guard byte & 0xC0 == 0x80 else { return ("\u{FFFD}", 1) }
            code = code << 6 | UInt32(byte & 0x3F)
        }
        return (Unicode.Scalar(code) ?? "\u{FFFD}", width)
    }

    /// The number of characters; each damaged byte counts.
    package static func goCount(_ bytes: some Collection<UInt8>) -> Int {
        if let text = String(validating: bytes, as: UTF8.self) { return text.unicodeScalars.count }
        let bytes = Array(bytes)
        var count = 0
        var index = 0
        while index < bytes.count {
            index += goDecode(bytes, at: index).width
            count += 1
        }
        return count
    }

    /// The bytes of a character.
    package static func bytes(of scalar: Unicode.Scalar) -> [UInt8] {
        Array(String(Character(scalar)).utf8)
    }

    /// The character of a number; U+FFFD for a number that is none.
    static func goScalar(_ code: UInt64) -> Unicode.Scalar {
        code <= 0x10_FFFF ? Unicode.Scalar(UInt32(code)) ?? "\u{FFFD}" : "\u{FFFD}"
    }
}
