/// Which bytes of a part of a URL are written as `%41`, and back.
///
/// Follows Go's `net/url`, which escapes a little more than RFC 3986 asks for.
enum URLEscaping {
    case path
    case userPart
    case fragment
    case host
    /// The zone of an IPv6 address.
    case zone

    /// What is not escaped beside letters, digits and `-_.~`.
    private var plain: String.UTF8View {
        switch self {
        case .path: "$&+,/:;=@".utf8
        case .userPart: "$&+,;=".utf8
        case .fragment: "$&+,/:;=?@!()*".utf8
        case .host, .zone: "!$&'()*+,;=:[]<>\"".utf8
        }
    }

    private func isEscaped(_ byte: UInt8) -> Bool {
        !(byte.isDigit || (byte | 0x20) &- UInt8(ascii: "a") < 26 || "-_.~".utf8.contains(byte)
            || plain.contains(byte))
    }

    /// Writes bytes as the part of a URL.
    func escape(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var escaped: [UInt8] = []
        escaped.reserveCapacity(bytes.count)
        for byte in bytes {
            if isEscaped(byte) {
                escaped += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            } else {
                escaped.append(byte)
            }
        }
        return escaped
    }

    /// Reads the part of a URL.
    func unescape(_ text: ArraySlice<UInt8>) throws(GoURL.ParseError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        let isHost = self == .host || self == .zone
        var rest = text
        while let byte = rest.first {
            guard byte == UInt8(ascii: "%") else {
                if isHost, byte < 0x80, isEscaped(byte) {
                    throw GoURL.ParseError("invalid character \(GoURL.quoted(rest.prefix(1))) in host name")
                }
                bytes.append(byte)
                rest.removeFirst()
                continue
            }
            let escape = rest.prefix(3)
            guard escape.count == 3, let high = hexadecimal(escape[escape.startIndex + 1]),
                let low = hexadecimal(escape[escape.startIndex + 2]), mayEscape(high << 4 | low)
            else { throw GoURL.ParseError("invalid URL escape \(GoURL.quoted(escape))") }
            bytes.append(high << 4 | low)
            rest = rest.dropFirst(3)
        }
        return bytes
    }

    /// Whether a byte may be written as `%41`: in a host only what is not ASCII, in a zone what a host may hold.
    private func mayEscape(_ byte: UInt8) -> Bool {
        switch self {
        case .host: byte >= 0x80 || byte == UInt8(ascii: "%")
        case .zone: byte == UInt8(ascii: "%") || byte == UInt8(ascii: " ") || !isEscaped(byte)
        default: true
        }
    }

    private func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
