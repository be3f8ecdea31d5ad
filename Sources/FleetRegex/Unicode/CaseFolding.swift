/// Which scalars are the same when case does not matter, by Unicode's simple folding.
///
/// Like scalars form a ring: `K` leads to `k`, that to the Kelvin sign, and that to `K`.
enum CaseFolding {
    /// Scalars whose next in the ring is found in the same way.
    private struct Run {
        let low: UInt32
        let high: UInt32
        /// What to add; 0 for neighbours that lead to each other, the first of the run being the first of a pair.
        let distance: Int32
    }

    private static let runs: [Run] = {
        let numbers = UnicodeTables.numbers(packed: UnicodeTables.folding)
        var runs: [Run] = []
        var next: UInt32 = 0
        for place in stride(from: 0, to: numbers.count - 2, by: 3) {
            let low = next + numbers[place]
            let high = low + numbers[place + 1]
            let distance = Int32(numbers[place + 2] >> 1)
            runs.append(Run(low: low, high: high, distance: numbers[place + 2] & 1 == 1 ? -distance : distance))
            next = high + 1
        }
        return runs
    }()

    /// The next scalar in the ring; the scalar itself when it has no case.
    static func next(of scalar: UInt32) -> UInt32 {
        let place = firstRun(endingAtOrAfter: scalar)
        guard place < runs.count, runs[place].low <= scalar else { return scalar }
        return next(of: scalar, in: runs[place])
    }

    /// A normalized set and all that is the same as one of its but for case, normalized.
    static func closure(of set: ScalarSet) -> ScalarSet {
        var closed = set
        for span in set.spans {
            var place = firstRun(endingAtOrAfter: span.low)
            while place < runs.count, runs[place].low <= span.high {
                for scalar in max(runs[place].low, span.low)...min(runs[place].high, span.high) {
                    var other = next(of: scalar, in: runs[place])
                    while other != scalar {
                        if !set.contains(other) { closed.insert(other, through: other) }
                        other = next(of: other)
                    }
                }
                place += 1
            }
        }
        closed.normalize()
        return closed
    }

    private static func next(of scalar: UInt32, in run: Run) -> UInt32 {
        if run.distance == 0 { return (scalar - run.low) & 1 == 0 ? scalar + 1 : scalar - 1 }
        return UInt32(Int32(scalar) + run.distance)
    }

    private static func firstRun(endingAtOrAfter scalar: UInt32) -> Int {
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].high < scalar { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
