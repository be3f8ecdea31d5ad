import FleetTemplate

/// Changes of letters' cases.
enum LetterCase {
    /// `strings.ToUpper`.
    static func upper(_ bytes: [UInt8]) -> GoValue {
        if let ascii = asciiMap(bytes, { (0x61...0x7A).contains($0) ? $0 - 32 : $0 }) { return ascii }
        return GoRunes.map(bytes) { $0.goUpper }
    }

    /// `strings.ToLower`.
    static func lower(_ bytes: [UInt8]) -> GoValue {
        if let ascii = asciiMap(bytes, { (0x41...0x5A).contains($0) ? $0 + 32 : $0 }) { return ascii }
        return GoRunes.map(bytes) { $0.goLower }
    }

    /// `strings.Title`: each letter that follows neither a letter, a digit nor an underscore becomes a title letter.
    static func title(_ bytes: [UInt8]) -> GoValue {
        var previous: Unicode.Scalar = " "
        var scalars = GoRunes.scalars(of: bytes)
        for index in scalars.indices {
            let scalar = scalars[index]
            if isSeparator(previous) { scalars[index] = scalar.goTitle }
            previous = scalar
        }
        return GoRunes.string(scalars)
    }

    /// Each word's first letter in lower case; words stand between white space.
    static func untitle(_ bytes: [UInt8]) -> GoValue {
        var isStart = true
        var scalars = GoRunes.scalars(of: bytes)
        for index in scalars.indices {
            if scalars[index].isGoSpace {
                isStart = true
            } else if isStart {
                scalars[index] = scalars[index].goLower
                isStart = false
            }
        }
        return GoRunes.string(scalars)
    }

    /// Upper case letters in lower case and the other way round, a word's first one as a title letter.
    static func swapped(_ bytes: [UInt8]) -> GoValue {
        var isAfterSpace = true
        var scalars = GoRunes.scalars(of: bytes)
        for index in scalars.indices {
            let scalar = scalars[index]
            if scalar.isGoUpper || scalar.isGoTitle {
                scalars[index] = scalar.goLower
                isAfterSpace = false
            } else if scalar.isGoLower {
                scalars[index] = isAfterSpace ? scalar.goTitle : scalar.goUpper
                isAfterSpace = false
            } else {
                isAfterSpace = scalar.isGoSpace
            }
        }
        return GoRunes.string(scalars)
    }

    /// The words' first bytes; Sprig takes each for a character of its own, even one that is part of a longer.
    static func initials(_ bytes: [UInt8]) -> GoValue {
        var isStart = true
        var initials: [Unicode.Scalar] = []
        for byte in bytes {
            let scalar = Unicode.Scalar(byte)
            if scalar.isGoSpace {
                isStart = true
            } else if isStart {
                initials.append(scalar)
                isStart = false
            }
        }
        return GoRunes.string(initials)
    }

    /// The text without white space; when there is some, each byte is taken for a character of its own, as in
    /// ``initials(_:)``.
    static func withoutSpace(_ bytes: [UInt8]) -> GoValue {
        guard bytes.contains(where: { Unicode.Scalar($0).isGoSpace }) else { return .string(bytes: bytes) }
        return GoRunes.string(bytes.lazy.map { Unicode.Scalar($0) }.filter { !$0.isGoSpace })
    }

    private static func asciiMap(_ bytes: [UInt8], _ body: (UInt8) -> UInt8) -> GoValue? {
        guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
        return .string(String(decoding: bytes.map(body), as: UTF8.self))
    }

    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return !scalar.isGoLetter && !scalar.isGoDigit && scalar != "_" }
        return !scalar.isGoLetter && !scalar.isGoDigit && scalar.isGoSpace
    }
}
