import FleetRegex

/// What versions are asked for: `>=1.2, <2`, `^1.4 || ~2.0`, `1.x`, `1.2 - 1.4`.
///
/// Parts with a space or a comma between must all hold, of those with `||` between one. A part without a prerelease holds
/// for no prerelease: `>=1.0` is not for `1.1.0-rc1`, but `>=1.0-0` is.
///
/// Follows Masterminds/semver v3 (`NewConstraint`, `Check`).
///
/// - SeeAlso: <https://github.com/Masterminds/semver#checking-version-constraints>
public struct VersionConstraint: Sendable, CustomStringConvertible {
    /// Why a text is no constraint, in the words of Masterminds/semver.
    public struct ParseError: Error, Equatable, Sendable, CustomStringConvertible {
        /// What is wrong.
        public let description: String
    }

    /// One of these must hold, and of it every part.
    private let alternatives: [[VersionComparison]]

    /// Reads a constraint.
    ///
    /// - Throws: ``ParseError``.
    public init(_ text: String) throws(ParseError) {
        var alternatives: [[VersionComparison]] = []
        let rewritten = Self.rewritingRanges(text)
        for alternative in rewritten.split(separator: "||", omittingEmptySubsequences: false) {
            let bytes = Array(alternative.utf8)
            guard let grammar = ConstraintGrammar.shared, grammar.alternative.firstMatch(in: bytes) != nil else {
                throw ParseError(description: "improper constraint: \(alternative)")
            }
            var comparisons: [VersionComparison] = []
            for groups in grammar.comparison.allMatches(in: bytes) {
                let texts = groups.map { $0.map { String(decoding: bytes[$0], as: UTF8.self) } ?? "" }
                comparisons.append(try VersionComparison(texts))
            }
            alternatives.append(comparisons)
        }
        self.alternatives = alternatives
    }

    /// Whether a version is one that is asked for.
    public func allows(_ version: SemanticVersion) -> Bool {
        alternatives.contains { comparisons in comparisons.allSatisfy { $0.holds(for: version) } }
    }

    /// The constraint with its parts as written and a space between them.
    public var description: String {
        alternatives.map { $0.map(\.text).joined(separator: " ") }.joined(separator: " || ")
    }

    /// Makes `>= a, <= b` of `a - b`.
    private static func rewritingRanges(_ text: String) -> String {
        guard let grammar = ConstraintGrammar.shared else { return text }
        let bytes = Array(text.utf8)
        let rewritten = grammar.range.replaceAll(in: bytes, template: Array(">= ${low}, <= ${high}".utf8)) { _, _ in }
        return String(decoding: rewritten, as: UTF8.self)
    }
}

/// What constraints are made of.
private struct ConstraintGrammar {
    /// An operator and a version: the operator, the version, its three numbers with their points, its prerelease with `-`.
    let comparison: Regexp
    /// All of a text between `||`.
    let alternative: Regexp
    /// Two versions with ` - ` between, named `low` and `high`.
    let range: Regexp

    /// Nil never: the patterns are right.
    static let shared = try? ConstraintGrammar()

    private init() throws(RegexpError) {
        let number = #"[\dxX*|]+"#
        let identifiers = #"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"#
        let ending = "(-\(identifiers))?(?:\\+\(identifiers))?"
        let version = "v?(\(number))(\\.\(number))?(\\.\(number))?\(ending)"
        let plainVersion = "v?\(number)(?:\\.\(number)){0,2}(?:-\(identifiers))?(?:\\+\(identifiers))?"
        let sign = "=[<>]?|[!<>]=|[<>]|~>?|\\^|"
        comparison = try Regexp("(\(sign))\\s*(\(version))")
        let part = "(?:\(sign))\\s*\(plainVersion)\\s*"
        alternative = try Regexp("^\\s*\(part)(?:(?:\\s+|,\\s*)\(part))*$")
        range = try Regexp("\\s*(?P<low>\(plainVersion))\\s+-\\s+(?P<high>\(plainVersion))\\s*")
    }
}
