/// One part of a constraint: an operator and a version that may leave numbers open.
struct VersionComparison: Sendable {
    /// How versions are compared.
    private enum Sign: Sendable {
        case equal
        case notEqual
        case greater
        case less
        case greaterOrEqual
        case lessOrEqual
        case tilde
        case caret

        private static let signs: [String: Sign] = [
            "": .equal, "=": .equal, "!=": .notEqual, ">": .greater, "<": .less, ">=": .greaterOrEqual,
            "=>": .greaterOrEqual, "<=": .lessOrEqual, "=<": .lessOrEqual, "~": .tilde, "~>": .tilde, "^": .caret,
        ]

        init?(_ text: String) {
            guard let sign = Self.signs[text] else { return nil }
            self = sign
        }
    }

    /// As written, without spaces.
    let text: String
    private let sign: Sign
    /// The version, 0 for numbers that are open.
    private let version: SemanticVersion
    /// Whether any number is open: left out, `x` or `*`.
    private let isOpen: Bool
    /// Whether the second number is the first that is open.
    private let isMinorOpen: Bool
    /// Whether the third number is the first that is open.
    private let isPatchOpen: Bool

    /// Makes a comparison of what a pattern found.
    ///
    /// - Parameter texts: The whole, the operator, the version, its numbers (from the second on with their points), and
    ///   its prerelease with `-`.
    /// - Throws: ``VersionConstraint/ParseError`` for a number beyond 64 bits, or one in a mixture with `x`.
    init(_ texts: [String]) throws(VersionConstraint.ParseError) {
        guard texts.count == 7, let sign = Sign(texts[1]) else {
            throw VersionConstraint.ParseError(description: "improper constraint: \(texts.first ?? "")")
        }
        self.sign = sign
        text = texts[1] + texts[2]
        let (major, minor, patch, prerelease) = (texts[3], texts[4], texts[5], texts[6])
        let isMajorOpen = ["x", "X", "*"].contains(major)
        isMinorOpen = !isMajorOpen && ["", ".x", ".X", ".*"].contains(minor)
        isPatchOpen = !isMajorOpen && !isMinorOpen && ["", ".x", ".X", ".*"].contains(patch)
        isOpen = isMajorOpen || isMinorOpen || isPatchOpen
        let closed =
            if isMajorOpen {
                "0.0.0" + prerelease
            } else if isMinorOpen {
                major + ".0.0" + prerelease
            } else {
                isPatchOpen ? major + minor + ".0" + prerelease : texts[2]
            }
        do throws(SemanticVersion.ParseError) {
            version = try SemanticVersion(closed)
        } catch {
            throw VersionConstraint.ParseError(description: "constraint Parser Error")
        }
    }

    /// Whether a version is as asked.
    func holds(for other: SemanticVersion) -> Bool {
        // Prereleases are only for those who ask for one.
        let isUnwanted = !other.prerelease.isEmpty && version.prerelease.isEmpty
        if isUnwanted, sign != .notEqual || isOpen { return false }
        return switch sign {
        case .equal: isOpen ? holdsTilde(other) : other.compare(version) == 0
        case .notEqual: holdsNotEqual(other)
        case .greater: holdsGreater(other)
        case .less: other.compare(version) < 0
        case .greaterOrEqual: other.compare(version) >= 0
        case .lessOrEqual: holdsLessOrEqual(other)
        case .tilde: holdsTilde(other)
        case .caret: holdsCaret(other)
        }
    }

    /// `!=1.x` is for no version of 1, `!=1.2.x` for none of 1.2.
    private func holdsNotEqual(_ other: SemanticVersion) -> Bool {
        guard isOpen, other.major == version.major else { return other.compare(version) != 0 }
        if isMinorOpen { return false }
        if other.minor != version.minor { return true }
        guard isPatchOpen else { return other.patch != version.patch || other.compare(version) != 0 }
        return SemanticVersion.comparePrereleases(other.prerelease, version.prerelease) != 0
    }

    /// `>1` begins with 2, `>1.2` with 1.3.
    private func holdsGreater(_ other: SemanticVersion) -> Bool {
        guard isOpen else { return other.compare(version) > 0 }
        if other.major != version.major { return other.major > version.major }
        if isMinorOpen { return false }
        return isPatchOpen ? other.minor > version.minor : other.compare(version) > 0
    }

    /// `<=1` ends before 2, `<=1.2` before 1.3.
    private func holdsLessOrEqual(_ other: SemanticVersion) -> Bool {
        guard isOpen else { return other.compare(version) <= 0 }
        if other.major != version.major { return other.major < version.major }
        return isMinorOpen || other.minor <= version.minor
    }

    /// `~1.2.3` ends before 1.3, `~1` before 2, `~0.0.0` and `*` never.
    private func holdsTilde(_ other: SemanticVersion) -> Bool {
        guard other.compare(version) >= 0 else { return false }
        let isZero = version.major == 0 && version.minor == 0 && version.patch == 0
        if isZero, !isMinorOpen, !isPatchOpen { return true }
        return other.major == version.major && (other.minor == version.minor || isMinorOpen)
    }

    /// `^1.2.3` ends before 2, `^0.2.3` before 0.3, `^0.0.3` before 0.0.4.
    private func holdsCaret(_ other: SemanticVersion) -> Bool {
        guard other.compare(version) >= 0 else { return false }
        if version.major > 0 || isMinorOpen { return other.major == version.major }
        if other.major > 0 { return false }
        if version.minor > 0 || isPatchOpen { return other.minor == version.minor }
        return other.minor == 0 && other.patch == version.patch
    }
}
