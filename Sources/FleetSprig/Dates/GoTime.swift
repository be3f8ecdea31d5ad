import FleetTemplate

/// A moment with the zone it is told in: Go's `time.Time`.
struct GoTime: Equatable, Sendable {
    /// A distance from UTC that does not change, and how it is called.
    struct Zone: Equatable, Sendable {
        /// Such as `UTC`; empty when only the distance is known.
        var name: String
        /// In seconds, east positive.
        var offset: Int

        static let utc = Zone(name: "UTC", offset: 0)
    }

    /// Go's zero time: the first second of the year 1.
    static let zero = GoTime(seconds: 0, nanoseconds: 0)
    /// Seconds from the year 1 to 1970.
    private static let secondsToUnix: Int64 = 62_135_596_800

    /// Since the year 1, UTC.
    var seconds: Int64
    /// From 0 to 999,999,999.
    var nanoseconds: Int
    var zone = Zone.utc

    /// Makes a time of seconds since 1970.
    init(unix: Int64, nanoseconds: Int = 0, zone: Zone = .utc) {
        self.init(seconds: unix &+ Self.secondsToUnix, nanoseconds: nanoseconds, zone: zone)
    }

    /// Makes a time of seconds since 1970 with a fraction, exact to a microsecond.
    init(unix: Double) {
        let whole = unix.rounded(.down)
        guard let seconds = Int64(exactly: whole) else {
            self = .zero
            return
        }
        self.init(unix: seconds, nanoseconds: Int(((unix - whole) * 1e6).rounded(.down)) * 1000)
    }

    init(seconds: Int64, nanoseconds: Int, zone: Zone = .utc) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
        self.zone = zone
    }

    /// Makes a time of a date and a time of day, each part of which may be too large or too small for its place.
    init(
        year: Int,
        month: Int,
        day: Int,
        hour: Int = 0,
        minute: Int = 0,
        second: Int = 0,
        nanoseconds: Int = 0,
        zone: Zone = .utc
    ) {
        let (months, years) = Self.split(month &- 1, 12)
        let (nanoseconds, carriedSeconds) = Self.split(nanoseconds, 1_000_000_000)
        let (second, carriedMinutes) = Self.split(second &+ carriedSeconds, 60)
        let (minute, carriedHours) = Self.split(minute &+ carriedMinutes, 60)
        let (hour, carriedDays) = Self.split(hour &+ carriedHours, 24)
        let days = CivilTime.days(before: year &+ years, month: months + 1) &+ day &- 1 &+ carriedDays
        let seconds = days &* 86_400 &+ hour * 3600 &+ minute * 60 &+ second &- zone.offset
        self.init(seconds: Int64(seconds), nanoseconds: nanoseconds, zone: zone)
    }

    /// A number in a place of so many, and what is carried to the next.
    private static func split(_ number: Int, _ base: Int) -> (rest: Int, carried: Int) {
        let rest = number % base
        return rest < 0 ? (rest + base, number / base - 1) : (rest, number / base)
    }

    /// Seconds since 1970.
    var unix: Int64 { seconds &- Self.secondsToUnix }

    /// Nanoseconds since 1970; meaningless beyond the years 1678 to 2262, as in Go.
    var unixNanoseconds: Int64 { unix &* 1_000_000_000 &+ Int64(nanoseconds) }

    /// Whether this is Go's zero time.
    var isZero: Bool { seconds == 0 && nanoseconds == 0 }

    /// Date and time of day in the zone.
    var civil: CivilTime { CivilTime(seconds: seconds &+ Int64(zone.offset)) }

    /// Whether the moment is before another.
    func isBefore(_ other: GoTime) -> Bool { (seconds, nanoseconds) < (other.seconds, other.nanoseconds) }

    /// Whether both are the same moment, whatever their zones.
    func isSameMoment(as other: GoTime) -> Bool {
        seconds == other.seconds && nanoseconds == other.nanoseconds
    }

    /// The moment so many nanoseconds later; at the end of what can be told when it would lie beyond.
    func adding(_ duration: Int64) -> GoTime {
        var (carried, nanoseconds) = (duration / 1_000_000_000, nanoseconds + Int(duration % 1_000_000_000))
        if nanoseconds >= 1_000_000_000 {
            carried += 1
            nanoseconds -= 1_000_000_000
        } else if nanoseconds < 0 {
            carried -= 1
            nanoseconds += 1_000_000_000
        }
        let (sum, overflows) = seconds.addingReportingOverflow(carried)
        let end: Int64 = carried > 0 ? .max : -.max
        return GoTime(seconds: overflows ? end : sum, nanoseconds: nanoseconds, zone: zone)
    }

    /// The nanoseconds since another moment; the greatest or least number when there are more.
    func since(_ other: GoTime) -> Int64 {
        let duration = (seconds &- other.seconds) &* 1_000_000_000 &+ Int64(nanoseconds - other.nanoseconds)
        if other.adding(duration).isSameMoment(as: self) { return duration }
        return isBefore(other) ? .min : .max
    }

    /// The same moment in UTC.
    var inUTC: GoTime { GoTime(seconds: seconds, nanoseconds: nanoseconds) }

    /// The time on another date, days that a month does not have running on into the next.
    func adding(years: Int, months: Int, days: Int) -> GoTime {
        let civil = civil
        return GoTime(
            year: civil.year &+ years,
            month: civil.month &+ months,
            day: civil.day &+ days,
            hour: civil.hour,
            minute: civil.minute,
            second: civil.second,
            nanoseconds: nanoseconds,
            zone: zone
        )
    }
}

