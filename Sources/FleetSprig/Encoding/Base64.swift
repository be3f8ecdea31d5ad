/// Base64 with padding, as Go's `base64.StdEncoding` does it.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values = DecodingTable(alphabet: alphabet)

    /// Encodes bytes.
    static func encoded(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let count = min(3, bytes.count - index)
            var bits: UInt32 = 0
            for place in 0..<3 { bits = bits << 8 | (place < count ? UInt32(bytes[index + place]) : 0) }
            for place in 0..<4 {
                text.append(place <= count ? alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)] : UInt8(ascii: "="))
            }
            index += 3
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Decodes a text; line ends in it are skipped.
    ///
    /// - Throws: ``CorruptInput`` with the byte that Go names.
    static func decoded(_ text: [UInt8]) throws(CorruptInput) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var index = 0
        while true {
            var bits: UInt32 = 0
            var count = 0
            var isLast = false
            while count < 4 {
                guard index < text.count else {
                    if count == 0 { return bytes }
                    throw CorruptInput(encoding: "base64", offset: index - count)
                }
                let byte = text[index]
                index += 1
                if let value = values[byte] {
                    bits = bits << 6 | UInt32(value)
                    count += 1
                } else if byte == UInt8(ascii: "=") {
                    try skipPadding(text, &index, count: count)
                    isLast = true
                    break
                } else if byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") {
                    throw CorruptInput(encoding: "base64", offset: index - 1)
                }
            }
            bits <<= UInt32(6 * (4 - count))
            for place in 0..<(count - 1) { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(16 - 8 * place))) }
            if isLast { return bytes }
        }
    }

    /// Checks what follows the first `=`: one more after two characters, and then nothing.
    private static func skipPadding(_ text: [UInt8], _ index: inout Int, count: Int) throws(CorruptInput) {
        guard count >= 2 else { throw CorruptInput(encoding: "base64", offset: index - 1) }
        if count == 2 {
            skipLineEnds(text, &index)
            guard index < text.count else { throw CorruptInput(encoding: "base64", offset: text.count) }
            guard text[index] == UInt8(ascii: "=") else { throw CorruptInput(encoding: "base64", offset: index - 1) }
            index += 1
        }
        skipLineEnds(text, &index)
        guard index >= text.count else { throw CorruptInput(encoding: "base64", offset: index) }
    }

    private static func skipLineEnds(_ text: [UInt8], _ index: inout Int) {
        while index < text.count, text[index] == UInt8(ascii: "\n") || text[index] == UInt8(ascii: "\r") { index += 1 }
    }
}

/// Base32 with padding, as Go's `base32.StdEncoding` does it.
enum Base32 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    private static let values = DecodingTable(alphabet: alphabet)

    /// Encodes bytes.
    static func encoded(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 4) / 5 * 8)
        var index = 0
        while index < bytes.count {
            let count = min(5, bytes.count - index)
            var bits: UInt64 = 0
            for place in 0..<5 { bits = bits << 8 | (place < count ? UInt64(bytes[index + place]) : 0) }
            for place in 0..<8 {
                let isText = place * 5 < count * 8
                text.append(isText ? alphabet[Int(bits >> UInt64(35 - 5 * place) & 31)] : UInt8(ascii: "="))
            }
            index += 5
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Decodes a text; line ends in it are skipped, and positions count without them, as Go does.
    ///
    /// - Throws: ``CorruptInput`` with the byte that Go names.
    static func decoded(_ text: [UInt8]) throws(CorruptInput) -> [UInt8] {
        let text = text.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 8 * 5)
        var index = 0
        while index < text.count {
            var bits: UInt64 = 0
            var count = 0
            var isLast = false
            while count < 8 {
                guard index < text.count else { throw CorruptInput(encoding: "base32", offset: text.count - count) }
                let byte = text[index]
                index += 1
                if byte == UInt8(ascii: "="), count >= 2, text.count - index < 8 {
                    try checkPadding(text, index, count: count)
                    isLast = true
                    break
                }
                guard let value = values[byte] else { throw CorruptInput(encoding: "base32", offset: index - 1) }
                bits = bits << 5 | UInt64(value)
                count += 1
            }
            bits <<= UInt64(5 * (8 - count))
            for place in 0..<(count * 5 / 8) { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt64(32 - 8 * place))) }
            if isLast { return bytes }
        }
        return bytes
    }

    /// Checks what follows the first `=`.
    private static func checkPadding(_ text: [UInt8], _ index: Int, count: Int) throws(CorruptInput) {
        let rest = text.count - index
        guard rest + count >= 7 else { throw CorruptInput(encoding: "base32", offset: text.count) }
        for place in 0..<(7 - count) where place < rest && text[index + place] != UInt8(ascii: "=") {
            throw CorruptInput(encoding: "base32", offset: index + place - 1)
        }
        // No number of whole bytes ends after so many characters.
        if count == 3 || count == 6 { throw CorruptInput(encoding: "base32", offset: index - 1) }
    }
}

/// A text that is not what it should be encoded as.
struct CorruptInput: Error {
    let encoding: String
    /// The byte that Go names, from 0.
    let offset: Int

    /// What Go says.
    var message: String { "illegal \(encoding) data at input byte \(offset)" }
}

/// The values of the characters of an alphabet.
private struct DecodingTable {
    private var values = [UInt8](repeating: 0xFF, count: 256)

    init(alphabet: [UInt8]) {
        for (value, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(value) }
    }

    subscript(byte: UInt8) -> UInt8? {
        values[Int(byte)] == 0xFF ? nil : values[Int(byte)]
    }
}
