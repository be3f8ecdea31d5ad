/// UTF-8 as Go reads it.
enum UTF8Decoding {
    /// What an invalid byte is read as.
    static let replacement: UInt32 = 0xFFFD

    /// The scalar at a place, which is below the number of bytes, and how many bytes it takes; U+FFFD and one for a byte
    /// that begins none.
    @inline(__always)
    static func scalar(in text: [UInt8], at place: Int) -> (scalar: UInt32, width: Int) {
        let first = text[place]
        return first < 0x80 ? (UInt32(first), 1) : longScalar(in: text, at: place)
    }

    private static func longScalar(in text: [UInt8], at place: Int) -> (scalar: UInt32, width: Int) {
        let first = UInt32(text[place])
        let invalid = (scalar: replacement, width: 1)
        let width = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard first >= 0xC2, first <= 0xF4, place + width <= text.count else { return invalid }
        var scalar = first & (0x7F >> UInt32(width))
        for next in text[(place + 1)..<(place + width)] {
            guard next & 0xC0 == 0x80 else { return invalid }
            scalar = scalar << 6 | UInt32(next & 0x3F)
        }
        // Longer than need be, half of a pair of UTF-16, or beyond the last.
        let isValid =
            switch width {
            case 2: true
            case 3: scalar >= 0x800 && !(0xD800...0xDFFF).contains(scalar)
            default: scalar >= 0x10000 && scalar <= ScalarSet.maximum
            }
        return isValid ? (scalar, width) : invalid
    }
}
