/// Takes the text of a Go template apart, one piece at a time.
///
/// Follows Go's `text/template/parse` in what it accepts, in its messages and in the lines that it names.
struct Lexer {
    enum State {
        case text, leftDelimiter, comment, action, rightDelimiter, done
    }

    private static let open = (UInt8(ascii: "{"), UInt8(ascii: "{"))
    static let close = (UInt8(ascii: "}"), UInt8(ascii: "}"))
    private static let openComment = (UInt8(ascii: "/"), UInt8(ascii: "*"))
    private static let closeComment = (UInt8(ascii: "*"), UInt8(ascii: "/"))

    let bytes: [UInt8]
    /// Names of functions that take the keywords' place.
    let ignored: Set<String>
    var state = State.text
    /// Where the piece at hand begins, and its line.
    var start = 0
    private var startLine = 1
    var position = 0
    var line = 1
    var openParentheses = 0

    /// Makes a lexer.
    ///
    /// - Parameters:
    ///   - bytes: The text in UTF-8.
    ///   - ignored: `break` or `continue`, where these are functions.
    init(_ bytes: [UInt8], ignoring ignored: Set<String> = []) {
        self.bytes = bytes
        self.ignored = ignored
    }

    /// The next piece; after an error or the end, the end again.
    mutating func next() -> Token {
        while true {
            let token =
                switch state {
                case .text: lexText()
                case .leftDelimiter: lexLeftDelimiter()
                case .comment: lexComment()
                case .action: lexAction()
                case .rightDelimiter: lexRightDelimiter()
                case .done: make(.end)
                }
            if let token { return token }
        }
    }

    // MARK: Between actions

    private mutating func lexText() -> Token? {
        guard let open = find(Self.open, from: position) else {
            position = bytes.count
            state = .done
            guard position > start else { return nil }
            countLines(from: start, to: position)
            return make(.text)
        }
        var end = open
        if hasLeftTrimMarker(at: open + 2) {
            while end > start, Self.isSpace(bytes[end - 1]) { end -= 1 }
        }
        state = .leftDelimiter
        position = end
        var token: Token?
        if end > start {
            countLines(from: start, to: end)
            token = make(.text)
        }
        position = open
        skip()
        return token
    }

    private mutating func lexLeftDelimiter() -> Token? {
        position += 2
        let marker = hasLeftTrimMarker(at: position) ? 2 : 0
        if has(Self.openComment, at: position + marker) {
            position += marker
            skip()
            state = .comment
            return nil
        }
        let token = make(.leftDelimiter)
        position += marker
        skip()
        openParentheses = 0
        state = .action
        return token
    }

    private mutating func lexComment() -> Token? {
        position += 2
        guard let end = find(Self.closeComment, from: position) else { return fail("unclosed comment") }
        position = end + 2
        guard let trims = rightDelimiter(at: position) else {
            return fail("comment ends before closing delimiter")
        }
        position += trims ? 4 : 2
        if trims { skipSpaces() }
        skip()
        state = .text
        return nil
    }

    private mutating func lexRightDelimiter() -> Token? {
        let trims = hasRightTrimMarker(at: position)
        if trims {
            position += 2
            skip()
        }
        position += 2
        let token = make(.rightDelimiter)
        if trims {
            skipSpaces()
            skip()
        }
        state = .text
        return token
    }

    // MARK: Pieces

    /// Makes a piece of what was read since the last one.
    mutating func make(_ kind: Token.Kind) -> Token {
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        let token = Token(kind: kind, offset: start, line: startLine, text: text)
        start = position
        startLine = line
        return token
    }

    mutating func fail(_ message: String) -> Token {
        state = .done
        return Token(kind: .error, offset: start, line: startLine, text: message)
    }

    mutating func failAtBadCharacter() -> Token {
        fail("bad character " + (peek().map(Self.codePoint) ?? "U+FFFD"))
    }

    mutating func failAtBadNumber() -> Token {
        fail("bad number syntax: " + GoQuote.quoted(String(decoding: bytes[start..<position], as: UTF8.self)))
    }

    /// Leaves out what was read since the last piece.
    private mutating func skip() {
        countLines(from: start, to: position)
        start = position
        startLine = line
    }

    private mutating func skipSpaces() {
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
    }

    private mutating func countLines(from start: Int, to end: Int) {
        for index in start..<end where bytes[index] == UInt8(ascii: "\n") { line += 1 }
    }

    /// The character at hand, or nil at the end.
    func peek() -> Unicode.Scalar? {
        position < bytes.count ? UTF8.goDecode(bytes, at: position).scalar : nil
    }

    /// Goes past the character at hand, if there is one.
    mutating func advance() {
        guard position < bytes.count else { return }
        if bytes[position] == UInt8(ascii: "\n") { line += 1 }
        position += UTF8.goDecode(bytes, at: position).width
    }

    /// Whether a name may end here.
    var isAtTerminator: Bool {
        guard let scalar = peek() else { return true }
        switch scalar {
        case " ", "\t", "\r", "\n", ".", ",", "|", ":", ")", "(": return true
        default: return has(Self.close, at: position)
        }
    }

    /// Whether a `}}` stands at a place, and whether with a trim marker; nil when there is none.
    func rightDelimiter(at place: Int) -> Bool? {
        if hasRightTrimMarker(at: place), has(Self.close, at: place + 2) { return true }
        return has(Self.close, at: place) ? false : nil
    }

    private func hasLeftTrimMarker(at place: Int) -> Bool {
        place + 1 < bytes.count && bytes[place] == UInt8(ascii: "-") && Self.isSpace(bytes[place + 1])
    }

    func hasRightTrimMarker(at place: Int) -> Bool {
        place + 1 < bytes.count && Self.isSpace(bytes[place]) && bytes[place + 1] == UInt8(ascii: "-")
    }

    func has(_ pair: (UInt8, UInt8), at place: Int) -> Bool {
        place + 1 < bytes.count && (bytes[place], bytes[place + 1]) == pair
    }

    private func find(_ pair: (UInt8, UInt8), from place: Int) -> Int? {
        var index = place
        while index + 1 < bytes.count {
            if (bytes[index], bytes[index + 1]) == pair { return index }
            index += 1
        }
        return nil
    }

    static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
            || byte == UInt8(ascii: "\n")
    }

    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && isSpace(UInt8(truncatingIfNeeded: scalar.value))
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_": true
        case "\0"..."\u{7F}": false
        default:
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber:
                true
            default: false
            }
        }
    }

    /// `U+0040 '@'`.
    static func codePoint(_ scalar: Unicode.Scalar) -> String {
        GoFormat.sprintf("%#U", [.integer(Int64(scalar.value), .int32)])
    }
}
