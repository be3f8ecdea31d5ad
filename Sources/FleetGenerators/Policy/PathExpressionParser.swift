import FleetValue

/// Reads the part of jq's language that ``PathExpression`` knows.
struct PathExpressionParser {
    private typealias Step = PathExpression.Step
    private typealias Condition = PathExpression.Condition
    private typealias Problem = PathExpression.Problem

    private let text: String
    private let scalars: [Unicode.Scalar]
    private var place = 0

    /// Begins at the start of a text.
    init(_ text: String) {
        self.text = text
        scalars = Array(text.unicodeScalars)
    }

    /// Reads the whole text.
    mutating func expression() throws(PathExpression.Problem) -> [PathExpression.Step] {
        let steps = try pipeline()
        skipSpace()
        guard place == scalars.count else { throw unexpected("the end") }
        guard !steps.isEmpty else { throw Problem(description: "\"\(text)\" means the whole Application") }
        return steps
    }

    private mutating func pipeline() throws(PathExpression.Problem) -> [PathExpression.Step] {
        var steps = try term()
        skipSpace()
        while take("|") {
            steps += try term()
            skipSpace()
        }
        return steps
    }

    /// A path or `select(…)`, and what follows it without a pipe.
    private mutating func term() throws(PathExpression.Problem) -> [PathExpression.Step] {
        skipSpace()
        var steps: [PathExpression.Step] = []
        if takeWord("select") {
            try expect("(")
            let condition = try disjunction()
            try expect(")")
            steps.append(.select(condition))
        } else {
            guard peek == ".", next(1) != "." else { throw unexpected("a path that begins with \".\", or select(…)") }
            if isEndOfPath(place + 1) {
                place += 1
                return []
            }
            if next(1) == "[" { place += 1 }
        }
        while try suffix(&steps) {}
        return steps
    }

    /// One `.name`, `[…]` or `?` of a path.
    private mutating func suffix(_ steps: inout [PathExpression.Step]) throws(PathExpression.Problem) -> Bool {
        switch peek {
        case "?":
            place += 1
        case ".":
            place += 1
            if peek == "[" { return true }
            steps.append(.key(peek == "\"" ? try quoted() : try name()))
        case "[":
            place += 1
            skipSpace()
            if take("]") {
                steps.append(.each)
                return true
            }
            steps.append(peek == "\"" ? .key(try quoted()) : .index(try wholeNumber()))
            skipSpace()
            try expect("]")
        default:
            return false
        }
        return true
    }

    // MARK: Conditions

    private mutating func disjunction() throws(PathExpression.Problem) -> PathExpression.Condition {
        var condition = try conjunction()
        while takeWord("or") { condition = .or(condition, try conjunction()) }
        return condition
    }

    private mutating func conjunction() throws(PathExpression.Problem) -> PathExpression.Condition {
        var condition = try comparison()
        while takeWord("and") { condition = .and(condition, try comparison()) }
        return condition
    }

    private mutating func comparison() throws(PathExpression.Problem) -> PathExpression.Condition {
        skipSpace()
        if take("(") {
            let condition = try disjunction()
            try expect(")")
            return condition
        }
        let steps = try term()
        skipSpace()
        if take("=", "=") { return .equals(steps, try literal()) }
        if take("!", "=") { return .differs(steps, try literal()) }
        guard take("|") else { return .exists(steps) }
        skipSpace()
        let tests: [(String, (String) -> PathExpression.Condition)] = [
            ("contains", { .contains(steps, $0) }), ("startswith", { .starts(steps, $0) }),
            ("endswith", { .ends(steps, $0) }),
        ]
        for (word, make) in tests where takeWord(word) {
            try expect("(")
            skipSpace()
            let text = try quoted()
            try expect(")")
            return make(text)
        }
        throw unexpected("contains, startswith or endswith")
    }

    private mutating func literal() throws(PathExpression.Problem) -> Value {
        skipSpace()
        if peek == "\"" { return .string(try quoted()) }
        for (word, value) in [("true", Value.bool(true)), ("false", .bool(false)), ("null", .null)]
        where takeWord(word) {
            return value
        }
        return .integer(Int64(try wholeNumber()))
    }

    // MARK: Tokens

    private mutating func quoted() throws(PathExpression.Problem) -> String {
        let start = place
        guard take("\"") else { throw unexpected("a text in quotes") }
        while let scalar = peek, scalar != "\"" { place += scalar == "\\" ? 2 : 1 }
        guard take("\"") else { throw unexpected("a closing quote") }
        var source = ""
        source.unicodeScalars.append(contentsOf: scalars[start..<place])
        guard let text = (try? JSONReader.value(in: source))?.string else { throw unexpected("a text in quotes") }
        return text
    }

    private mutating func name() throws(PathExpression.Problem) -> String {
        var name = ""
        while let scalar = peek,
            scalar == "_" || (scalar.isASCII && scalar.properties.isAlphabetic)
                || (!name.isEmpty && ("0"..."9").contains(scalar))
        {
            name.unicodeScalars.append(scalar)
            place += 1
        }
        guard !name.isEmpty else { throw unexpected("a name") }
        return name
    }

    private mutating func wholeNumber() throws(PathExpression.Problem) -> Int {
        var digits = ""
        if take("-") { digits = "-" }
        while let scalar = peek, ("0"..."9").contains(scalar) {
            digits.unicodeScalars.append(scalar)
            place += 1
        }
        guard let number = Int(digits) else { throw unexpected("a whole number or a text in quotes") }
        return number
    }

    private var peek: Unicode.Scalar? { next(0) }

    private func next(_ offset: Int) -> Unicode.Scalar? {
        place + offset < scalars.count ? scalars[place + offset] : nil
    }

    private func isEndOfPath(_ index: Int) -> Bool {
        guard index < scalars.count else { return true }
        return [" ", "|", ")", "=", "!"].contains(scalars[index])
    }

    private mutating func skipSpace() {
        while let scalar = peek, scalar.properties.isWhitespace { place += 1 }
    }

    private mutating func take(_ expected: Unicode.Scalar...) -> Bool {
        guard scalars[min(place, scalars.count)...].starts(with: expected) else { return false }
        place += expected.count
        return true
    }

    /// Takes a word, if it stands here and is not the beginning of a longer one.
    private mutating func takeWord(_ word: String) -> Bool {
        skipSpace()
        let expected = Array(word.unicodeScalars)
        guard scalars[min(place, scalars.count)...].starts(with: expected) else { return false }
        if let after = next(expected.count), after.properties.isAlphabetic { return false }
        place += expected.count
        return true
    }

    private mutating func expect(_ expected: Unicode.Scalar) throws(PathExpression.Problem) {
        skipSpace()
        guard take(expected) else { throw unexpected("\"\(expected)\"") }
    }

    private func unexpected(_ expected: String) -> PathExpression.Problem {
        let found = place < scalars.count ? "\"\(scalars[place])\" at character \(place + 1)" : "the end"
        return PathExpression.Problem(
            description: "\"\(text)\" is no path that can be followed here: expected \(expected), found \(found)"
        )
    }
}
