import FleetTemplate

extension FunctionTable {
    /// Sprig's functions on dates and durations; local time is UTC, and the clock that of the rendering.
    ///
    /// - SeeAlso: <https://masterminds.github.io/sprig/date.html>
    static let sprigDates = FunctionTable([
        "now": GoFunction { (_, context) throws(FunctionError) in .object(TimeObject(context.time)) },
        "date": GoFunction(.string, .any) { (arguments, context) throws(FunctionError) in
            try context.format(context.moment(of: arguments[1]).inUTC, arguments[0].bytesArgument)
        },
        "dateInZone": dateInZone,
        "date_in_zone": dateInZone,
        "htmlDate": GoFunction(.any) { (arguments, context) throws(FunctionError) in
            try context.format(context.moment(of: arguments[0]).inUTC, htmlLayout)
        },
        "htmlDateInZone": GoFunction(.any, .string) { (arguments, context) throws(FunctionError) in
            let time = ZoneDatabase.shared.time(context.moment(of: arguments[0]), in: arguments[1].textArgument)
            return try context.format(time, htmlLayout)
        },
        "dateModify": dateModify,
        "date_modify": dateModify,
        "mustDateModify": mustDateModify,
        "must_date_modify": mustDateModify,
        "toDate": GoFunction(.string, .string) { (arguments, context) throws(FunctionError) in
            let time = try? context.time(of: arguments[1].bytesArgument, layout: arguments[0].bytesArgument)
            return .object(TimeObject(time ?? .zero))
        },
        "mustToDate": GoFunction(.string, .string) { (arguments, context) throws(FunctionError) in
            let time = try context.time(of: arguments[1].bytesArgument, layout: arguments[0].bytesArgument)
            return .object(TimeObject(time))
        },
        "unixEpoch": GoFunction(.any) { (arguments, _) throws(FunctionError) in
            .string(String(try arguments[0].timeArgument.unix))
        },
        "ago": GoFunction(.any) { (arguments, context) throws(FunctionError) in
            // Of 32-bit numbers Sprig makes now, other than for a date.
            let time: GoTime
            if case .integer(_, .int32) = arguments[0] {
                time = context.time
            } else {
                time = context.moment(of: arguments[0])
            }
            let age = GoDurations.rounded(context.time.since(time), to: 1_000_000_000)
            return .string(GoFormat.text(of: .integer(age, .duration)))
        },
        "duration": GoFunction(.any) { (arguments, _) throws(FunctionError) in
            let seconds: Int64 =
                switch arguments[0] {
                case .integer(let number, .int64): number
                case .string(let text): wholeNumber(text)
                default: 0
                }
            return .string(GoFormat.text(of: .integer(seconds &* 1_000_000_000, .duration)))
        },
        "durationRound": GoFunction(.any) { (arguments, context) throws(FunctionError) in
            let duration: Int64
            switch arguments[0] {
            case .integer(let number, .int64): duration = number
            case .string(let text): duration = (try? GoDurations.nanoseconds(of: Array(text.utf8))) ?? 0
            case .object: duration = (try? arguments[0].timeArgument).map { context.time.since($0) } ?? 0
            default: duration = 0
            }
            return .string(GoDurations.roundedText(of: duration))
        },
    ])

    private static let htmlLayout = Array("2006-01-02".utf8)

    private static let dateInZone = GoFunction(.string, .any, .string) { (arguments, context) throws(FunctionError) in
        let time = ZoneDatabase.shared.time(context.moment(of: arguments[1]), in: arguments[2].textArgument)
        return try context.format(time, arguments[0].bytesArgument)
    }

    private static let dateModify = GoFunction(.string, .any) { (arguments, _) throws(FunctionError) in
        let time = try arguments[1].timeArgument
        guard let duration = try? GoDurations.nanoseconds(of: arguments[0].bytesArgument) else { return arguments[1] }
        return .object(TimeObject(time.adding(duration)))
    }

    private static let mustDateModify = GoFunction(.string, .any) { (arguments, _) throws(FunctionError) in
        let time = try arguments[1].timeArgument
        return .object(TimeObject(time.adding(try GoDurations.nanoseconds(of: arguments[0].bytesArgument))))
    }

    /// A decimal number as `strconv.ParseInt` reads it, its error left out: the greatest or least when there are more
    /// digits than fit, whatever follows these, and 0 when it is no number.
    private static func wholeNumber(_ text: String) -> Int64 {
        var digits = text.utf8[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
        var number: UInt64 = 0
        for digit in digits {
            guard digit.isDigit else { return 0 }
            let (product, overflows) = number.multipliedReportingOverflow(by: 10)
            let (sum, carries) = product.addingReportingOverflow(UInt64(digit - UInt8(ascii: "0")))
            if overflows || carries { return isNegative ? .min : .max }
            number = sum
        }
        if isNegative { return number > Int64.min.magnitude ? .min : Int64(truncatingIfNeeded: 0 &- number) }
        return Int64(clamping: number)
    }
}

extension RenderContext {
    /// What the rendering takes for now.
    fileprivate var time: GoTime { GoTime(unix: now) }

    /// The moment that Sprig makes of anything: a time, whole seconds since 1970, or now.
    fileprivate func moment(of value: GoValue) -> GoTime {
        switch value {
        case .integer(let seconds, .int), .integer(let seconds, .int64), .integer(let seconds, .int32):
            GoTime(unix: seconds)
        case .object(let object): (object as? TimeObject)?.time ?? time
        default: time
        }
    }

    /// Reads a time by a layout, counted as work.
    fileprivate func time(of value: [UInt8], layout: [UInt8]) throws(FunctionError) -> GoTime {
        try charge(bytes: value.count + layout.count)
        return try GoTimeLayout(layout).time(of: value)
    }
}
