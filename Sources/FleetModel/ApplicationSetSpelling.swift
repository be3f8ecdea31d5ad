/// What a misspelt field was probably meant to be.
enum SpellingHint {
    /// The nearest of the known words, or nil when none is near: at most a third of the letters may differ, and letter
    /// case does not count.
    static func nearest(to word: String, among known: [String]) -> String? {
        let written = Array(word.lowercased().utf8)
        var best: (word: String, distance: Int)?
        for candidate in known {
            let letters = Array(candidate.lowercased().utf8)
            let distance = distance(written, letters)
            guard distance <= max(1, letters.count / 3), distance < best?.distance ?? Int.max else { continue }
            best = (candidate, distance)
        }
        return best?.word
    }

    /// How many letters must be put in, taken out or changed to get from one word to the other.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var previous = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for (column, other) in right.enumerated() {
                let changed = previous[column] + (letter == other ? 0 : 1)
                current.append(min(changed, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[right.count]
    }
}
