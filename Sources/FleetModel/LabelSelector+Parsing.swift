import FleetValue

extension LabelSelector {
    /// Reads the text that kubectl takes after `-l`.
    ///
    /// Conditions are joined by commas and all must hold: `a=b`, `a==b`, `a!=b`, `a in (x,y)`, `a notin (x)`, `a`,
    /// `!a`, `a>5`, `a<5`. White space may stand between words. A value may be empty (`a=`, `a in (x,)`). Empty text
    /// selects everything. Follows k8s.io/apimachinery pkg/labels/selector.go.
    ///
    /// - Throws: ``ModelError`` without a path, saying what was found and what was expected.
    public init(parsing text: String) throws(ModelError) {
        var parser = Parser(text)
        self.init(try parser.requirements())
    }
}

/// A word or symbol of a selector's text.
private enum Token: Hashable {
    case word(String)
    case symbol(String)
    case end

    /// As error messages show it.
    var shown: String {
        switch self {
        case .word(let text), .symbol(let text): "\"\(text)\""
        case .end: "the end"
        }
    }
}

/// A recursive descent over a selector's bytes.
private struct Parser {
    private let text: String
    private let bytes: [UInt8]
    private var position = 0
    private var next: Token = .end

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
        next = scan()
    }

    mutating func requirements() throws(ModelError) -> [LabelSelector.Requirement] {
        var requirements: [LabelSelector.Requirement] = []
        guard next != .end else { return requirements }
        while true {
            requirements.append(try requirement())
            switch take() {
            case .end: return requirements
            case .symbol(","): continue
            case let other: throw unexpected(other, "\",\" or the end")
            }
        }
    }

    private mutating func requirement() throws(ModelError) -> LabelSelector.Requirement {
        let isNegated = next == .symbol("!")
        if isNegated { _ = take() }
        guard case .word(let key) = next else { throw unexpected(next, "a label key") }
        _ = take()
        if isNegated { return try make(key, .doesNotExist, []) }
        switch next {
        case .end, .symbol(","): return try make(key, .exists, [])
        case .symbol("="), .symbol("=="): return try comparison(key, .equals)
        case .symbol("!="): return try comparison(key, .notEquals)
        case .symbol(">"): return try comparison(key, .greaterThan)
        case .symbol("<"): return try comparison(key, .lessThan)
        case .word("in"): return try membership(key, .in)
        case .word("notin"): return try membership(key, .notIn)
        default: throw unexpected(next, "in, notin, =, ==, !=, < or >")
        }
    }

    private mutating func comparison(
        _ key: String,
        _ operator: LabelSelector.Operator
    ) throws(ModelError) -> LabelSelector.Requirement {
        _ = take()
        switch next {
        case .end, .symbol(","):
            return try make(key, `operator`, [""])
        case .word(let value):
            _ = take()
            return try make(key, `operator`, [value])
        case .symbol:
            throw unexpected(next, "a value")
        }
    }

    private mutating func membership(
        _ key: String,
        _ operator: LabelSelector.Operator
    ) throws(ModelError) -> LabelSelector.Requirement {
        _ = take()
        let opening = take()
        guard opening == .symbol("(") else { throw unexpected(opening, "\"(\"") }
        var values: [String] = []
        while true {
            if case .word(let value) = next {
                values.append(value)
                _ = take()
            } else {
                values.append("")
            }
            switch take() {
            case .symbol(","): continue
            case .symbol(")"): return try make(key, `operator`, values)
            case let other: throw unexpected(other, "\",\" or \")\"")
            }
        }
    }

    private func make(
        _ key: String,
        _ operator: LabelSelector.Operator,
        _ values: [String]
    ) throws(ModelError) -> LabelSelector.Requirement {
        do {
            return try LabelSelector.Requirement(key: key, operator: `operator`, values: values)
        } catch {
            throw failure(error.message)
        }
    }

    private func unexpected(_ token: Token, _ expected: String) -> ModelError {
        failure("found \(token.shown), expected \(expected)")
    }

    private func failure(_ message: String) -> ModelError {
        ModelError(ValuePath(), "label selector \"\(text)\": \(message)")
    }

    // MARK: Words and symbols

    private mutating func take() -> Token {
        let token = next
        next = scan()
        return token
    }

    private mutating func scan() -> Token {
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
        guard position < bytes.count else { return .end }
        let start = position
        position += 1
        if Self.isSymbol(bytes[start]) {
            // "=" may follow "=" and "!"; every other symbol is one byte.
            let first = bytes[start]
            if first == UInt8(ascii: "=") || first == UInt8(ascii: "!"), position < bytes.count,
                bytes[position] == UInt8(ascii: "=")
            {
                position += 1
            }
            return .symbol(String(decoding: bytes[start..<position], as: UTF8.self))
        }
        while position < bytes.count, !Self.isSymbol(bytes[position]), !Self.isSpace(bytes[position]) { position += 1 }
        return .word(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (UInt8(ascii: "\t")...UInt8(ascii: "\n")).contains(byte)
            || byte == UInt8(ascii: "\r")
    }

    private static func isSymbol(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","),
            UInt8(ascii: ">"), UInt8(ascii: "<"):
            true
        default: false
        }
    }
}
