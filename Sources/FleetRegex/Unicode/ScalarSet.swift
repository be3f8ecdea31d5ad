/// A set of Unicode scalars as ranges.
///
/// What is inserted is kept as it comes; ``normalize()`` sorts and joins, and everything but inserting asks for that
/// first.
struct ScalarSet: Equatable, Sendable {
    /// Scalars from one to another, both included.
    struct Span: Equatable, Sendable {
        var low: UInt32
        var high: UInt32
    }

    /// The greatest scalar.
    static let maximum: UInt32 = 0x10_FFFF
    /// Every scalar.
    static let all = ScalarSet([Span(low: 0, high: maximum)])

    /// The ranges; ascending and apart from each other once normalized.
    private(set) var spans: [Span]

    /// Makes a set of ranges in any order.
    init(_ spans: [Span] = []) {
        self.spans = spans
    }

    /// Reads a packed table: for each range how many scalars lie between it and the one before, and how many more than
    /// one it holds; see ``UnicodeTables/numbers(packed:)``.
    init(packed: String) {
        let numbers = UnicodeTables.numbers(packed: packed)
        spans = []
        spans.reserveCapacity(numbers.count / 2)
        var next: UInt32 = 0
        for place in stride(from: 0, to: numbers.count - 1, by: 2) {
            let low = next + numbers[place]
            spans.append(Span(low: low, high: low + numbers[place + 1]))
            next = low + numbers[place + 1] + 1
        }
    }

    /// Whether nothing is in it.
    var isEmpty: Bool { spans.isEmpty }

    /// The one scalar in a normalized set of one.
    var only: UInt32? {
        guard spans.count == 1, spans[0].low == spans[0].high else { return nil }
        return spans[0].low
    }

    /// Adds scalars from one to another.
    mutating func insert(_ low: UInt32, through high: UInt32) {
        spans.append(Span(low: low, high: high))
    }

    /// Adds another set's.
    mutating func formUnion(_ other: ScalarSet) {
        spans.append(contentsOf: other.spans)
    }

    /// Sorts and joins what was inserted.
    mutating func normalize() {
        guard spans.count > 1 else { return }
        spans.sort { $0.low < $1.low }
        var last = 0
        for place in 1..<spans.count {
            let span = spans[place]
            if span.low <= spans[last].high + 1 {
                spans[last].high = max(spans[last].high, span.high)
            } else {
                last += 1
                spans[last] = span
            }
        }
        spans.removeLast(spans.count - 1 - last)
    }

    /// All scalars that a normalized set does not hold.
    var inverted: ScalarSet {
        var gaps: [Span] = []
        var next: UInt32 = 0
        for span in spans {
            if span.low > next { gaps.append(Span(low: next, high: span.low - 1)) }
            next = span.high + 1
        }
        if next <= Self.maximum { gaps.append(Span(low: next, high: Self.maximum)) }
        return ScalarSet(gaps)
    }

    /// Whether a normalized set holds a scalar.
    func contains(_ scalar: UInt32) -> Bool {
        var low = 0
        var high = spans.count
        while low < high {
            let middle = (low + high) / 2
            if spans[middle].high < scalar { low = middle + 1 } else { high = middle }
        }
        return low < spans.count && spans[low].low <= scalar
    }
}
