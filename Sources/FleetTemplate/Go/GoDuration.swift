/// Durations as Go prints them.
enum GoDuration {
    /// `1h15m30.918s`, `1.5ms`, `0s`.
    ///
    /// - Parameter nanoseconds: Of either sign.
    /// - Returns: The text.
    /// - SeeAlso: <https://pkg.go.dev/time#Duration.String>
    static func text(of nanoseconds: Int64) -> String {
        if nanoseconds == 0 { return "0s" }
        let sign = nanoseconds < 0 ? "-" : ""
        let magnitude = nanoseconds.magnitude
        switch magnitude {
        case ..<1000: return "\(sign)\(magnitude)ns"
        case ..<1_000_000: return sign + decimal(magnitude, places: 3) + "µs"
        case ..<1_000_000_000: return sign + decimal(magnitude, places: 6) + "ms"
        default:
            let seconds = magnitude / 1_000_000_000
            let rest = decimal(seconds % 60 * 1_000_000_000 + magnitude % 1_000_000_000, places: 9) + "s"
            let minutes = seconds / 60
            if minutes == 0 { return sign + rest }
            return minutes < 60 ? "\(sign)\(minutes)m\(rest)" : "\(sign)\(minutes / 60)h\(minutes % 60)m\(rest)"
        }
    }

    /// A whole number with the point moved to the left, without trailing zeros.
    private static func decimal(_ number: UInt64, places: Int) -> String {
        var digits = Array(String(number).utf8)
        if digits.count <= places {
            digits.insert(contentsOf: repeatElement(UInt8(ascii: "0"), count: places + 1 - digits.count), at: 0)
        }
        var fraction = digits[(digits.count - places)...]
        while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        let whole = String(decoding: digits[..<(digits.count - places)], as: UTF8.self)
        return fraction.isEmpty ? whole : whole + "." + String(decoding: fraction, as: UTF8.self)
    }
}

extension GoDuration {
    /// The methods of `time.Duration`.
    static func member(_ name: String, of nanoseconds: Int64) -> GoMember? {
        switch name {
        case "Hours": .value(.float(units(nanoseconds, of: 3_600_000_000_000)))
        case "Minutes": .value(.float(units(nanoseconds, of: 60_000_000_000)))
        case "Seconds": .value(.float(units(nanoseconds, of: 1_000_000_000)))
        case "Milliseconds": .value(.int64(nanoseconds / 1_000_000))
        case "Microseconds": .value(.int64(nanoseconds / 1000))
        case "Nanoseconds": .value(.int64(nanoseconds))
        case "String": .value(.string(text(of: nanoseconds)))
        case "Abs": .value(.integer(Int64(clamping: nanoseconds.magnitude), .duration))
        case "Truncate": .method(rounding { $0 - $0 % $1 }(nanoseconds))
        case "Round": .method(rounding(Self.rounded)(nanoseconds))
        default: nil
        }
    }

    /// As Go divides: whole units, and a fraction of the rest.
    private static func units(_ nanoseconds: Int64, of unit: Int64) -> Double {
        Double(nanoseconds / unit) + Double(nanoseconds % unit) / Double(unit)
    }

    /// A method that takes a duration to which another is rounded.
    private static func rounding(
        _ round: @escaping @Sendable (Int64, Int64) -> Int64
    ) -> (Int64) -> GoFunction {
        { nanoseconds in
            GoFunction(.duration) { arguments, _ in
                guard case .integer(let unit, _) = arguments[0], unit > 0 else {
                    return .integer(nanoseconds, .duration)
                }
                return .integer(round(nanoseconds, unit), .duration)
            }
        }
    }

    /// The nearest multiple, halves away from zero; the greatest duration where that is too much.
    private static func rounded(_ nanoseconds: Int64, to unit: Int64) -> Int64 {
        let rest = nanoseconds % unit
        let isUp = rest.magnitude >= unit.magnitude - rest.magnitude
        guard isUp else { return nanoseconds - rest }
        let (sum, overflows) = (nanoseconds - rest).addingReportingOverflow(nanoseconds < 0 ? -unit : unit)
        return overflows ? (nanoseconds < 0 ? .min : .max) : sum
    }
}
