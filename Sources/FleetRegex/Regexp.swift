/// A regular expression as Go's `regexp` knows them: RE2's syntax, leftmost-first, in time that grows with the text only
/// as fast as its length.
///
/// Texts are UTF-8; a byte that is not is taken as one U+FFFD. Unicode's categories and scripts are those of Unicode
/// 13.0, as in Go 1.19. Of later Go versions `(?<name>…)` is understood too.
///
/// Compile once and share: searching changes nothing.
///
/// - SeeAlso: <https://pkg.go.dev/regexp/syntax>, <https://pkg.go.dev/regexp>
public struct Regexp: Sendable {
    /// How many slots all threads of a search may have together.
    private static let maximumSlots = 1 << 24

    /// The pattern as given.
    public let pattern: String
    /// The name of each group; nil for those without one and for the whole match at 0.
    public let groupNames: [String?]
    private let program: Program

    /// Compiles a pattern.
    ///
    /// - Parameter pattern: In RE2's syntax.
    /// - Throws: ``RegexpError`` with what Go would say; ``RegexpError/Reason/tooLarge`` also for a pattern with more
    ///   groups and repetitions than memory is to be spent on.
    public init(_ pattern: String) throws(RegexpError) {
        var parser = PatternParser(Array(pattern.utf8))
        let node = try parser.parse()
        self.pattern = pattern
        groupNames = parser.groupNames
        program = ProgramCompiler.program(of: node, sets: parser.sets, groupCount: parser.groupNames.count)
        guard groupNames.count <= 2 || program.instructions.count * groupNames.count * 2 <= Self.maximumSlots else {
            throw RegexpError(.tooLarge, pattern)
        }
    }

    /// How many instructions the pattern became: a measure of what compiling it took and keeping it takes.
    public var size: Int { program.instructions.count }

    /// Whether there is a match anywhere in a text.
    public func matches(_ text: String) -> Bool { matches(Array(text.utf8)) { _ in } }

    /// Whether there is a match anywhere in a text.
    ///
    /// - Parameters:
    ///   - text: UTF-8.
    ///   - charge: Told of steps taken, now and then; what it throws ends the search.
    /// - Returns: Whether there is one.
    /// - Throws: What `charge` throws.
    public func matches<E: Error>(_ text: [UInt8], charge: (Int) throws(E) -> Void) throws(E) -> Bool {
        try search(text, from: 0, slotCount: 0, charge: charge) != nil
    }

    /// Whether the whole of a text is a match.
    public func isFullMatch(_ text: String) -> Bool {
        let text = Array(text.utf8)
        return search(text, from: 0, slotCount: 0, onlyAtStart: true, mustEnd: true) { _ in } != nil
    }

    /// The leftmost match that begins at a place or after it; see ``firstMatch(in:from:charge:)``.
    public func firstMatch(in text: [UInt8], from: Int = 0) -> [Range<Int>?]? {
        firstMatch(in: text, from: from) { _ in }
    }

    /// The leftmost match that begins at a place or after it.
    ///
    /// - Parameters:
    ///   - text: UTF-8.
    ///   - from: A place from 0 to the number of bytes. What stands before it still counts for `^`, `\b` and the like.
    ///   - charge: Told of steps taken, now and then; what it throws ends the search.
    /// - Returns: The place of the whole match and of each group, nil for a group that had no part in it; nil when
    ///   there is no match.
    /// - Throws: What `charge` throws.
    public func firstMatch<E: Error>(
        in text: [UInt8],
        from: Int = 0,
        charge: (Int) throws(E) -> Void
    ) throws(E) -> [Range<Int>?]? {
        guard let slots = try search(text, from: from, slotCount: groupNames.count * 2, charge: charge) else {
            return nil
        }
        return Self.ranges(of: slots)
    }

    /// All matches that do not overlap, from left to right; see ``allMatches(in:limit:charge:)``.
    public func allMatches(in text: [UInt8], limit: Int = -1) -> [[Range<Int>?]] {
        allMatches(in: text, limit: limit) { _ in }
    }

    /// All matches that do not overlap, from left to right.
    ///
    /// An empty match right after another match is left out.
    ///
    /// - Parameters:
    ///   - text: UTF-8.
    ///   - limit: How many at most; all of them when negative.
    ///   - charge: Told of steps taken, now and then; what it throws ends the search.
    /// - Returns: Each as ``firstMatch(in:from:)`` gives it.
    /// - Throws: What `charge` throws.
    public func allMatches<E: Error>(
        in text: [UInt8],
        limit: Int,
        charge: (Int) throws(E) -> Void
    ) throws(E) -> [[Range<Int>?]] {
        var matches: [[Range<Int>?]] = []
        try eachMatch(in: text, limit: limit, slotCount: groupNames.count * 2, charge: charge) { slots in
            matches.append(Self.ranges(of: slots))
        }
        return matches
    }

    /// Runs through all matches that do not overlap.
    func eachMatch<E: Error>(
        in text: [UInt8],
        limit: Int,
        slotCount: Int,
        charge: (Int) throws(E) -> Void,
        body: (_ slots: [Int]) -> Void
    ) throws(E) {
        var count = 0
        var place = 0
        var lastEnd = -1
        while limit < 0 || count < limit, place <= text.count {
            guard let slots = try search(text, from: place, slotCount: slotCount, charge: charge) else { break }
            let isTaken = slots[1] != place || slots[0] != lastEnd
            if slots[1] == place {
                place += place < text.count ? UTF8Decoding.scalar(in: text, at: place).width : 1
            } else {
                place = slots[1]
            }
            lastEnd = slots[1]
            if isTaken {
                count += 1
                body(slots)
            }
        }
    }

    /// The leftmost match as slots: where each group begins and ends, -1 for those without a part in it.
    ///
    /// - Parameters:
    ///   - text: UTF-8.
    ///   - start: From where to look.
    ///   - slotCount: Two for each group; 2 when only the whole matters, 0 when only whether there is a match.
    ///   - onlyAtStart: Whether the match must begin at `start`.
    ///   - mustEnd: Whether it must go to the end.
    ///   - charge: Told of steps taken, now and then; what it throws ends the search.
    /// - Returns: The slots; nil when there is no match.
    /// - Throws: What `charge` throws.
    func search<E: Error>(
        _ text: [UInt8],
        from start: Int,
        slotCount: Int,
        onlyAtStart: Bool = false,
        mustEnd: Bool = false,
        charge: (Int) throws(E) -> Void
    ) throws(E) -> [Int]? {
        if var machine = Backtracker(program, text: text, from: start, mustEnd: mustEnd, slotCount: slotCount) {
            return try machine.find(onlyAtStart: onlyAtStart, charge: charge) ? machine.slots : nil
        }
        var machine = ThreadMachine(program, text: text, from: start, mustEnd: mustEnd, slotCount: slotCount)
        return try machine.find(onlyAtStart: onlyAtStart, charge: charge) ? machine.slots : nil
    }

    private static func ranges(of slots: [Int]) -> [Range<Int>?] {
        stride(from: 0, to: slots.count, by: 2).map { slots[$0] < 0 ? nil : slots[$0]..<slots[$0 + 1] }
    }
}
