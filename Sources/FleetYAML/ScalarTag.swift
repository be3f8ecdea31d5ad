import CYAML
import FleetValue

/// What an explicit tag makes of a scalar, as goyaml does.
enum ScalarTag {
    private static let prefix = "tag:yaml.org,2002:"

    /// Why a text does not fit its tag, as one lower-case sentence.
    struct Mismatch: Error {
        let message: String
    }

    /// Resolves the text of a tagged scalar, whatever its quotes.
    ///
    /// Unknown tags make text of it.
    static func resolve(_ tag: String, _ text: UnsafeBufferPointer<UInt8>) throws(Mismatch) -> Resolved {
        guard tag.hasPrefix(prefix) else { return .text }
        let name = tag.dropFirst(prefix.count)
        switch name {
        case "null", "bool", "int", "float":
            let resolved = ScalarResolver.resolve(text.span)
            if name == "float", case .integer(let value) = resolved { return .double(Double(value)) }
            guard resolved.tag.dropFirst(2) == name else { throw mismatch(text, name) }
            return resolved
        case "timestamp":
            guard isTimestamp(text) else { throw mismatch(text, name) }
            return .text
        default:
            return .text
        }
    }

    /// Whether the tag says that the text is base64.
    static func isBinary(_ tag: String) -> Bool {
        tag == prefix + "binary"
    }

    /// Whether the tag makes a merge key of `<<`.
    static func isMerge(_ tag: String) -> Bool {
        tag == prefix + "merge"
    }

    /// Decodes standard base64 with padding; line ends inside are skipped.
    ///
    /// Bytes that are no UTF-8 become U+FFFD.
    static func decodeBinary(_ text: UnsafeBufferPointer<UInt8>) throws(Mismatch) -> String {
        var bytes: [UInt8] = []
        var quantum: UInt32 = 0
        var count = 0
        var padding = 0
        for byte in text where byte != UInt8(ascii: "\n") && byte != UInt8(ascii: "\r") {
            let sextet: UInt32
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): sextet = UInt32(byte - UInt8(ascii: "A"))
            case UInt8(ascii: "a")...UInt8(ascii: "z"): sextet = UInt32(byte - UInt8(ascii: "a")) + 26
            case UInt8(ascii: "0")...UInt8(ascii: "9"): sextet = UInt32(byte - UInt8(ascii: "0")) + 52
            case UInt8(ascii: "+"): sextet = 62
            case UInt8(ascii: "/"): sextet = 63
            case UInt8(ascii: "=") where count % 4 >= 2: (sextet, padding) = (0, padding + 1)
            default: throw Mismatch(message: "the text of a !!binary is not base64")
            }
            guard padding == 0 || byte == UInt8(ascii: "=") else {
                throw Mismatch(message: "the text of a !!binary is not base64")
            }
            quantum = quantum << 6 | sextet
            count += 1
            if count % 4 == 0 {
                for shift in [16, 8, 0].prefix(3 - padding) {
                    bytes.append(UInt8(truncatingIfNeeded: quantum >> UInt32(shift)))
                }
                quantum = 0
            }
        }
        guard count % 4 == 0, padding <= 2 else { throw Mismatch(message: "the text of a !!binary is not base64") }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether a text begins as every timestamp does: four digits, then month and day.
    private static func isTimestamp(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        YAMLAmbiguity.startsWithDate(text.span)
    }

    private static func mismatch(_ text: UnsafeBufferPointer<UInt8>, _ name: Substring) -> Mismatch {
        Mismatch(message: "\(YAMLText.quoted(String(decoding: text, as: UTF8.self))) is not a !!\(name)")
    }
}
