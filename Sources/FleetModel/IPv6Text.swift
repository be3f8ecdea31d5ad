/// IPv6 addresses as text.
enum IPv6Text {
    private static let groupCount = 8

    /// The short form of an address: small letters, no leading zeros, the longest run of zeros as `::`.
    ///
    /// Follows RFC 5952, as Go's `net/netip` prints addresses.
    ///
    /// - Returns: Nil for text that is no address, or that names a zone.
    static func short(_ text: String) -> String? {
        guard let groups = groups(text) else { return nil }
        // An IPv4 address in it keeps its own form.
        if groups[..<5].allSatisfy({ $0 == 0 }), groups[5] == 0xFFFF {
            let bytes = groups[6...].flatMap { [$0 >> 8, $0 & 0xFF] }
            return "::ffff:" + bytes.map(String.init).joined(separator: ".")
        }
        guard let zeros = longestZeros(groups) else {
            return groups.map { String($0, radix: 16) }.joined(separator: ":")
        }
        let before = groups[..<zeros.lowerBound].map { String($0, radix: 16) }.joined(separator: ":")
        let after = groups[zeros.upperBound...].map { String($0, radix: 16) }.joined(separator: ":")
        return before + "::" + after
    }

    /// The eight groups of an address, or nil for text that is none.
    private static func groups(_ text: String) -> [Int]? {
        var halves: [[Int]] = [[]]
        var rest = text[...]
        if rest.hasPrefix("::") {
            halves.append([])
            rest = rest.dropFirst(2)
        }
        while !rest.isEmpty {
            let part = rest.prefix { $0 != ":" }
            rest = rest.dropFirst(part.count)
            if part.contains(".") {
                guard rest.isEmpty, let pair = embedded(part) else { return nil }
                halves[halves.count - 1] += pair
                break
            }
            guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit), let group = Int(part, radix: 16)
            else {
                return nil
            }
            halves[halves.count - 1].append(group)
            guard !rest.isEmpty else { break }
            rest = rest.dropFirst()
            if rest.hasPrefix(":") {
                guard halves.count == 1 else { return nil }
                halves.append([])
                rest = rest.dropFirst()
            } else if rest.isEmpty {
                return nil
            }
        }
        let count = halves.reduce(0) { $0 + $1.count }
        guard halves.count == 2 else { return count == groupCount ? halves[0] : nil }
        guard count < groupCount else { return nil }
        return halves[0] + [Int](repeating: 0, count: groupCount - count) + halves[1]
    }

    /// The two groups of an IPv4 address at the end.
    private static func embedded(_ text: Substring) -> [Int]? {
        let bytes = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
        guard bytes.count == 4, bytes.allSatisfy({ (0...255).contains($0) }) else { return nil }
        return [bytes[0] << 8 | bytes[1], bytes[2] << 8 | bytes[3]]
    }

    /// The first of the longest runs of two or more zeros.
    private static func longestZeros(_ groups: [Int]) -> Range<Int>? {
        var longest = 0..<0
        var start = 0
        for (place, group) in groups.enumerated() {
            guard group == 0 else {
                start = place + 1
                continue
            }
            if place + 1 - start > longest.count { longest = start..<place + 1 }
        }
        return longest.count >= 2 ? longest : nil
    }
}
