import FleetTemplate

/// Texts as the characters that Go's `[]rune` holds: each damaged byte is a U+FFFD.
enum GoRunes {
    /// The characters of a Go string.
    static func scalars(of bytes: [UInt8]) -> [Unicode.Scalar] {
        var scalars: [Unicode.Scalar] = []
        scalars.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let (scalar, width) = UTF8.goDecode(bytes, at: index)
            scalars.append(scalar)
            index += width
        }
        return scalars
    }

    /// The string of characters.
    static func string(_ scalars: some Sequence<Unicode.Scalar>) -> GoValue {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return .string(String(text))
    }

    /// A text with each character replaced.
    static func map(_ bytes: [UInt8], _ body: (Unicode.Scalar) -> Unicode.Scalar) -> GoValue {
        string(scalars(of: bytes).lazy.map(body))
    }
}

/// Letters' cases as Go's `unicode` package has them: one character becomes one character, `ß` stays.
extension Unicode.Scalar {
    /// The upper case letter.
    var goUpper: Unicode.Scalar {
        if isASCII { return (0x61...0x7A).contains(value) ? Unicode.Scalar(UInt8(value - 32)) : self }
        return Self.single(properties.uppercaseMapping) ?? Self.single(properties.titlecaseMapping) ?? self
    }

    /// The lower case letter.
    var goLower: Unicode.Scalar {
        if isASCII { return (0x41...0x5A).contains(value) ? Unicode.Scalar(UInt8(value + 32)) : self }
        // The one letter whose lower case takes two characters in full, and one in Go.
        if value == 0x130 { return "i" }
        return Self.single(properties.lowercaseMapping) ?? self
    }

    /// The letter as words begin with: the upper case but for a few digraphs.
    var goTitle: Unicode.Scalar {
        isASCII ? goUpper : Self.single(properties.titlecaseMapping) ?? self
    }

    private static func single(_ text: String) -> Unicode.Scalar? {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, scalars.index(after: scalars.startIndex) == scalars.endIndex else {
            return nil
        }
        return first
    }

    var isGoUpper: Bool {
        isASCII ? (0x41...0x5A).contains(value) : properties.generalCategory == .uppercaseLetter
    }

    var isGoLower: Bool {
        isASCII ? (0x61...0x7A).contains(value) : properties.generalCategory == .lowercaseLetter
    }

    var isGoTitle: Bool { !isASCII && properties.generalCategory == .titlecaseLetter }

    var isGoSpace: Bool {
        isASCII ? value == 0x20 || (0x09...0x0D).contains(value) : properties.isWhitespace
    }

    var isGoLetter: Bool {
        if isASCII { return isGoUpper || isGoLower }
        return switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    var isGoDigit: Bool {
        isASCII ? (0x30...0x39).contains(value) : properties.generalCategory == .decimalNumber
    }

    var isGoNumber: Bool {
        if isASCII { return isGoDigit }
        return switch properties.generalCategory {
        case .decimalNumber, .letterNumber, .otherNumber: true
        default: false
        }
    }

    var isGoPunctuation: Bool {
        switch properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            true
        default: false
        }
    }
}
