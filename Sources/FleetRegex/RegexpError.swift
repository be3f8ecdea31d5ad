/// Why a pattern is not a regular expression.
public struct RegexpError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong, in Go's words.
    public enum Reason: String, Hashable, Sendable {
        case invalidClassRange = "invalid character class range"
        case invalidEscape = "invalid escape sequence"
        case invalidNamedCapture = "invalid named capture"
        case invalidPerlSyntax = "invalid or unsupported Perl syntax"
        case invalidNestedRepetition = "invalid nested repetition operator"
        case invalidRepeatCount = "invalid repeat count"
        case invalidUTF8 = "invalid UTF-8"
        case missingBracket = "missing closing ]"
        case missingParenthesis = "missing closing )"
        case missingRepeatArgument = "missing argument to repetition operator"
        case trailingBackslash = "trailing backslash at end of expression"
        case unexpectedParenthesis = "unexpected )"
        case nestsTooDeeply = "expression nests too deeply"
        case tooLarge = "expression too large"
    }

    /// What is wrong.
    public let reason: Reason
    /// The part of the pattern that is wrong, or the whole of it.
    public let expression: String

    /// Makes an error.
    public init(_ reason: Reason, _ expression: String) {
        self.reason = reason
        self.expression = expression
    }

    /// As Go says it: `` error parsing regexp: missing closing ): `(a` ``.
    public var description: String { "error parsing regexp: \(reason.rawValue): `\(expression)`" }
}
