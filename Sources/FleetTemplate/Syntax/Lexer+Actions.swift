/// What stands between `{{` and `}}`.
extension Lexer {
    mutating func lexAction() -> Token? {
        if rightDelimiter(at: position) != nil {
            if openParentheses > 0 { return fail("unclosed left paren") }
            state = .rightDelimiter
            return nil
        }
        guard let scalar = peek() else { return fail("unclosed action") }
        if Self.isSpace(scalar) { return lexSpace() }
        advance()
        switch scalar {
        case "=": return make(.assign)
        case ":":
            // What follows counts, even a line break.
            let following = peek()
            advance()
            return following == "=" ? make(.declare) : fail("expected :=")
        case "|": return make(.pipe)
        case "\"": return lexQuote("\"", "unterminated quoted string", .string)
        case "'": return lexQuote("'", "unterminated character constant", .characterConstant)
        case "`": return lexRawString()
        case "$": return lexName(.variable, alone: .variable)
        case "." where position < bytes.count && !Self.isDigit(bytes[position]): return lexName(.field, alone: .dot)
        case ".", "+", "-", "0"..."9":
            position -= 1
            return lexNumber()
        case "(":
            openParentheses += 1
            return make(.leftParenthesis)
        case ")":
            openParentheses -= 1
            // The parser complains of this piece before it would see an error after it.
            return make(.rightParenthesis)
        default:
            if Self.isAlphanumeric(scalar) { return lexWord() }
            if scalar.isASCII, GoQuote.isPrintable(scalar) { return make(.character) }
            return fail("unrecognized character in action: " + Self.codePoint(scalar))
        }
    }

    private mutating func lexSpace() -> Token? {
        var count = 0
        while let scalar = peek(), Self.isSpace(scalar) {
            advance()
            count += 1
        }
        if hasRightTrimMarker(at: position - 1), has(Self.close, at: position + 1) {
            position -= 1
            if bytes[position] == UInt8(ascii: "\n") { line -= 1 }
            if count == 1 {
                state = .rightDelimiter
                return nil
            }
        }
        return make(.space)
    }

    private mutating func lexWord() -> Token? {
        while let scalar = peek(), Self.isAlphanumeric(scalar) { advance() }
        guard isAtTerminator else { return failAtBadCharacter() }
        let word = String(decoding: bytes[start..<position], as: UTF8.self)
        if let keyword = Token.Keyword(rawValue: word), !ignored.contains(word) { return make(.keyword(keyword)) }
        return make(word == "true" || word == "false" ? .bool : .identifier)
    }

    private mutating func lexName(_ kind: Token.Kind, alone: Token.Kind) -> Token? {
        if isAtTerminator { return make(alone) }
        while let scalar = peek(), Self.isAlphanumeric(scalar) { advance() }
        return isAtTerminator ? make(kind) : failAtBadCharacter()
    }

    /// Lexes up to a quote that no backslash stands before.
    private mutating func lexQuote(_ quote: Unicode.Scalar, _ message: String, _ kind: Token.Kind) -> Token? {
        while let scalar = peek(), scalar != "\n" {
            advance()
            if scalar == quote { return make(kind) }
            if scalar == "\\" {
                guard let escaped = peek(), escaped != "\n" else { break }
                advance()
            }
        }
        return fail(message)
    }

    private mutating func lexRawString() -> Token? {
        while let scalar = peek() {
            advance()
            if scalar == "`" { return make(.rawString) }
        }
        return fail("unterminated raw quoted string")
    }

    // MARK: Numbers

    private mutating func lexNumber() -> Token? {
        guard scanNumber() else { return failAtBadNumber() }
        guard let sign = peek(), sign == "+" || sign == "-" else { return make(.number) }
        guard scanNumber(), bytes[position - 1] == UInt8(ascii: "i") else { return failAtBadNumber() }
        return make(.complex)
    }

    private mutating func scanNumber() -> Bool {
        accept("+-")
        var digits = "0123456789_"
        var exponent = "eE"
        if accept("0") {
            if accept("xX") {
                digits = "0123456789abcdefABCDEF_"
                exponent = "pP"
            } else if accept("oO") {
                digits = "01234567_"
                exponent = ""
            } else if accept("bB") {
                digits = "01_"
                exponent = ""
            }
        }
        while accept(digits) {}
        if accept(".") {
            while accept(digits) {}
        }
        if accept(exponent) {
            accept("+-")
            while accept("0123456789_") {}
        }
        accept("i")
        if let scalar = peek(), Self.isAlphanumeric(scalar) {
            advance()
            return false
        }
        return true
    }

    /// Goes on if the next character is one of some.
    @discardableResult
    private mutating func accept(_ valid: String) -> Bool {
        guard position < bytes.count, valid.utf8.contains(bytes[position]) else { return false }
        position += 1
        return true
    }
}
