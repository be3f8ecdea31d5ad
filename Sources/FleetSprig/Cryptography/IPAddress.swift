/// Addresses as Go's `net.ParseIP` reads them.
enum IPAddress {
    /// The four bytes of an IPv4 address, those inside of IPv6 as well, or the sixteen of an IPv6 address.
    ///
    /// - Returns: nil for any other text.
    static func bytes(of text: String) -> [UInt8]? {
        guard text.utf8.contains(UInt8(ascii: ":")) else { return version4(text[...]) }
        guard let bytes = version6(text) else { return nil }
        let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        return isMapped ? Array(bytes[12...]) : bytes
    }

    private static func version4(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            // Some take a leading zero for octal, so it is refused.
            guard part.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }), part == "0" || part.first != "0",
                let byte = UInt8(part)
            else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    private static func version6(_ text: String) -> [UInt8]? {
        var head: [UInt8] = []
        /// What follows `::`; nil before it.
        var tail: [UInt8]?
        var rest = text[...]
        if rest.hasPrefix("::") {
            tail = []
            rest = rest.dropFirst(2)
        }
        while !rest.isEmpty {
            let end = rest.firstIndex(of: ":") ?? rest.endIndex
            let part = rest[..<end]
            var bytes: [UInt8]?
            if end == rest.endIndex, part.contains(".") {
                bytes = version4(part)
            } else if (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }) {
                bytes = UInt16(part, radix: 16).map { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
            }
            guard let bytes else { return nil }
            if tail != nil { tail?.append(contentsOf: bytes) } else { head.append(contentsOf: bytes) }
            guard end < rest.endIndex else { break }
            rest = rest[rest.index(after: end)...]
            if rest.first == ":" {
                guard tail == nil else { return nil }
                tail = []
                rest = rest.dropFirst()
            } else if rest.isEmpty {
                return nil
            }
        }
        guard let tail else { return head.count == 16 ? head : nil }
        let missing = 16 - head.count - tail.count
        return missing >= 2 ? head + [UInt8](repeating: 0, count: missing) + tail : nil
    }
}
