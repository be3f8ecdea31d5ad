import FleetTemplate

/// Durations as Go's `time` reads and rounds them, in nanoseconds.
enum GoDurations {
    /// The nanoseconds of each unit.
    private static let units: [String: UInt64] = [
        "ns": 1, "us": 1000, "\u{B5}s": 1000, "\u{3BC}s": 1000, "ms": 1_000_000, "s": 1_000_000_000,
        "m": 60_000_000_000, "h": 3_600_000_000_000,
    ]
    /// The magnitude of the least duration.
    private static let limit: UInt64 = 1 << 63

    /// Reads `1h30m`, `-1.5s`, `0` and the like.
    ///
    /// - Throws: ``FunctionError`` in the words of `time.ParseDuration`.
    static func nanoseconds(of text: [UInt8]) throws(FunctionError) -> Int64 {
        let invalid = FunctionError("time: invalid duration \(GoTimeQuote.quoted(text))")
        var rest = text[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        if rest.elementsEqual("0".utf8) { return 0 }
        if rest.isEmpty { throw invalid }
        var sum: UInt64 = 0
        while !rest.isEmpty {
            guard let part = Part(&rest) else { throw invalid }
            guard !part.unit.isEmpty else {
                throw FunctionError("time: missing unit in duration \(GoTimeQuote.quoted(text))")
            }
            guard let unit = units[String(decoding: part.unit, as: UTF8.self)] else {
                let name = GoTimeQuote.quoted(part.unit)
                throw FunctionError("time: unknown unit \(name) in duration \(GoTimeQuote.quoted(text))")
            }
            guard part.whole <= limit / unit else { throw invalid }
            var nanoseconds = part.whole * unit
            if part.fraction > 0 { nanoseconds += UInt64(Double(part.fraction) * (Double(unit) / part.scale)) }
            guard nanoseconds <= limit else { throw invalid }
            sum = sum &+ nanoseconds
            guard sum <= limit else { throw invalid }
        }
        if isNegative { return Int64(bitPattern: 0 &- sum) }
        guard sum < limit else { throw invalid }
        return Int64(sum)
    }

    /// A number and a unit.
    private struct Part {
        var whole: UInt64 = 0
        /// What stands after the point, and what it is to be divided by.
        var fraction: UInt64 = 0
        var scale = 1.0
        let unit: ArraySlice<UInt8>

        /// Takes a part off a text; nil when there is none, or its number is too large.
        init?(_ rest: inout ArraySlice<UInt8>) {
            let digits = rest.prefix { $0.isDigit }
            rest = rest.dropFirst(digits.count)
            for digit in digits {
                guard whole <= GoDurations.limit / 10 else { return nil }
                whole = whole * 10 + UInt64(digit - UInt8(ascii: "0"))
                guard whole <= GoDurations.limit else { return nil }
            }
            var hasDigits = !digits.isEmpty
            if rest.first == UInt8(ascii: ".") {
                let decimals = rest.dropFirst().prefix { $0.isDigit }
                rest = rest.dropFirst(1 + decimals.count)
                hasDigits = hasDigits || !decimals.isEmpty
                for digit in decimals {
                    // Further digits are too small to matter.
                    guard fraction <= (GoDurations.limit - 1) / 10 else { break }
                    let longer = fraction * 10 + UInt64(digit - UInt8(ascii: "0"))
                    guard longer <= GoDurations.limit else { break }
                    fraction = longer
                    scale *= 10
                }
            }
            guard hasDigits else { return nil }
            unit = rest.prefix { !$0.isDigit && $0 != UInt8(ascii: ".") }
            rest = rest.dropFirst(unit.count)
        }
    }

    /// Rounds to a multiple of another duration, halves away from zero.
    static func rounded(_ duration: Int64, to unit: Int64) -> Int64 {
        guard unit > 0 else { return duration }
        let rest = duration % unit
        let isUp = rest.magnitude &+ rest.magnitude >= UInt64(unit)
        guard isUp else { return duration - rest }
        let (rounded, overflows) =
            duration < 0
            ? (duration - rest).subtractingReportingOverflow(unit) : (duration - rest).addingReportingOverflow(unit)
        return overflows ? (duration < 0 ? .min : .max) : rounded
    }

    /// The greatest whole unit of a duration, without its sign: `3h`, `2mo`; `0s` up to a second.
    static func roundedText(of duration: Int64) -> String {
        let magnitude = duration.magnitude
        let hour: UInt64 = 3_600_000_000_000
        let units: [(UInt64, String)] = [
            (hour * 24 * 365, "y"), (hour * 24 * 30, "mo"), (hour * 24, "d"), (hour, "h"), (hour / 60, "m"),
            (hour / 3600, "s"),
        ]
        for (unit, name) in units where magnitude > unit { return "\(magnitude / unit)\(name)" }
        return "0s"
    }
}
