/// Finds a shortest edit of one list of lines into another, by halves.
struct LineSearch {
    /// A line's number and its place in its text.
    typealias Line = (number: Int, place: Int)

    /// The places of the lines to take out.
    private(set) var removed: [Int] = []
    /// The places of the lines to put in.
    private(set) var added: [Int] = []

    private let old: [Line]
    private let new: [Line]
    private let longest: Int
    /// How far the paths from the front and from the back reach in the old text, by diagonal (old minus new place).
    private var forward: [Int]
    private var backward: [Int]
    /// What is added to a diagonal to find its place in the two tables.
    private let origin: Int

    /// Makes a search that has not run yet.
    ///
    /// - Parameters:
    ///   - old: The lines to come from.
    ///   - new: The lines to get to.
    ///   - longest: How many steps one split may take before it settles for a good one.
    init(old: [Line], new: [Line], longest: Int) {
        self.old = old
        self.new = new
        // Two texts of n lines in all never need more than about the square root of n to be worth a longer search.
        self.longest = max(longest, Int(Double(old.count + new.count).squareRoot()))
        origin = new.count + 1
        forward = [Int](repeating: 0, count: old.count + new.count + 3)
        backward = forward
    }

    /// Fills ``removed`` and ``added``.
    mutating func run() {
        // The parts still to do; a list instead of recursion, whose depth the texts would decide.
        var parts = [(old: 0..<old.count, new: 0..<new.count)]
        while let part = parts.popLast() {
            var (left, right) = part
            while let first = left.first, let other = right.first, old[first].number == new[other].number {
                left = first + 1..<left.upperBound
                right = other + 1..<right.upperBound
            }
            while let last = left.last, let other = right.last, old[last].number == new[other].number {
                left = left.lowerBound..<last
                right = right.lowerBound..<other
            }
            if left.isEmpty {
                added += right.map { new[$0].place }
            } else if right.isEmpty {
                removed += left.map { old[$0].place }
            } else {
                let (x, y) = split(left, right)
                parts.append((left.lowerBound..<x, right.lowerBound..<y))
                parts.append((x..<left.upperBound, y..<right.upperBound))
            }
        }
    }

    /// A point that some shortest way passes, as far from both ends as the other.
    private mutating func split(_ left: Range<Int>, _ right: Range<Int>) -> (Int, Int) {
        let lowest = left.lowerBound - right.upperBound
        let highest = left.upperBound - right.lowerBound
        let front = left.lowerBound - right.lowerBound
        let back = left.upperBound - right.upperBound
        // With an odd number of steps between the ends the paths meet while the forward one moves.
        let isOdd = (front - back) % 2 != 0
        var (frontLow, frontHigh) = (front, front)
        var (backLow, backHigh) = (back, back)
        forward[front + origin] = left.lowerBound
        backward[back + origin] = left.upperBound
        var steps = 0
        while true {
            steps += 1
            widen(&frontLow, &frontHigh, lowest, highest, &forward, with: -1)
            for diagonal in stride(from: frontHigh, through: frontLow, by: -2) {
                let x = advance(diagonal, left, right)
                forward[diagonal + origin] = x
                if isOdd, diagonal >= backLow, diagonal <= backHigh, backward[diagonal + origin] <= x {
                    return (x, x - diagonal)
                }
            }
            widen(&backLow, &backHigh, lowest, highest, &backward, with: Int.max)
            for diagonal in stride(from: backHigh, through: backLow, by: -2) {
                let x = retreat(diagonal, left, right)
                backward[diagonal + origin] = x
                if !isOdd, diagonal >= frontLow, diagonal <= frontHigh, x <= forward[diagonal + origin] {
                    return (x, x - diagonal)
                }
            }
            if steps >= longest {
                return furthest(left, right, frontLow...frontHigh, backLow...backHigh)
            }
        }
    }

    /// Takes in the next diagonal on both sides, or leaves out one that is beyond the texts.
    private func widen(
        _ low: inout Int,
        _ high: inout Int,
        _ lowest: Int,
        _ highest: Int,
        _ reach: inout [Int],
        with unreached: Int
    ) {
        if low > lowest {
            low -= 1
            reach[low - 1 + origin] = unreached
        } else {
            low += 1
        }
        if high < highest {
            high += 1
            reach[high + 1 + origin] = unreached
        } else {
            high -= 1
        }
    }

    private func advance(_ diagonal: Int, _ left: Range<Int>, _ right: Range<Int>) -> Int {
        let below = forward[diagonal - 1 + origin]
        let above = forward[diagonal + 1 + origin]
        var x = below < above ? above : below + 1
        while x < left.upperBound, x - diagonal < right.upperBound, old[x].number == new[x - diagonal].number { x += 1 }
        return x
    }

    private func retreat(_ diagonal: Int, _ left: Range<Int>, _ right: Range<Int>) -> Int {
        let below = backward[diagonal - 1 + origin]
        let above = backward[diagonal + 1 + origin]
        var x = below < above ? below : above - 1
        while x > left.lowerBound, x - diagonal > right.lowerBound, old[x - 1].number == new[x - 1 - diagonal].number {
            x -= 1
        }
        return x
    }

    /// The point that a path reached furthest from its own end.
    private func furthest(
        _ left: Range<Int>,
        _ right: Range<Int>,
        _ front: ClosedRange<Int>,
        _ back: ClosedRange<Int>
    ) -> (Int, Int) {
        var best = (gain: -1, x: left.lowerBound, y: right.lowerBound)
        func consider(_ x: Int, _ diagonal: Int, _ gain: (Int, Int) -> Int) {
            let x = min(max(x, left.lowerBound), left.upperBound)
            let y = min(max(x - diagonal, right.lowerBound), right.upperBound)
            if gain(x, y) > best.gain { best = (gain(x, y), x, y) }
        }
        for diagonal in stride(from: front.upperBound, through: front.lowerBound, by: -2) {
            consider(forward[diagonal + origin], diagonal) { $0 - left.lowerBound + $1 - right.lowerBound }
        }
        for diagonal in stride(from: back.upperBound, through: back.lowerBound, by: -2) {
            consider(backward[diagonal + origin], diagonal) { left.upperBound - $0 + right.upperBound - $1 }
        }
        return (best.x, best.y)
    }
}
