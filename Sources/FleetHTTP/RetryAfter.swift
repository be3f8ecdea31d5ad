/// The `Retry-After` header: seconds or a date.
///
/// - SeeAlso: <https://www.rfc-editor.org/rfc/rfc9110#field.retry-after>
public enum RetryAfter {
    /// Reads a value.
    ///
    /// - Parameters:
    ///   - text: Digits, or a date in one of the three forms of HTTP.
    ///   - now: The time in seconds since 1970 that a date is counted from.
    /// - Returns: Zero or more; zero for a date that has passed, nil for anything that is neither.
    public static func delay(parsing text: String, now: Int64) -> Duration? {
        let trimmed = text.utf8.drop { $0 == 0x20 || $0 == 0x09 }
        if let first = trimmed.first, first >= UInt8(ascii: "0"), first <= UInt8(ascii: "9") {
            var seconds: Int64 = 0
            for byte in trimmed {
                if byte == 0x20 || byte == 0x09 { continue }
                guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
                // Whatever is longer than some years is not worth telling apart.
                seconds = min(seconds * 10 + Int64(byte - UInt8(ascii: "0")), 1 << 32)
            }
            return .seconds(seconds)
        }
        guard let date = HTTPDate.seconds(parsing: String(Substring(trimmed))) else { return nil }
        return .seconds(max(0, date - now))
    }
}

/// Dates as HTTP writes them, always in GMT.
///
/// - SeeAlso: <https://www.rfc-editor.org/rfc/rfc9110#http.date>
public enum HTTPDate {
    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    /// Reads a date in the usual form (`Sun, 06 Nov 1994 08:49:37 GMT`) or one of the two old ones
    /// (`Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`).
    ///
    /// The day of the week is not checked. A year of two digits is taken as 1970–2069.
    ///
    /// - Returns: Seconds since 1970, or nil if the text is none of these.
    public static func seconds(parsing text: String) -> Int64? {
        let words = text.lowercased().split { " ,-".contains($0) }.map(String.init)
        let parts: (day: String, month: String, year: String, time: String)
        switch words.count {
        case 6 where words[5] == "gmt": parts = (words[1], words[2], words[3], words[4])
        case 5: parts = (words[2], words[1], words[4], words[3])
        default: return nil
        }
        let clock = parts.time.split(separator: ":", omittingEmptySubsequences: false).map(number)
        guard
            let day = number(parts.day[...]), (1...31).contains(day),
            let month = months.firstIndex(of: parts.month),
            var year = number(parts.year[...]),
            clock.count == 3, let hour = clock[0], let minute = clock[1], let second = clock[2],
            hour < 24, minute < 60, second <= 60
        else { return nil }
        if parts.year.utf8.count == 2 { year += year < 70 ? 2000 : 1900 }
        return days(year: year, month: Int64(month) + 1, day: day) * 86400 + hour * 3600 + minute * 60 + second
    }

    private static func number(_ text: Substring) -> Int64? {
        guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        return Int64(text)
    }

    /// Days from 1970-01-01 to a date of the Gregorian calendar, negative before.
    ///
    /// Counts years from March, so that the leap day is the last of its year.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let monthFromMarch = (month + 9) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let leapDays = shifted / 4 - shifted / 100 + shifted / 400
        // 719,468 days lie between 0000-03-01 and 1970-01-01.
        return shifted * 365 + leapDays + dayOfYear - 719_468
    }
}