/// Date and time of day, by the Gregorian calendar before its time too.
struct CivilTime: Equatable, Sendable {
    var year: Int
    /// 1 to 12.
    var month: Int
    var day: Int
    /// 1 to 366.
    var yearDay: Int
    /// 0 for Sunday.
    var weekday: Int
    var hour: Int
    var minute: Int
    var second: Int

    /// The days before each month of a year that is not a leap year, and of the year.
    private static let daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365]
    private static let daysInCycle = 146_097

    /// Makes it of seconds since the year 1 in the zone.
    init(seconds: Int64) {
        var days = Int(seconds / 86_400)
        var rest = Int(seconds % 86_400)
        if rest < 0 {
            rest += 86_400
            days -= 1
        }
        (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
        // The first day of the year 1 was a Monday.
        weekday = ((days + 1) % 7 + 7) % 7
        var cycles = days / Self.daysInCycle
        days %= Self.daysInCycle
        if days < 0 {
            days += Self.daysInCycle
            cycles -= 1
        }
        // The last of four centuries, and of four years, has a day more.
        let centuries = min(days / 36_524, 3)
        days -= centuries * 36_524
        let leaps = days / 1461
        days -= leaps * 1461
        let years = min(days / 365, 3)
        days -= years * 365
        year = 1 + cycles * 400 + centuries * 100 + leaps * 4 + years
        yearDay = days + 1
        month = 1
        day = 1
        while month < 12, Self.daysBefore(month: month + 1, of: year) <= days { month += 1 }
        day = days - Self.daysBefore(month: month, of: year) + 1
    }

    /// Whether a year has a 29th of February.
    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    /// The days of a year before a month of it; 13 gives all.
    static func daysBefore(month: Int, of year: Int) -> Int {
        daysBeforeMonth[month - 1] + (month > 2 && isLeap(year) ? 1 : 0)
    }

    /// The days of a month.
    static func days(in month: Int, of year: Int) -> Int {
        daysBefore(month: month + 1, of: year) - daysBefore(month: month, of: year)
    }

    /// The days from the year 1 to a month.
    static func days(before year: Int, month: Int) -> Int {
        let past = year &- 1
        let cycles = past >= 0 ? past / 400 : (past &+ 1) / 400 - 1
        let years = past &- cycles &* 400
        return cycles &* daysInCycle &+ years * 365 + years / 4 - years / 100 &+ daysBefore(month: month, of: year)
    }
}
