/// Addresses of services, and the parts that requests add to them.
enum ServiceAddress {
    /// An address without slashes at its end.
    static func trimmed(_ address: String) -> String {
        var text = address[...]
        while text.hasSuffix("/") { text = text.dropLast() }
        return String(text)
    }

    /// An address as messages show it: without what stands before an `@`, and not longer than is readable.
    static func masked(_ address: String) -> String {
        let bytes = Array(address.utf8.prefix(300)).map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }
        let text = String(decoding: bytes, as: UTF8.self)
        let query = text.prefix { $0 != "?" }
        guard let at = query.lastIndex(of: "@") else { return String(query) }
        // An address that is refused may have no scheme, or another.
        let scheme = query.firstRange(of: "://").map { query[..<$0.upperBound] } ?? ""
        return scheme + "***" + query[at...]
    }

    /// Scheme, host and port of an absolute address.
    static func origin(_ address: String) -> Substring? {
        for scheme in ["https://", "http://"] where address.lowercased().hasPrefix(scheme) {
            let rest = address.dropFirst(scheme.count)
            return address.prefix(scheme.count + rest.prefix { !"/?#".contains($0) }.count)
        }
        return nil
    }

    /// The host of an absolute address, with its port.
    static func host(_ address: String) -> String {
        let rest = address.drop { $0 != "/" }.drop { $0 == "/" }
        return rest.prefix { !"/?#".contains($0) }.lowercased()
    }

    /// Where a redirection leads; nil when that is another server, or no address.
    static func redirection(from address: String, to target: String) -> String? {
        guard let origin = origin(address) else { return nil }
        if target.hasPrefix("/"), !target.hasPrefix("//") { return origin + target }
        guard let other = self.origin(target), other.lowercased() == origin.lowercased() else { return nil }
        return target
    }

    /// A text as one component of a path or one value of a query: all but letters, digits and `-._~` percent-encoded.
    static func encoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"):
                bytes.append(byte)
            // A component of dots only would be taken for the folder or the one above.
            case UInt8(ascii: ".") where text != "." && text != "..":
                bytes.append(byte)
            default:
                bytes.append(UInt8(ascii: "%"))
                for digit in [byte >> 4, byte & 15] {
                    bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10)
                }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A path of a repository: components encoded, slashes kept, none at either end.
    static func encodedPath(_ path: String) -> String {
        path.split(separator: "/").map { encoded(String($0)) }.joined(separator: "/")
    }
}
