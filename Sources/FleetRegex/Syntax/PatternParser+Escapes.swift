extension PatternParser {
    /// Reads what `(?` begins: a named group, flags, or a group with flags of its own.
    mutating func parseFlagsOrName() throws(RegexpError) {
        let start = place
        if start + 4 < pattern.count, pattern[start + 2] == UInt8(ascii: "P"), pattern[start + 3] == UInt8(ascii: "<") {
            return try parseName(from: start, at: start + 4)
        }
        // Go knows `(?<name>…)` since 1.22; what is no name then is what it was before, a syntax it does not know.
        if start + 3 < pattern.count, pattern[start + 2] == UInt8(ascii: "<"),
            let end = pattern[start...].firstIndex(of: UInt8(ascii: ">")), isName((start + 3)..<end)
        {
            return try parseName(from: start, at: start + 3)
        }
        place = start + 2
        var flags = self.flags
        var isNegative = false
        var sawFlag = false
        while place < pattern.count {
            let flag: Flags
            switch nextScalar() {
            case UInt32(UInt8(ascii: "i")): flag = .ignoresCase
            case UInt32(UInt8(ascii: "m")): flag = .multiline
            case UInt32(UInt8(ascii: "s")): flag = .dotMatchesNewline
            case UInt32(UInt8(ascii: "U")): flag = .isLazy
            case UInt32(UInt8(ascii: "-")):
                if isNegative { throw error(.invalidPerlSyntax, from: start) }
                isNegative = true
                sawFlag = false
                continue
            case UInt32(UInt8(ascii: ":")), UInt32(UInt8(ascii: ")")):
                if isNegative, !sawFlag { throw error(.invalidPerlSyntax, from: start) }
                if pattern[place - 1] == UInt8(ascii: ":") { pushPlain() }
                self.flags = flags
                return
            default: throw error(.invalidPerlSyntax, from: start)
            }
            sawFlag = true
            if isNegative { flags.remove(flag) } else { flags.insert(flag) }
        }
        throw error(.invalidPerlSyntax, from: start)
    }

    private mutating func parseName(from start: Int, at nameStart: Int) throws(RegexpError) {
        guard let end = pattern[start...].firstIndex(of: UInt8(ascii: ">")) else {
            throw RegexpError(.invalidNamedCapture, text(start..<pattern.count))
        }
        guard isName(nameStart..<end) else { throw RegexpError(.invalidNamedCapture, text(start..<(end + 1))) }
        place = end + 1
        push(named: text(nameStart..<end))
    }

    private func isName(_ range: Range<Int>) -> Bool {
        !range.isEmpty && pattern[range].allSatisfy { CharacterClasses.isWord($0) }
    }

    /// Reads what a backslash begins outside a class.
    mutating func parseEscapeSequence() throws(RegexpError) {
        guard place + 1 < pattern.count else {
            place += 1
            throw RegexpError(.trailingBackslash, "")
        }
        let start = place
        switch pattern[place + 1] {
        case UInt8(ascii: "A"): try append(assertion: .textStart)
        case UInt8(ascii: "b"): try append(assertion: .wordBoundary)
        case UInt8(ascii: "B"): try append(assertion: .noWordBoundary)
        case UInt8(ascii: "z"): try append(assertion: .textEnd)
        case UInt8(ascii: "C"):
            place += 2
            throw error(.invalidEscape, from: start)
        case UInt8(ascii: "Q"):
            place += 2
            while place < pattern.count {
                if pattern[place] == UInt8(ascii: "\\"), place + 1 < pattern.count,
                    pattern[place + 1] == UInt8(ascii: "E")
                {
                    place += 2
                    return
                }
                try append(literal: nextScalar())
            }
        default:
            if let set = try parseClassEscape() { return try append(set: set) }
            try append(literal: parseEscapedScalar())
        }
    }

    private mutating func append(assertion: SyntaxNode.Assertion) throws(RegexpError) {
        place += 2
        try append(.assertion(assertion))
    }

    /// Reads `\n`, `\x{2014}`, `\.`, `\101` and the like.
    mutating func parseEscapedScalar() throws(RegexpError) -> UInt32 {
        let start = place
        place += 1
        guard place < pattern.count else { throw RegexpError(.trailingBackslash, "") }
        let scalar = nextScalar()
        guard let byte = UInt8(exactly: scalar), byte < 0x80 else { throw error(.invalidEscape, from: start) }
        switch byte {
        case UInt8(ascii: "1")...UInt8(ascii: "7"):
            // One digit would refer back to a group, which nothing in linear time can do.
            guard place < pattern.count, isOctal(pattern[place]) else { break }
            return parseOctal(byte)
        case UInt8(ascii: "0"): return parseOctal(byte)
        case UInt8(ascii: "x"): return try parseHexadecimal(from: start)
        case UInt8(ascii: "a"): return 7
        case UInt8(ascii: "f"): return 12
        case UInt8(ascii: "n"): return 10
        case UInt8(ascii: "r"): return 13
        case UInt8(ascii: "t"): return 9
        case UInt8(ascii: "v"): return 11
        default:
            if byte == UInt8(ascii: "_") || !CharacterClasses.isWord(byte) { return scalar }
        }
        throw error(.invalidEscape, from: start)
    }

    private func isOctal(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(byte) }

    private mutating func parseOctal(_ first: UInt8) -> UInt32 {
        var scalar = UInt32(first - UInt8(ascii: "0"))
        for _ in 0..<2 {
            guard place < pattern.count, isOctal(pattern[place]) else { break }
            scalar = scalar * 8 + UInt32(pattern[place] - UInt8(ascii: "0"))
            place += 1
        }
        return scalar
    }

    private mutating func parseHexadecimal(from start: Int) throws(RegexpError) -> UInt32 {
        guard place < pattern.count else { throw error(.invalidEscape, from: start) }
        let first = nextScalar()
        if first != UInt32(UInt8(ascii: "{")) {
            let second = place < pattern.count ? nextScalar() : 0
            guard let high = hexadecimal(first), let low = hexadecimal(second) else {
                throw error(.invalidEscape, from: start)
            }
            return high * 16 + low
        }
        var scalar: UInt32 = 0
        var count = 0
        while place < pattern.count {
            let next = nextScalar()
            if next == UInt32(UInt8(ascii: "}")) {
                if count == 0 { break }
                return scalar
            }
            guard let digit = hexadecimal(next) else { break }
            scalar = scalar * 16 + digit
            if scalar > ScalarSet.maximum { break }
            count += 1
        }
        throw error(.invalidEscape, from: start)
    }

    private func hexadecimal(_ scalar: UInt32) -> UInt32? {
        switch scalar {
        case 48...57: scalar - 48
        case 65...70: scalar - 55
        case 97...102: scalar - 87
        default: nil
        }
    }
}
