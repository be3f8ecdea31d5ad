/// Reads a pattern into a tree.
///
/// Left to right without recursion, so that the first mistake is reported and no nesting costs stack.
///
/// - SeeAlso: <https://pkg.go.dev/regexp/syntax> (Go 1.19)
struct PatternParser {
    /// What `(?…)` turns on and off.
    struct Flags: OptionSet {
        let rawValue: UInt8
        /// `i`.
        static let ignoresCase = Flags(rawValue: 1)
        /// `m`.
        static let multiline = Flags(rawValue: 2)
        /// `s`.
        static let dotMatchesNewline = Flags(rawValue: 4)
        /// `U`.
        static let isLazy = Flags(rawValue: 8)
    }

    /// A group that is open; the first is the whole pattern.
    struct Group {
        /// Its number; nil when it only groups.
        var capture: Int?
        /// The flags after it.
        var outerFlags: Flags
        /// What stands before the last `|`.
        var branches: [SyntaxPiece] = []
        /// What stands after it.
        var pieces: [SyntaxPiece] = []
    }

    /// The greatest number of a `{…}`.
    static let maximumCount = 1000
    /// How many ranges all sets may have together.
    private static let maximumSpans = 4 << 20

    let pattern: [UInt8]
    var place = 0
    var flags: Flags = []
    private var groups = [Group(outerFlags: [])]
    /// The names of the groups; nil for those without, as the whole at 0.
    private(set) var groupNames: [String?] = [nil]
    /// The sets of scalars, by the place that nodes name.
    private(set) var sets: [ScalarSet] = []
    private var spanCount = 0
    /// Sets of `\p{…}` that were asked for already.
    var unicodeSets: [String: ScalarSet] = [:]

    /// Starts on a pattern.
    init(_ pattern: [UInt8]) {
        self.pattern = pattern
    }

    /// Reads the whole pattern.
    mutating func parse() throws(RegexpError) -> SyntaxNode {
        var lastRepetition: Int?
        while place < pattern.count {
            let start = place
            var repetition: Int?
            switch pattern[place] {
            case UInt8(ascii: "("): try openGroup()
            case UInt8(ascii: ")"): try closeGroup()
            case UInt8(ascii: "|"):
                place += 1
                try endBranch()
            case UInt8(ascii: "^"):
                place += 1
                try append(.assertion(flags.contains(.multiline) ? .lineStart : .textStart))
            case UInt8(ascii: "$"):
                place += 1
                try append(.assertion(flags.contains(.multiline) ? .lineEnd : .textEnd))
            case UInt8(ascii: "."):
                place += 1
                try append(flags.contains(.dotMatchesNewline) ? .any : .anyButNewline)
            case UInt8(ascii: "["):
                let set = try parseClass()
                try append(set: set)
            case UInt8(ascii: "*"):
                place += 1
                try repeatLast(0, nil, isCounted: false, from: start, last: lastRepetition)
                repetition = start
            case UInt8(ascii: "+"):
                place += 1
                try repeatLast(1, nil, isCounted: false, from: start, last: lastRepetition)
                repetition = start
            case UInt8(ascii: "?"):
                place += 1
                try repeatLast(0, 1, isCounted: false, from: start, last: lastRepetition)
                repetition = start
            case UInt8(ascii: "{"):
                if let (minimum, maximum) = parseCount() {
                    guard minimum <= Self.maximumCount, (maximum ?? minimum) <= Self.maximumCount,
                        minimum <= maximum ?? minimum
                    else { throw error(.invalidRepeatCount, from: start) }
                    try repeatLast(minimum, maximum, isCounted: true, from: start, last: lastRepetition)
                    repetition = start
                } else {
                    place += 1
                    try append(literal: UInt32(UInt8(ascii: "{")))
                }
            case UInt8(ascii: "\\"): try parseEscapeSequence()
            default: try append(literal: nextScalar())
            }
            lastRepetition = repetition
        }
        guard groups.count == 1 else { throw RegexpError(.missingParenthesis, text(0..<pattern.count)) }
        return try endGroup().node
    }

    // MARK: Building

    /// Adds a node of one level.
    mutating func append(_ node: SyntaxNode) throws(RegexpError) {
        try append(SyntaxPiece(node: node))
    }

    /// Adds a scalar, or those that are the same but for case.
    mutating func append(literal scalar: UInt32) throws(RegexpError) {
        guard flags.contains(.ignoresCase), CaseFolding.next(of: scalar) != scalar else {
            return try append(.scalar(scalar))
        }
        try append(set: CaseFolding.closure(of: ScalarSet([.init(low: scalar, high: scalar)])))
    }

    /// Adds one scalar of a normalized set.
    mutating func append(set: ScalarSet) throws(RegexpError) {
        if let only = set.only { return try append(.scalar(only)) }
        try append(.set(store(set)))
    }

    private mutating func append(_ piece: SyntaxPiece) throws(RegexpError) {
        try check(piece)
        groups[groups.count - 1].pieces.append(piece)
    }

    private mutating func store(_ set: ScalarSet) throws(RegexpError) -> Int {
        spanCount += set.spans.count
        guard spanCount <= Self.maximumSpans else { throw RegexpError(.tooLarge, text(0..<pattern.count)) }
        sets.append(set)
        return sets.count - 1
    }

