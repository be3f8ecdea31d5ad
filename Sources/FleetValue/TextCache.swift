/// Texts met before, so that the hundredth `terminationMessagePath` costs a comparison and no memory.
///
/// A table of fixed size in which a newer text takes the place of an older one. Texts of up to 15 bytes need no cache:
/// Swift keeps them inside the string itself.
package struct TextCache {
    /// What is worth being kept, in bytes.
    private static let lengths = 16...64

    private var entries: [String]
    private let mask: UInt32

    /// Makes an empty cache.
    ///
    /// - Parameters:
    ///   - bits: It holds two to the power of this many texts.
    ///   - size: The number of bytes that will be read: for a few, most of the table would only cost time.
    package init(bits: Int, forTextOf size: Int) {
        let bits = size < 1 << 14 ? min(bits, 4) : bits
        entries = Array(repeating: "", count: 1 << bits)
        mask = UInt32(1 << bits - 1)
    }

    /// The text of some bytes.
    ///
    /// - Throws: Where and why the bytes are not valid UTF-8.
    @inline(__always)
    package mutating func text(of bytes: Span<UInt8>) throws(UTF8.ValidationError) -> String {
        guard Self.lengths.contains(bytes.count) else { return String(copying: try UTF8Span(validating: bytes)) }
        return try cachedText(of: bytes)
    }

    private mutating func cachedText(of bytes: Span<UInt8>) throws(UTF8.ValidationError) -> String {
        let slot = Int(hash(bytes) & mask)
        let known = entries[slot]
        if Self.isEqual(known, bytes) { return known }
        let text = String(copying: try UTF8Span(validating: bytes))
        entries[slot] = text
        return text
    }

    /// A hash of some of the bytes: texts of Kubernetes differ at their ends and somewhere in the middle.
    private func hash(_ bytes: Span<UInt8>) -> UInt32 {
        let count = bytes.count
        let head = UInt32(bytes[0]) | UInt32(bytes[3]) << 8 | UInt32(bytes[6]) << 16 | UInt32(bytes[count / 2]) << 24
        let tail =
            UInt32(bytes[count - 1]) | UInt32(bytes[count - 2]) << 8 | UInt32(bytes[count - 4]) << 16
            | UInt32(bytes[count - 6]) << 24
        var hash = head &* 0x9E37_79B1 ^ (tail &+ UInt32(count)) &* 0x85EB_CA77
        hash ^= hash >> 15
        return hash &* 0xC2B2_AE3D >> 12
    }

    private static func isEqual(_ text: String, _ bytes: Span<UInt8>) -> Bool {
        let known = text.utf8Span.span
        let count = known.count
        guard count == bytes.count else { return false }
        var index = 0
        while index < count {
            if known[index] != bytes[index] { return false }
            index += 1
        }
        return true
    }
}
