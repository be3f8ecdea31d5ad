/// A pattern of names and paths, compiled once and matched in time linear in the text.
///
/// There is no backtracking: a match costs at most the text's length times the pattern's, whatever either holds.
public struct Glob: Sendable {
    /// Which wildcards a pattern knows.
    public enum Syntax: Hashable, Sendable {
        /// The language of Go's `gobwas/glob`, in which Argo CD writes its patterns.
        ///
        /// `*` any text without the separator, `**` any text, `?` one character but the separator, `[abc]` one of the
        /// characters, `[a-z]` one of a range (a range stands alone in its brackets), `[!abc]` and `[!a-z]` any other
        /// character, `{a,b*}` either pattern, nesting allowed, `\` takes the next character literally.
        case gobwas
        /// The language of Go's `path.Match`: `*` and `**` any text without the separator, `?`, `[a-zA-Z_]`, `[^a-z]`
        /// and `\`. Braces stand for themselves.
        case shell
    }

    /// The pattern as written.
    public let pattern: String
    /// The character that `*` and `?` do not match; nil: they match every character.
    public let separator: Character?
    /// Which wildcards the pattern knows.
    public let syntax: Syntax

    /// Whether every text matches, which is worth knowing: most patterns of projects are `*`.
    private let matchesEverything: Bool
    private let program: [GlobInstruction]

    /// Compiles a pattern.
    ///
    /// - Parameters:
    ///   - pattern: May be empty, and then matches empty text only. Always compared as a whole, case included.
    ///   - separator: A character of one Unicode scalar.
    ///   - syntax: Which wildcards the pattern knows.
    /// - Throws: ``ModelError`` without a path if brackets or braces are not closed, empty or malformed.
    public init(_ pattern: String, separator: Character? = nil, syntax: Syntax = .gobwas) throws(ModelError) {
        self.pattern = pattern
        self.separator = separator
        self.syntax = syntax
        matchesEverything = separator == nil && (pattern == "*" || pattern == "**")
        var compiler = GlobCompiler(pattern, separator: separator, syntax: syntax)
        program = try compiler.compile()
    }

    /// A pattern that matches exactly this text, in either syntax.
    public static func escaped(_ text: String) -> String {
        var pattern = ""
        for character in text {
            if "\\*?[]{},".contains(character) { pattern.append("\\") }
            pattern.append(character)
        }
        return pattern
    }

    /// Whether the whole text matches.
    ///
    /// - Complexity: O(text × pattern).
    public func matches(_ text: String) -> Bool {
        if matchesEverything { return true }
        var current = GlobStates(count: program.count)
        var next = GlobStates(count: program.count)
        current.add(0, of: program)
        for scalar in text.unicodeScalars {
            for state in current.members where program[state].accepts(scalar.value) {
                next.add(state + 1, of: program)
            }
            if next.members.isEmpty { return false }
            swap(&current, &next)
            next.removeAll()
        }
        return current.members.contains { program[$0] == .match }
    }
}

extension Glob: Hashable {
    /// Whether pattern, separator and syntax are equal; two patterns may match the same and differ.
    public static func == (left: Glob, right: Glob) -> Bool {
        left.pattern == right.pattern && left.separator == right.separator && left.syntax == right.syntax
    }

    /// Feeds what ``==(_:_:)`` compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(pattern)
        hasher.combine(separator)
        hasher.combine(syntax)
    }
}

extension Glob: CustomStringConvertible {
    /// The pattern as written.
    public var description: String { pattern }
}

/// One step of a compiled pattern, a state of a non-deterministic automaton.
enum GlobInstruction: Hashable, Sendable {
    /// Exactly this scalar.
    case scalar(UInt32)
    /// Any scalar but the given one.
    case any(except: UInt32?)
    /// A scalar inside one of the ranges, or outside of all of them.
    case member(ranges: [ClosedRange<UInt32>], isNegated: Bool)
    /// Goes on at the next step and, if given, at another one too.
    case split(Int?)
    /// Goes on elsewhere.
    case jump(Int)
    /// The end of the pattern.
    case match

    /// Whether this step takes the scalar.
    func accepts(_ scalar: UInt32) -> Bool {
        switch self {
        case .scalar(let expected): scalar == expected
        case .any(let except): scalar != except
        case .member(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
        case .split, .jump, .match: false
        }
    }
}

/// The steps that a match may stand at, each at most once.
private struct GlobStates {
    private(set) var members: [Int] = []
    private var isMember: [Bool]
    private var pending: [Int] = []

    init(count: Int) {
        isMember = [Bool](repeating: false, count: count)
    }

    /// Adds a step and all that are reached from it without taking a scalar.
    mutating func add(_ state: Int, of program: [GlobInstruction]) {
        pending.append(state)
        while let state = pending.popLast() {
            guard !isMember[state] else { continue }
            isMember[state] = true
            members.append(state)
            switch program[state] {
            case .split(let other):
                if let other { pending.append(other) }
                pending.append(state + 1)
            case .jump(let target):
                pending.append(target)
            case .scalar, .any, .member, .match:
                break
            }
        }
    }

    mutating func removeAll() {
        for state in members { isMember[state] = false }
        members.removeAll(keepingCapacity: true)
    }
}
