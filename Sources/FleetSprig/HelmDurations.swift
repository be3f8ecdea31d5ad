import FleetTemplate

extension FunctionTable {
    /// What Helm 4 adds for durations: a number counts as seconds, a text is `1h30m` or a number of seconds, and what
    /// is neither counts as nothing.
    ///
    /// Follows helm `pkg/engine/funcs.go`.
    static let helmDurations = FunctionTable([
        "mustToDuration": GoFunction(.any) { (arguments, _) throws(FunctionError) in
            .integer(try HelmDuration.nanoseconds(of: arguments[0]), .duration)
        },
        "durationNanoseconds": .wholeUnits(of: 1),
        "durationMicroseconds": .wholeUnits(of: 1000),
        "durationMilliseconds": .wholeUnits(of: 1_000_000),
        "durationSeconds": .units(of: HelmDuration.second),
        "durationMinutes": .units(of: 60 * HelmDuration.second),
        "durationHours": .units(of: 3600 * HelmDuration.second),
        "durationDays": .units(of: 3600 * HelmDuration.second, divisors: [24]),
        "durationWeeks": .units(of: 3600 * HelmDuration.second, divisors: [24, 7]),
        "durationRoundTo": .fitted { GoDurations.rounded($0, to: $1) },
        "durationTruncateTo": .fitted { $1 > 0 ? $0 - $0 % $1 : $0 },
    ])
}

/// Durations as Helm reads them.
private enum HelmDuration {
    static let second: Int64 = 1_000_000_000

    /// The nanoseconds of a value; what goes beyond 64 bits stays at their end.
    ///
    /// - Throws: ``FunctionError`` for what is no duration.
    static func nanoseconds(of value: GoValue) throws(FunctionError) -> Int64 {
        switch value {
        case .integer(let number, .duration): return number
        case .integer(let number, let type):
            if type.isUnsigned, number < 0 {
                throw FunctionError("duration seconds overflow: \(UInt64(bitPattern: number))")
            }
            let (product, overflows) = number.multipliedReportingOverflow(by: second)
            return overflows ? (number < 0 ? .min : .max) : product
        case .float(let number): return nanoseconds(ofSeconds: number)
        case .string(let text): return try nanoseconds(of: text)
        case .none, .null: throw FunctionError("invalid duration")
        default: throw FunctionError("unsupported duration type \(value.typeName)")
        }
    }

    private static func nanoseconds(of text: String) throws(FunctionError) -> Int64 {
        let bytes = Array(Trimming.trimmed(Array(text.utf8)) { $0.isGoSpace })
        if bytes.isEmpty { throw FunctionError("empty duration") }
        do throws(FunctionError) {
            return try GoDurations.nanoseconds(of: bytes)
        } catch {
            guard let seconds = Double(String(decoding: bytes, as: UTF8.self)) else {
                throw FunctionError("could not parse duration " + GoFormat.sprintf("%q", [.string(text)]))
            }
            return nanoseconds(ofSeconds: seconds)
        }
    }

    private static func nanoseconds(ofSeconds seconds: Double) -> Int64 {
        let product = seconds * Double(second)
        if product.isNaN { return 0 }
        return Int64(exactly: product.rounded(.towardZero)) ?? (product < 0 ? .min : .max)
    }
}

extension GoFunction {
    /// A function that gives how many whole units a duration has; 0 for what is none.
    fileprivate static func wholeUnits(of unit: Int64) -> GoFunction {
        GoFunction(.any) { arguments, _ in .int64(((try? HelmDuration.nanoseconds(of: arguments[0])) ?? 0) / unit) }
    }

    /// A function that gives how many units a duration has, with a fraction; 0 for what is none.
    fileprivate static func units(of unit: Int64, divisors: [Double] = []) -> GoFunction {
        GoFunction(.any) { arguments, _ in
            let duration = (try? HelmDuration.nanoseconds(of: arguments[0])) ?? 0
            // Go divides whole units and the rest apart.
            let units = Double(duration / unit) + Double(duration % unit) / Double(unit)
            return .float(divisors.reduce(units, /))
        }
    }

    /// A function that fits a duration to a multiple of another one; without one it stays as it is.
    fileprivate static func fitted(_ fit: @escaping @Sendable (Int64, Int64) -> Int64) -> GoFunction {
        GoFunction(.any, .any) { arguments, _ in
            guard let duration = try? HelmDuration.nanoseconds(of: arguments[0]) else { return .integer(0, .duration) }
            guard let unit = try? HelmDuration.nanoseconds(of: arguments[1]) else {
                return .integer(duration, .duration)
            }
            return .integer(fit(duration, unit), .duration)
        }
    }
}