    private func check(_ piece: SyntaxPiece) throws(RegexpError) {
        if piece.size > SyntaxPiece.maximumSize { throw RegexpError(.tooLarge, text(0..<pattern.count)) }
        if piece.height > SyntaxPiece.maximumHeight { throw RegexpError(.nestsTooDeeply, text(0..<pattern.count)) }
    }

    // MARK: Groups

    private mutating func openGroup() throws(RegexpError) {
        guard place + 1 < pattern.count, pattern[place + 1] == UInt8(ascii: "?") else {
            place += 1
            return push(named: nil)
        }
        try parseFlagsOrName()
    }

    /// Opens a group with a number.
    mutating func push(named name: String?) {
        groupNames.append(name)
        groups.append(Group(capture: groupNames.count - 1, outerFlags: flags))
    }

    /// Opens a group that only groups.
    mutating func pushPlain() {
        groups.append(Group(outerFlags: flags))
    }

    private mutating func closeGroup() throws(RegexpError) {
        let piece = try endGroup()
        guard groups.count > 1, let group = groups.popLast() else {
            throw RegexpError(.unexpectedParenthesis, text(0..<pattern.count))
        }
        place += 1
        flags = group.outerFlags
        try append(group.capture.map { piece.captured(as: $0) } ?? piece)
    }

    private mutating func endBranch() throws(RegexpError) {
        let last = groups.count - 1
        let branch = SyntaxPiece.concatenation(groups[last].pieces)
        try check(branch)
        groups[last].pieces.removeAll()
        groups[last].branches.append(branch)
    }

    private mutating func endGroup() throws(RegexpError) -> SyntaxPiece {
        try endBranch()
        let piece = SyntaxPiece.alternation(try joinSets(groups[groups.count - 1].branches))
        try check(piece)
        return piece
    }

    /// Makes one set of branches of one scalar each that follow each other: `a|b` is `[ab]`.
    private mutating func joinSets(_ branches: [SyntaxPiece]) throws(RegexpError) -> [SyntaxPiece] {
        guard branches.count > 1 else { return branches }
        var joined: [SyntaxPiece] = []
        var place = 0
        while place < branches.count {
            var run = ScalarSet()
            let start = place
            while place < branches.count, let set = set(of: branches[place].node) {
                run.formUnion(set)
                place += 1
            }
            if place - start > 1 {
                run.normalize()
                let node: SyntaxNode = if let only = run.only { .scalar(only) } else { .set(try store(run)) }
                joined.append(SyntaxPiece(node: node))
            } else {
                place = start + 1
                joined.append(branches[start])
            }
        }
        return joined
    }

    private func set(of node: SyntaxNode) -> ScalarSet? {
        switch node {
        case .scalar(let scalar): ScalarSet([.init(low: scalar, high: scalar)])
        case .set(let place): sets[place]
        default: nil
        }
    }

    // MARK: Repetition

    private mutating func repeatLast(
        _ minimum: Int,
        _ maximum: Int?,
        isCounted: Bool,
        from start: Int,
        last: Int?
    ) throws(RegexpError) {
        var isGreedy = !flags.contains(.isLazy)
        if place < pattern.count, pattern[place] == UInt8(ascii: "?") {
            place += 1
            isGreedy.toggle()
        }
        if let last { throw error(.invalidNestedRepetition, from: last) }
        guard let piece = groups[groups.count - 1].pieces.popLast() else {
            throw error(.missingRepeatArgument, from: start)
        }
        let repeated = piece.repeated(minimum, maximum, isGreedy: isGreedy, isCounted: isCounted)
        try append(repeated)
        if isCounted, minimum >= 2 || (maximum ?? 0) >= 2, repeated.repeats > SyntaxPiece.maximumRepeats {
            throw error(.invalidRepeatCount, from: start)
        }
    }

    /// Reads `{n}`, `{n,}` or `{n,m}`; leaves the place when it is none of these.
    ///
    /// Numbers that are too large come as more than ``maximumCount``.
    private mutating func parseCount() -> (Int, Int?)? {
        var next = place + 1
        guard let minimum = parseNumber(&next), next < pattern.count else { return nil }
        var maximum: Int? = minimum
        if pattern[next] == UInt8(ascii: ",") {
            next += 1
            guard next < pattern.count else { return nil }
            if pattern[next] == UInt8(ascii: "}") {
                maximum = nil
            } else {
                guard let number = parseNumber(&next) else { return nil }
                maximum = number
            }
        }
        guard next < pattern.count, pattern[next] == UInt8(ascii: "}") else { return nil }
        place = next + 1
        return (minimum, maximum)
    }

    private func parseNumber(_ next: inout Int) -> Int? {
        let start = next
        var number = 0
        while next < pattern.count, case let digit = pattern[next] &- UInt8(ascii: "0"), digit <= 9 {
            number = min(number * 10 + Int(digit), Self.maximumCount + 1)
            next += 1
        }
        guard next > start else { return nil }
        return next - start > 1 && pattern[start] == UInt8(ascii: "0") ? nil : number
    }

    // MARK: Text

    /// Reads one scalar; the place must not be at the end.
    mutating func nextScalar() -> UInt32 {
        let (scalar, width) = UTF8Decoding.scalar(in: pattern, at: place)
        place += width
        return scalar
    }

    /// A part of the pattern.
    func text(_ range: Range<Int>) -> String { String(decoding: pattern[range], as: UTF8.self) }

    /// A mistake in what stands from a place to here.
    func error(_ reason: RegexpError.Reason, from start: Int) -> RegexpError {
        RegexpError(reason, text(start..<place))
    }
}
