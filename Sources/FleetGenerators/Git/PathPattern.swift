/// A shell pattern for the paths of folders: `*` and `?` stop at `/`, `[a-z]` and `[^a-z]` are classes, `\` takes the
/// next character as it is.
///
/// Follows Go's `path.Match`.
///
/// - SeeAlso: <https://pkg.go.dev/path#Match>
struct PathPattern: Sendable {
    private let pattern: [Unicode.Scalar]
    /// What every matching path begins with.
    private let prefix: String
    /// Whether it is well-formed; a pattern that is not matches nothing.
    let isValid: Bool

    /// Reads a pattern.
    init(_ pattern: String) {
        self.pattern = Array(pattern.unicodeScalars)
        prefix = Wildcards.literalPrefix(of: pattern, special: "*?[\\")
        isValid = Self.isWellFormed(self.pattern)
    }

    /// Whether the pattern matches a whole path.
    func matches(_ path: String) -> Bool {
        isValid && path.utf8.starts(with: prefix.utf8)
            && Wildcards(pattern, starCrossesSlash: false, isStrict: true).matches(Array(path.unicodeScalars))
    }

    private static func isWellFormed(_ pattern: [Unicode.Scalar]) -> Bool {
        var index = 0
        while index < pattern.count {
            switch pattern[index] {
            case "\\":
                index += 2
                if index > pattern.count { return false }
            case "[":
                guard let end = CharacterClass(pattern, at: index, isStrict: true)?.end else { return false }
                index = end
            default:
                index += 1
            }
        }
        return true
    }
}

/// The matching of patterns with `*`, `?`, `[…]` and `\`, without recursion, so that no pattern takes exponential time.
struct Wildcards {
    private let pattern: [Unicode.Scalar]
    private let starCrossesSlash: Bool
    private let isStrict: Bool

    /// Prepares a pattern.
    ///
    /// - Parameters:
    ///   - pattern: The pattern.
    ///   - starCrossesSlash: Whether `*` and `?` take `/` too.
    ///   - isStrict: How classes are read; see ``CharacterClass``.
    init(_ pattern: [Unicode.Scalar], starCrossesSlash: Bool, isStrict: Bool = false) {
        self.pattern = pattern
        self.starCrossesSlash = starCrossesSlash
        self.isStrict = isStrict
    }

    /// What a pattern begins with before its first special character.
    static func literalPrefix(of pattern: String, special: String) -> String {
        let special = Set(special.unicodeScalars)
        return String(String.UnicodeScalarView(pattern.unicodeScalars.prefix { !special.contains($0) }))
    }

    /// Whether the pattern matches the whole text.
    func matches(_ text: [Unicode.Scalar]) -> Bool {
        var position = 0
        var index = 0
        var retry: (position: Int, index: Int)?
        while index < text.count {
            if position < pattern.count, pattern[position] == "*" {
                position += 1
                retry = (position, index)
                continue
            }
            if let next = step(position, text[index]) {
                position = next
                index += 1
                continue
            }
            // The last star takes one character more; an earlier one need not, since this one can take all it could.
            guard let last = retry, starCrossesSlash || text[last.index] != "/" else { return false }
            retry = (last.position, last.index + 1)
            position = last.position
            index = last.index + 1
        }
        return pattern[position...].allSatisfy { $0 == "*" }
    }

    /// The place after the pattern's element at a place, if that takes the character.
    private func step(_ position: Int, _ character: Unicode.Scalar) -> Int? {
        guard position < pattern.count else { return nil }
        switch pattern[position] {
        case "?":
            return starCrossesSlash || character != "/" ? position + 1 : nil
        case "\\" where position + 1 < pattern.count:
            return pattern[position + 1] == character ? position + 2 : nil
        case "[":
            guard let set = CharacterClass(pattern, at: position, isStrict: isStrict) else { return nil }
            return set.contains(character) ? set.end : nil
        default:
            return pattern[position] == character ? position + 1 : nil
        }
    }
}

/// A class of characters in a pattern: `[abc]`, `[a-z]`, `[^a-z]`.
struct CharacterClass {
    private var ranges: [ClosedRange<UInt32>] = []
    private var isNegated = false
    /// The place after the closing bracket.
    private(set) var end: Int

    /// Reads the class that begins with the bracket at a place; nil when it is not well-formed.
    ///
    /// - Parameters:
    ///   - pattern: The whole pattern.
    ///   - start: The place of the opening bracket.
    ///   - isStrict: As Go's `path.Match` has it: a `]` must be escaped even at the beginning, only `^` negates, and `-`
    ///     must be escaped but between two characters. Otherwise as Git has it, with `!` too and `[:alpha:]`.
    init?(_ pattern: [Unicode.Scalar], at start: Int, isStrict: Bool) {
        end = start + 1
        if end < pattern.count, pattern[end] == "^" || (!isStrict && pattern[end] == "!") {
            isNegated = true
            end += 1
        }
        let first = end
        while end < pattern.count {
            if pattern[end] == "]", end > first {
                end += 1
                return
            }
            if !isStrict, let named = Self.named(pattern, at: end) {
                ranges += named.ranges
                end = named.end
                continue
            }
            guard let low = Self.character(pattern, &end, isStrict: isStrict) else { return nil }
            var high = low
            if end + 1 < pattern.count, pattern[end] == "-", isStrict || pattern[end + 1] != "]" {
                end += 1
                guard let upper = Self.character(pattern, &end, isStrict: isStrict) else { return nil }
                high = upper
            }
            if low.value <= high.value { ranges.append(low.value...high.value) }
        }
        return nil
    }

    /// Whether the class takes a character.
    func contains(_ character: Unicode.Scalar) -> Bool {
        ranges.contains { $0.contains(character.value) } != isNegated
    }

    private static func character(
        _ pattern: [Unicode.Scalar],
        _ place: inout Int,
        isStrict: Bool
    ) -> Unicode.Scalar? {
        guard place < pattern.count else { return nil }
        if isStrict, pattern[place] == "-" || pattern[place] == "]" { return nil }
        if pattern[place] == "\\" {
            place += 1
            guard place < pattern.count else { return nil }
        }
        defer { place += 1 }
        return pattern[place]
    }

    /// A class by name, `[:digit:]`, that begins at a place.
    private static func named(
        _ pattern: [Unicode.Scalar],
        at start: Int
    ) -> (ranges: [ClosedRange<UInt32>], end: Int)? {
        guard start + 1 < pattern.count, pattern[start] == "[", pattern[start + 1] == ":" else { return nil }
        for (name, ranges) in names {
            let text = Array("[:\(name):]".unicodeScalars)
            if pattern[start...].starts(with: text) { return (ranges, start + text.count) }
        }
        return nil
    }

    private static let names: [String: [ClosedRange<UInt32>]] = [
        "alpha": [65...90, 97...122], "digit": [48...57], "alnum": [48...57, 65...90, 97...122],
        "upper": [65...90], "lower": [97...122], "space": [9...13, 32...32], "blank": [9...9, 32...32],
        "xdigit": [48...57, 65...70, 97...102], "punct": [33...47, 58...64, 91...96, 123...126],
        "cntrl": [0...31, 127...127], "print": [32...126], "graph": [33...126],
    ]
}
