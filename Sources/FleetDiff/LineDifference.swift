/// The shortest way to make one list of lines of another: which are taken out, which put in.
///
/// Myers' algorithm in its linear-space form, which searches from both ends at once. Where a search gets long, it
/// settles for a good place to split instead of the best, so that two large texts with nothing in common take no
/// minutes.
///
/// - SeeAlso: E. Myers, An O(ND) Difference Algorithm and Its Variations, Algorithmica 1 (1986).
struct LineDifference {
    /// Lines taken out at a place and lines put in there, either may be none, never both.
    struct Edit: Equatable {
        /// The lines taken out.
        var old: Range<Int>
        /// The lines put in.
        var new: Range<Int>
    }

    /// How many steps a search may take before it settles for less.
    private static let longest = 4096

    /// The edits, in order; between two of them stands at least one common line.
    let edits: [Edit]

    /// Compares two lists of lines by their bytes.
    init(from old: [ArraySlice<UInt8>], to new: [ArraySlice<UInt8>]) {
        var numbers: [ArraySlice<UInt8>: Int] = [:]
        func number(_ line: ArraySlice<UInt8>) -> Int {
            if let known = numbers[line] { return known }
            numbers[line] = numbers.count
            return numbers.count - 1
        }
        self.init(old.map(number), new.map(number))
    }

    private init(_ old: [Int], _ new: [Int]) {
        var left = Side(old)
        var right = Side(new)
        // A line that the other side does not have is an edit whatever the search finds; it would only slow it down.
        let inOld = Set(old)
        let inNew = Set(new)
        for place in old.indices where !inNew.contains(old[place]) { left.isEdited[place] = true }
        for place in new.indices where !inOld.contains(new[place]) { right.isEdited[place] = true }
        var search = LineSearch(
            old: old.indices.filter { !left.isEdited[$0] }.map { (old[$0], $0) },
            new: new.indices.filter { !right.isEdited[$0] }.map { (new[$0], $0) },
            longest: Self.longest
        )
        search.run()
        for place in search.removed { left.isEdited[place] = true }
        for place in search.added { right.isEdited[place] = true }
        left.slideEdits(beside: right)
        right.slideEdits(beside: left)
        edits = Self.edits(left.isEdited, right.isEdited)
    }

    private static func edits(_ removed: [Bool], _ added: [Bool]) -> [Edit] {
        var edits: [Edit] = []
        var (left, right) = (0, 0)
        while left < removed.count || right < added.count {
            let (leftStart, rightStart) = (left, right)
            while left < removed.count, removed[left] { left += 1 }
            while right < added.count, added[right] { right += 1 }
            if left == leftStart, right == rightStart {
                left += 1
                right += 1
            } else {
                edits.append(Edit(old: leftStart..<left, new: rightStart..<right))
            }
        }
        return edits
    }
}

/// The lines of one text, by number, and which of them are edited.
private struct Side {
    let lines: [Int]
    var isEdited: [Bool]

    init(_ lines: [Int]) {
        self.lines = lines
        isEdited = [Bool](repeating: false, count: lines.count)
    }

    /// For each number of common lines whether edits stand right behind so many of them.
    private var editsBehindCommon: [Bool] {
        var result = [false]
        for edited in isEdited {
            if edited { result[result.count - 1] = true } else { result.append(false) }
        }
        return result
    }

    /// Moves each run of edited lines to where people expect it.
    ///
    /// A run may move down past a line that equals its first, and up past one that equals its last, without changing
    /// the result. Runs that meet on the way become one. A run ends as far down as it can, unless it can stand beside an
    /// edit of the other side: then it is one change with the last such.
    mutating func slideEdits(beside other: Side) {
        let meets = other.editsBehindCommon
        var start = 0
        // How many common lines stand before `start`.
        var common = 0
        while true {
            while start < lines.count, !isEdited[start] {
                common += 1
                start += 1
            }
            guard start < lines.count else { return }
            var end = start
            while end < lines.count, isEdited[end] { end += 1 }
            var meeting: Int?
            var length: Int
            repeat {
                length = end - start
                while start > 0, lines[start - 1] == lines[end - 1] {
                    start -= 1
                    end -= 1
                    common -= 1
                    isEdited[start] = true
                    isEdited[end] = false
                    while start > 0, isEdited[start - 1] { start -= 1 }
                }
                meeting = meets[common] ? end : nil
                while end < lines.count, lines[start] == lines[end] {
                    isEdited[start] = false
                    isEdited[end] = true
                    start += 1
                    end += 1
                    common += 1
                    while end < lines.count, isEdited[end] { end += 1 }
                    if meets[common] { meeting = end }
                }
            } while length != end - start
            while let place = meeting, place < end {
                start -= 1
                end -= 1
                common -= 1
                isEdited[start] = true
                isEdited[end] = false
            }
            start = end
        }
    }
}
