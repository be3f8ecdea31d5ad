/// A piece of a Go template.
struct Token {
    /// What a piece is.
    enum Kind {
        /// Text between actions.
        case text
        /// `{{`, with the white space that a trim marker takes away.
        case leftDelimiter
        /// `}}`.
        case rightDelimiter
        /// White space within an action.
        case space
        /// `=`
        case assign
        /// `:=`
        case declare
        /// `|`
        case pipe
        /// `(`
        case leftParenthesis
        /// `)`
        case rightParenthesis
        /// `,` and whatever else has no meaning.
        case character
        case characterConstant
        case number
        case complex
        case string
        case rawString
        case bool
        /// The name of a function.
        case identifier
        /// `.name`
        case field
        /// `$name`
        case variable
        /// `.`
        case dot
        case keyword(Keyword)
        /// What the text can not be taken apart for, as the token's message says.
        case error
        case end
    }

    /// A word with a meaning of its own.
    enum Keyword: String {
        case block, `break`, `continue`, define, `else`, end, `if`
        case null = "nil"
        case range, template, with
    }

    let kind: Kind
    /// Where the piece begins, in bytes.
    let offset: Int
    /// The line on which it begins, from 1.
    let line: Int
    /// The piece as written, or the message of an error.
    let text: String

    /// Whether this is the keyword.
    func `is`(_ keyword: Keyword) -> Bool {
        if case .keyword(keyword) = kind { true } else { false }
    }

    /// The piece as Go's messages show it: `"name"`, `<if>`, `EOF`, and only the beginning of what is long.
    var description: String {
        switch kind {
        case .end: return "EOF"
        case .error: return text
        case .keyword, .dot: return "<\(text)>"
        default:
            guard text.utf8.count > 10 else { return GoQuote.quoted(text) }
            return GoQuote.quoted(String(text.unicodeScalars.prefix(10))) + "..."
        }
    }
}

extension Token.Kind {
    /// Whether this begins an operand.
    var beginsOperand: Bool {
        switch self {
        case .bool, .characterConstant, .complex, .dot, .field, .identifier, .number, .keyword(.null), .rawString,
            .string, .variable, .leftParenthesis:
            true
        default: false
        }
    }

    /// Whether two pieces are of the same kind.
    func isSame(as other: Token.Kind) -> Bool {
        switch (self, other) {
        case (.rightDelimiter, .rightDelimiter), (.rightParenthesis, .rightParenthesis), (.space, .space): true
        default: false
        }
    }
}
