/// Which texts Go's YAML library takes for a time: those that `time.Parse` reads in one of four layouts.
///
/// - SeeAlso: <https://yaml.org/type/timestamp.html>
enum GoTimestamp {
    /// Whether a text is a date, `2001-2-3`, or a date and a time, `2001-02-03T4:5:6.7Z`, `2001-02-03 04:05:06`.
    static func matches(_ text: Span<UInt8>) -> Bool {
        guard text.count > 5, text[4] == UInt8(ascii: "-") else { return false }
        var cursor = Cursor(text: text)
        guard let year = cursor.number(digits: 4...4), cursor.skip(UInt8(ascii: "-")),
            let month = cursor.number(digits: 1...2), (1...12).contains(month), cursor.skip(UInt8(ascii: "-")),
            let day = cursor.number(digits: 1...2), (1...length(ofMonth: month, year: year)).contains(day)
        else { return false }
        if cursor.isAtEnd { return true }
        let hasZone = cursor.skip(UInt8(ascii: "T")) || cursor.skip(UInt8(ascii: "t"))
        if !hasZone {
            guard cursor.skip(UInt8(ascii: " ")) else { return false }
            while cursor.skip(UInt8(ascii: " ")) {}
        }
        guard let hour = cursor.number(digits: 1...2), hour < 24, cursor.skip(UInt8(ascii: ":")),
            let minute = cursor.number(digits: 1...2), minute < 60, cursor.skip(UInt8(ascii: ":")),
            let second = cursor.number(digits: 1...2), second < 60
        else { return false }
        cursor.skipFraction()
        if hasZone, !cursor.skipZone() { return false }
        return cursor.isAtEnd
    }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private struct Cursor {
        let text: [UInt8]
        var index = 0

        init(text: Span<UInt8>) {
            self.text = text.indices.map { text[$0] }
        }

        var isAtEnd: Bool { index == text.count }

        mutating func skip(_ byte: UInt8) -> Bool {
            guard index < text.count, text[index] == byte else { return false }
            index += 1
            return true
        }

        mutating func number(digits: ClosedRange<Int>) -> Int? {
            var value = 0
            let start = index
            while index < text.count, index - start < digits.upperBound, isDigit(at: index) {
                value = value * 10 + Int(text[index] - UInt8(ascii: "0"))
                index += 1
            }
            return index - start >= digits.lowerBound ? value : nil
        }

        mutating func skipFraction() {
            guard index + 1 < text.count, text[index] == UInt8(ascii: ".") || text[index] == UInt8(ascii: ","),
                isDigit(at: index + 1)
            else { return }
            index += 1
            while index < text.count, isDigit(at: index) { index += 1 }
        }

        /// Skips `Z` or an offset such as `+01:00`.
        mutating func skipZone() -> Bool {
            if skip(UInt8(ascii: "Z")) { return true }
            guard skip(UInt8(ascii: "+")) || skip(UInt8(ascii: "-")), number(digits: 2...2) != nil,
                skip(UInt8(ascii: ":"))
            else { return false }
            return number(digits: 2...2) != nil
        }

        private func isDigit(at index: Int) -> Bool { text[index] &- UInt8(ascii: "0") < 10 }
    }
}
