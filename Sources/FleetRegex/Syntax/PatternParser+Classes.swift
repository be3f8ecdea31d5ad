extension PatternParser {
    /// Reads `[…]`.
    ///
    /// - Returns: A normalized set.
    mutating func parseClass() throws(RegexpError) -> ScalarSet {
        let start = place
        place += 1
        let isNegated = peek(UInt8(ascii: "^"))
        if isNegated { place += 1 }
        var set = ScalarSet()
        var isFirst = true
        var normalizedCount = 0
        while isFirst || !peek(UInt8(ascii: "]")) {
            isFirst = false
            if let named = try parseNamedClass() {
                set.formUnion(named)
            } else if let escaped = try parseClassEscape() {
                set.formUnion(escaped)
            } else {
                let (low, high) = try parseClassRange(classStart: start)
                if flags.contains(.ignoresCase) {
                    set.formUnion(CaseFolding.closure(of: ScalarSet([.init(low: low, high: high)])))
                } else {
                    set.insert(low, through: high)
                }
            }
            // So that what names the same large class over and over costs no memory.
            if set.spans.count > 2 * normalizedCount + 4096 {
                set.normalize()
                normalizedCount = set.spans.count
            }
        }
        place += 1
        set.normalize()
        return isNegated ? set.inverted : set
    }

    /// Reads `\d`, `\pL`, `\P{Greek}` and the like; nil when there is none.
    mutating func parseClassEscape() throws(RegexpError) -> ScalarSet? {
        guard place + 1 < pattern.count, pattern[place] == UInt8(ascii: "\\") else { return nil }
        let letter = pattern[place + 1]
        if letter | 0x20 == UInt8(ascii: "p") { return try parseUnicodeClass() }
        guard let set = CharacterClasses.perl[letter | 0x20] else { return nil }
        place += 2
        return folded(set, isNegated: letter & 0x20 == 0)
    }

    private mutating func parseNamedClass() throws(RegexpError) -> ScalarSet? {
        guard place + 2 < pattern.count, pattern[place] == UInt8(ascii: "["), pattern[place + 1] == UInt8(ascii: ":")
        else { return nil }
        var end = place + 2
        while end + 1 < pattern.count, pattern[end] != UInt8(ascii: ":") || pattern[end + 1] != UInt8(ascii: "]") {
            end += 1
        }
        guard end + 1 < pattern.count else { return nil }
        var name = place + 2
        let isNegated = pattern[name] == UInt8(ascii: "^")
        if isNegated { name += 1 }
        guard let set = CharacterClasses.posix[text(name..<max(name, end))] else {
            throw RegexpError(.invalidClassRange, text(place..<(end + 2)))
        }
        place = end + 2
        return folded(set, isNegated: isNegated)
    }

    private mutating func parseUnicodeClass() throws(RegexpError) -> ScalarSet {
        let start = place
        var isNegated = pattern[place + 1] == UInt8(ascii: "P")
        place += 2
        var name = place..<place
        if peek(UInt8(ascii: "{")) {
            guard let end = pattern[place...].firstIndex(of: UInt8(ascii: "}")) else {
                throw RegexpError(.invalidClassRange, text(start..<pattern.count))
            }
            name = (place + 1)..<end
            place = end + 1
        } else if place < pattern.count {
            _ = nextScalar()
            name = name.lowerBound..<place
        }
        if let first = pattern[name].first, first == UInt8(ascii: "^") {
            isNegated.toggle()
            name = (name.lowerBound + 1)..<name.upperBound
        }
        let key = text(name) + (flags.contains(.ignoresCase) ? "/i" : "/") + (isNegated ? "-" : "+")
        if let known = unicodeSets[key] { return known }
        guard let set = UnicodeTables.set(named: text(name)) else { throw error(.invalidClassRange, from: start) }
        let result = folded(set, isNegated: isNegated)
        unicodeSets[key] = result
        return result
    }

    private func folded(_ set: ScalarSet, isNegated: Bool) -> ScalarSet {
        let set = flags.contains(.ignoresCase) ? CaseFolding.closure(of: set) : set
        return isNegated ? set.inverted : set
    }

    private mutating func parseClassRange(classStart: Int) throws(RegexpError) -> (UInt32, UInt32) {
        let start = place
        let low = try parseClassScalar(classStart: classStart)
        guard place + 1 < pattern.count, peek(UInt8(ascii: "-")), pattern[place + 1] != UInt8(ascii: "]") else {
            return (low, low)
        }
        place += 1
        let high = try parseClassScalar(classStart: classStart)
        guard low <= high else { throw error(.invalidClassRange, from: start) }
        return (low, high)
    }

    private mutating func parseClassScalar(classStart: Int) throws(RegexpError) -> UInt32 {
        guard place < pattern.count else {
            throw RegexpError(.missingBracket, text(classStart..<pattern.count))
        }
        return peek(UInt8(ascii: "\\")) ? try parseEscapedScalar() : nextScalar()
    }

    private func peek(_ byte: UInt8) -> Bool { place < pattern.count && pattern[place] == byte }
}

/// The classes of ASCII that Perl and POSIX name.
enum CharacterClasses {
    /// By the small letter after the backslash.
    static let perl: [UInt8: ScalarSet] = [
        UInt8(ascii: "d"): digit, UInt8(ascii: "s"): set("\t\n", "\u{C}\r", "  "), UInt8(ascii: "w"): word,
    ]

    /// By the name between `[:` and `:]`.
    static let posix: [String: ScalarSet] = [
        "alnum": set("09", "AZ", "az"), "alpha": set("AZ", "az"), "ascii": set("\0\u{7F}"), "blank": set("\t\t", "  "),
        "cntrl": set("\0\u{1F}", "\u{7F}\u{7F}"), "digit": digit, "graph": set("!~"), "lower": set("az"),
        "print": set(" ~"), "punct": set("!/", ":@", "[`", "{~"), "space": set("\t\r", "  "), "upper": set("AZ"),
        "word": word, "xdigit": set("09", "AF", "af"),
    ]

    private static let digit = set("09")
    private static let word = set("09", "AZ", "__", "az")

    /// Whether a byte is an ASCII letter, digit or `_`.
    @inline(__always)
    static func isWord(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "_")
    }

    /// A set of ranges, each as its first and its last.
    private static func set(_ ranges: String...) -> ScalarSet {
        ScalarSet(
            ranges.compactMap { range in
                guard let low = range.unicodeScalars.first, let high = range.unicodeScalars.last else { return nil }
                return ScalarSet.Span(low: low.value, high: high.value)
            }
        )
    }
}
