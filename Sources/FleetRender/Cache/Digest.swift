import Crypto

/// SHA-256 over parts that can not run into each other: each is preceded by its length.
struct Digest {
    private var hash = SHA256()

    /// Adds a part.
    mutating func add(_ bytes: [UInt8]) {
        hash.update(data: Array("\(bytes.count):".utf8))
        hash.update(data: bytes)
    }

    /// Adds a part.
    mutating func add(_ text: String) {
        add(Array(text.utf8))
    }

    /// The digest in hexadecimal.
    var text: String { Hexadecimal.text(hash.finalize()) }

    /// The digest of parts, in hexadecimal.
    static func text(of parts: String...) -> String {
        var digest = Digest()
        for part in parts { digest.add(part) }
        return digest.text
    }

    /// The plain SHA-256 of some bytes, in hexadecimal.
    static func text(of bytes: [UInt8]) -> String {
        Hexadecimal.text(SHA256.hash(data: bytes))
    }
}

/// Bytes as hexadecimal digits, lower case.
enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    /// Two digits for each byte.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
