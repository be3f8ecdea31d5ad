/// A byte string to look for, in time that grows with the text alone.
///
/// Follows Knuth, Morris and Pratt: after a mismatch the search goes on with the longest beginning of the pattern that
/// the text read so far ends with.
struct BytePattern {
    /// What is looked for; not empty.
    private let pattern: [UInt8]
    /// For each length of a beginning, the length of the longest shorter one that it ends with.
    private let borders: [Int32]

    /// Takes a pattern, which must not be empty and not be longer than 2 GB.
    init(_ pattern: [UInt8]) {
        self.pattern = pattern
        var borders: [Int32] = [0]
        borders.reserveCapacity(pattern.count)
        var length = 0
        for byte in pattern.dropFirst() {
            while length > 0, pattern[length] != byte { length = Int(borders[length - 1]) }
            if pattern[length] == byte { length += 1 }
            borders.append(Int32(length))
        }
        self.borders = borders
    }

    /// The number of bytes that a match takes.
    var count: Int { pattern.count }

    /// The first place from an index on where the pattern stands; nil when there is none.
    func firstIndex(in text: [UInt8], from start: Int = 0) -> Int? {
        guard text.count - start >= pattern.count else { return nil }
        if pattern.count == 1 { return text[start...].firstIndex(of: pattern[0]) }
        var length = 0
        for index in start..<text.count {
            while length > 0, pattern[length] != text[index] { length = Int(borders[length - 1]) }
            if pattern[length] == text[index] { length += 1 }
            if length == pattern.count { return index + 1 - length }
        }
        return nil
    }

    /// How often the pattern stands in a text, no occurrence within another.
    func count(in text: [UInt8]) -> Int {
        var count = 0
        var start = 0
        while let index = firstIndex(in: text, from: start) {
            count += 1
            start = index + pattern.count
        }
        return count
    }
}
