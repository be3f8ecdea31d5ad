import FleetTemplate

/// A time as templates hold it: Go's `time.Time` with the methods that take part in templates.
final class TimeObject: GoObject {
    let time: GoTime

    init(_ time: GoTime) {
        self.time = time
    }

    let typeName = "time.Time"
    let kindName = "struct"

    var text: String { String(decoding: GoTimeLayout.standard.text(of: time), as: UTF8.self) }

    func isEqual(to other: any GoObject) -> Bool {
        (other as? TimeObject).map { $0.time == time } ?? false
    }

    func member(_ name: String) -> GoMember? {
        if let value = value(named: name) { return .value(value) }
        return function(named: name).map { .method($0) }
    }

    private func value(named name: String) -> GoValue? {
        switch name {
        case "Year": .int(time.civil.year)
        case "Month": .integer(Int64(time.civil.month), .month)
        case "Day": .int(time.civil.day)
        case "YearDay": .int(time.civil.yearDay)
        case "Weekday": .integer(Int64(time.civil.weekday), .weekday)
        case "Hour": .int(time.civil.hour)
        case "Minute": .int(time.civil.minute)
        case "Second": .int(time.civil.second)
        case "Nanosecond": .int(time.nanoseconds)
        case "Unix": .int64(time.unix)
        case "UnixMilli": .int64(time.unix &* 1000 &+ Int64(time.nanoseconds / 1_000_000))
        case "UnixMicro": .int64(time.unix &* 1_000_000 &+ Int64(time.nanoseconds / 1000))
        case "UnixNano": .int64(time.unixNanoseconds)
        case "UTC", "Local": .object(TimeObject(time.inUTC))
        case "IsZero": .bool(time.isZero)
        case "String": .string(text)
        default: nil
        }
    }

    private func function(named name: String) -> GoFunction? {
        // Objects belong to one rendering; what they make of themselves does not.
        let time = time
        return switch name {
        case "Format":
            GoFunction(.string) { (arguments, context) throws(FunctionError) in
                try context.format(time, arguments[0].bytesArgument)
            }
        case "Add":
            GoFunction(.duration) { (arguments, _) throws(FunctionError) in
                .object(TimeObject(time.adding(Int64(arguments[0].intArgument))))
            }
        case "AddDate":
            GoFunction(.int, .int, .int) { (arguments, _) throws(FunctionError) in
                let (years, months) = (arguments[0].intArgument, arguments[1].intArgument)
                return .object(TimeObject(time.adding(years: years, months: months, days: arguments[2].intArgument)))
            }
        case "Truncate", "Round":
            GoFunction(.duration) { (arguments, _) throws(FunctionError) in
                let unit = Int64(arguments[0].intArgument)
                return .object(TimeObject(name == "Round" ? time.rounded(to: unit) : time.truncated(to: unit)))
            }
        case "Sub": Self.comparing { other in .integer(time.since(other), .duration) }
        case "Before": Self.comparing { other in .bool(time.isBefore(other)) }
        case "After": Self.comparing { other in .bool(other.isBefore(time)) }
        case "Equal": Self.comparing { other in .bool(other.isSameMoment(as: time)) }
        default: nil
        }
    }

    private static func comparing(_ body: @escaping @Sendable (GoTime) -> GoValue) -> GoFunction {
        GoFunction(.any) { (arguments, _) throws(FunctionError) in body(try arguments[0].timeArgument) }
    }
}

extension GoTime {
    /// The time at the last multiple of a duration since the year 1.
    func truncated(to unit: Int64) -> GoTime {
        guard unit > 0 else { return self }
        return adding(-rest(of: unit))
    }

    /// The time at the nearest multiple of a duration since the year 1, halves up.
    func rounded(to unit: Int64) -> GoTime {
        guard unit > 0 else { return self }
        let rest = rest(of: unit)
        return adding(rest < unit - rest ? -rest : unit - rest)
    }

    /// What is left of the time since the year 1 after whole durations.
    private func rest(of unit: Int64) -> Int64 {
        let (high, low) = seconds.multipliedFullWidth(by: 1_000_000_000)
        let (sum, overflows) = low.addingReportingOverflow(UInt64(nanoseconds))
        let rest = unit.dividingRest(high &+ (overflows ? 1 : 0), sum)
        return rest < 0 ? rest + unit : rest
    }
}

extension Int64 {
    /// The rest of a number of 128 bits divided by this.
    fileprivate func dividingRest(_ high: Int64, _ low: UInt64) -> Int64 {
        Int64(truncatingIfNeeded: (Int128(high) << 64 | Int128(low)) % Int128(self))
    }
}

extension RenderContext {
    /// Writes a time by a layout, counted as work.
    func format(_ time: GoTime, _ layout: [UInt8]) throws(FunctionError) -> GoValue {
        // No part becomes longer than six times what stands for it, but a year far off.
        try charge(bytes: layout.count * 6 + 32)
        return .string(bytes: GoTimeLayout(layout).text(of: time))
    }
}

extension GoValue {
    /// The time of an argument that Go declares `time.Time`.
    ///
    /// - Throws: ``FunctionError`` for anything else.
    var timeArgument: GoTime {
        get throws(FunctionError) {
            if case .object(let object) = self, let time = object as? TimeObject { return time.time }
            throw FunctionError("wrong type for value; expected time.Time; got \(isNil ? "interface {}" : typeName)")
        }
    }
}
