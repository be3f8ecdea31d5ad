/// When a zone keeps summer time in years that its file does not list, as POSIX's `TZ` writes it: `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// - SeeAlso: <https://pubs.opengroup.org/onlinepubs/9699919799/basedefs/V1_chap08.html>
struct ZoneRule: Sendable {
    /// A day of the year and a time of it.
    struct Change: Sendable {
        /// How the day is told.
        enum Day: Sendable {
            /// 1 to 365, the 29th of February not counted.
            case julian(Int)
            /// 0 to 365.
            case zeroBased(Int)
            /// The weekday (0 for Sunday) of a week (5 for the last) of a month.
            case weekday(month: Int, week: Int, weekday: Int)
        }

        let day: Day
        /// In seconds from midnight; may lie on another day.
        let time: Int
    }

    private let standard: ZoneFile.Period
    private let summer: (period: ZoneFile.Period, start: Change, end: Change)?

    /// Reads what stands at the end of a zone file, between two line feeds; nil when there is no rule.
    init?(footer: ArraySlice<UInt8>) {
        guard footer.count > 2, footer.first == UInt8(ascii: "\n"), footer.last == UInt8(ascii: "\n") else {
            return nil
        }
        var reader = RuleReader(text: footer.dropFirst().dropLast())
        guard let name = reader.name(), let offset = reader.time() else { return nil }
        standard = ZoneFile.Period(name: name, offset: -offset, isDaylightSaving: false)
        guard !reader.text.isEmpty, reader.text.first != UInt8(ascii: ",") else {
            summer = nil
            return
        }
        guard let summerName = reader.name() else { return nil }
        var summerOffset = standard.offset + 3600
        if let next = reader.text.first, next != UInt8(ascii: ",") {
            guard let offset = reader.time() else { return nil }
            summerOffset = -offset
        }
        if reader.text.isEmpty { reader.text = Array(",M3.2.0,M11.1.0".utf8)[...] }
        guard reader.comma(), let start = reader.change(), reader.comma(), let end = reader.change(),
            reader.text.isEmpty
        else { return nil }
        let period = ZoneFile.Period(name: summerName, offset: summerOffset, isDaylightSaving: true)
        summer = (period: period, start: start, end: end)
    }

    /// What holds at a moment, in seconds since 1970.
    func period(at unix: Int64) -> ZoneFile.Period {
        guard let summer else { return standard }
        let time = GoTime(unix: unix)
        let year = time.civil.year
        let second = time.since(startOf: year)
        let start = summer.start.second(of: year) - standard.offset
        let end = summer.end.second(of: year) - summer.period.offset
        // In the south summer spans the turn of the year.
        let isSummer = start <= end ? start..<end ~= second : !(end..<start ~= second)
        return isSummer ? summer.period : standard
    }
}

extension GoTime {
    /// The seconds since a year began.
    fileprivate func since(startOf year: Int) -> Int {
        Int(seconds &- GoTime(year: year, month: 1, day: 1).seconds)
    }
}

extension ZoneRule.Change {
    /// The second of a year, by the clock that holds before.
    fileprivate func second(of year: Int) -> Int {
        let days =
            switch day {
            case .julian(let day): day - 1 + (CivilTime.isLeap(year) && day >= 60 ? 1 : 0)
            case .zeroBased(let day): day
            case .weekday(let month, let week, let weekday): dayOfYear(year, month, week, weekday)
            }
        return days * 86_400 + time
    }

    private func dayOfYear(_ year: Int, _ month: Int, _ week: Int, _ weekday: Int) -> Int {
        let first = GoTime(year: year, month: month, day: 1).civil.weekday
        var day = (weekday - first + 7) % 7 + (week - 1) * 7
        while day >= CivilTime.days(in: month, of: year) { day -= 7 }
        return CivilTime.daysBefore(month: month, of: year) + day
    }
}

/// Reads the parts of a rule.
private struct RuleReader {
    var text: ArraySlice<UInt8>

    /// `CET`, or `<+03>` without its brackets.
    mutating func name() -> String? {
        if text.first == UInt8(ascii: "<") {
            let name = text.dropFirst().prefix { $0 != UInt8(ascii: ">") }
            guard name.count + 2 <= text.count else { return nil }
            text = text.dropFirst(name.count + 2)
            return String(decoding: name, as: UTF8.self)
        }
        let name = text.prefix { !$0.isDigit && !",-+".utf8.contains($0) }
        guard name.count >= 3 else { return nil }
        text = text.dropFirst(name.count)
        return String(decoding: name, as: UTF8.self)
    }

    /// `2`, `-3:30` or `1:02:03`, in seconds; up to a week.
    mutating func time() -> Int? {
        let isNegative = text.first == UInt8(ascii: "-")
        if isNegative || text.first == UInt8(ascii: "+") { text.removeFirst() }
        guard let hours = number(0...168) else { return nil }
        var seconds = hours * 3600
        for unit in [60, 1] {
            guard text.first == UInt8(ascii: ":") else { break }
            text.removeFirst()
            guard let number = number(0...59) else { return nil }
            seconds += number * unit
        }
        return isNegative ? -seconds : seconds
    }

    /// `M3.5.0/2`, `J60` or `59`.
    mutating func change() -> ZoneRule.Change? {
        let day: ZoneRule.Change.Day
        switch text.first {
        case UInt8(ascii: "J"):
            text.removeFirst()
            guard let number = number(1...365) else { return nil }
            day = .julian(number)
        case UInt8(ascii: "M"):
            text.removeFirst()
            guard let month = number(1...12), point(), let week = number(1...5), point(),
                let weekday = number(0...6)
            else { return nil }
            day = .weekday(month: month, week: week, weekday: weekday)
        default:
            guard let number = number(0...365) else { return nil }
            day = .zeroBased(number)
        }
        guard text.first == UInt8(ascii: "/") else { return ZoneRule.Change(day: day, time: 7200) }
        text.removeFirst()
        return time().map { ZoneRule.Change(day: day, time: $0) }
    }

    mutating func comma() -> Bool { skip(UInt8(ascii: ",")) }

    private mutating func point() -> Bool { skip(UInt8(ascii: ".")) }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard text.first == byte else { return false }
        text.removeFirst()
        return true
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int? {
        let digits = text.prefix { $0.isDigit }
        guard !digits.isEmpty, digits.count <= 3 else { return nil }
        text = text.dropFirst(digits.count)
        let number = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return range.contains(number) ? number : nil
    }
}
