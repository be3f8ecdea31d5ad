import FleetValue

/// Turns a pattern's text into the steps of its automaton.
struct GlobCompiler {
    private let pattern: String
    private let separator: UInt32?
    private let syntax: Glob.Syntax
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var program: [GlobInstruction] = []
    private var open: [Alternatives] = []

    /// An open brace: the split before its latest alternative and the jumps behind the ones that are complete.
    private struct Alternatives {
        var split: Int
        var jumps: [Int] = []
    }

    init(_ pattern: String, separator: Character?, syntax: Glob.Syntax) {
        self.pattern = pattern
        self.separator = separator?.unicodeScalars.first?.value
        self.syntax = syntax
        scalars = Array(pattern.unicodeScalars)
    }

    /// The steps, of which the last is the match.
    ///
    /// Follows github.com/gobwas/glob syntax/lexer, and Go's path.Match.
    mutating func compile() throws(ModelError) -> [GlobInstruction] {
        while let scalar = take() {
            switch scalar {
            case "*": star()
            case "?": program.append(.any(except: separator))
            case "[": try characterClass()
            case "\\": try escape()
            case "{" where syntax == .gobwas: beginAlternatives()
            case "," where !open.isEmpty: nextAlternative()
            case "}" where !open.isEmpty: endAlternatives()
            default: program.append(.scalar(scalar.value))
            }
        }
        guard open.isEmpty else { throw failure("\"{\" is not closed") }
        program.append(.match)
        return program
    }

    // MARK: Wildcards

    private mutating func star() {
        var excepted = separator
        if syntax == .gobwas, peek() == "*" {
            position += 1
            excepted = nil
        }
        // split, any, jump back; the split's other way leads behind.
        let start = program.count
        program.append(.split(start + 3))
        program.append(.any(except: excepted))
        program.append(.jump(start))
    }

    private mutating func escape() throws(ModelError) {
        if let literal = take() {
            program.append(.scalar(literal.value))
        } else if syntax == .shell {
            throw failure("\"\\\" has nothing after it")
        }
    }

    // MARK: Alternatives

    private mutating func beginAlternatives() {
        open.append(Alternatives(split: program.count))
        program.append(.split(nil))
    }

    private mutating func nextAlternative() {
        guard var alternatives = open.popLast() else { return }
        alternatives.jumps.append(program.count)
        program.append(.jump(program.count))
        program[alternatives.split] = .split(program.count)
        alternatives.split = program.count
        program.append(.split(nil))
        open.append(alternatives)
    }

    private mutating func endAlternatives() {
        guard let alternatives = open.popLast() else { return }
        for jump in alternatives.jumps { program[jump] = .jump(program.count) }
    }

    // MARK: Character classes

    private mutating func characterClass() throws(ModelError) {
        let negation: Unicode.Scalar = syntax == .gobwas ? "!" : "^"
        let isNegated = peek() == negation
        if isNegated { position += 1 }
        let ranges = syntax == .gobwas ? try gobwasRanges() : try shellRanges()
        program.append(.member(ranges: ranges, isNegated: isNegated))
    }

    /// Either one range, or characters that all stand for themselves but `\`.
    private mutating func gobwasRanges() throws(ModelError) -> [ClosedRange<UInt32>] {
        if position + 1 < scalars.count, scalars[position + 1] == "-" {
            guard let low = take(), take() != nil, let high = take(), let end = take() else { throw unclosed }
            guard end == "]" else { throw failure("a range such as [a-z] must stand alone in its brackets") }
            return [try range(low, high)]
        }
        var ranges: [ClosedRange<UInt32>] = []
        while let scalar = take() {
            if scalar == "]" {
                guard !ranges.isEmpty else { throw failure("\"[]\" has no characters") }
                return ranges
            }
            guard let member = scalar == "\\" ? take() : scalar else { break }
            ranges.append(member.value...member.value)
        }
        throw unclosed
    }

    /// Ranges and characters in any number, at least one.
    private mutating func shellRanges() throws(ModelError) -> [ClosedRange<UInt32>] {
        var ranges: [ClosedRange<UInt32>] = []
        while true {
            if peek() == "]", !ranges.isEmpty {
                position += 1
                return ranges
            }
            let low = try shellMember()
            guard peek() == "-" else {
                ranges.append(low.value...low.value)
                continue
            }
            position += 1
            ranges.append(try range(low, shellMember()))
        }
    }

    private mutating func shellMember() throws(ModelError) -> Unicode.Scalar {
        guard let scalar = take() else { throw unclosed }
        if scalar == "-" || scalar == "]" { throw failure("\"\(scalar)\" in brackets needs a \"\\\" before it") }
        guard scalar == "\\" else { return scalar }
        guard let literal = take() else { throw unclosed }
        return literal
    }

    private func range(
        _ low: Unicode.Scalar,
        _ high: Unicode.Scalar
    ) throws(ModelError) -> ClosedRange<UInt32> {
        guard low.value <= high.value else { throw failure("the range \(low)-\(high) is upside down") }
        return low.value...high.value
    }

    // MARK: Scalars

    private func peek() -> Unicode.Scalar? {
        position < scalars.count ? scalars[position] : nil
    }

    private mutating func take() -> Unicode.Scalar? {
        guard position < scalars.count else { return nil }
        defer { position += 1 }
        return scalars[position]
    }

    private var unclosed: ModelError { failure("\"[\" is not closed") }

    private func failure(_ message: String) -> ModelError {
        ModelError(ValuePath(), "pattern \"\(pattern)\": \(message)")
    }
}
