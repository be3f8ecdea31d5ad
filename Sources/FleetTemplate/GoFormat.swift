public import FleetValue

/// Values as Go's `fmt` prints them.
public enum GoFormat {
    /// What the verb `%v` prints of a value decoded from JSON or YAML.
    ///
    /// Every number counts as a 64-bit floating-point number, as Go decodes JSON: `3`, `1.5`, and from a million on
    /// with an exponent, `1e+06`. `null` is `<nil>`, a list `[a b]`, a mapping `map[a:1 b:2]` with ascending keys.
    ///
    /// - SeeAlso: <https://pkg.go.dev/fmt>
    public static func text(of value: Value) -> String {
        switch value {
        case .null: "<nil>"
        case .bool(let truth): truth ? "true" : "false"
        case .integer(let number): text(ofNumber: Double(number))
        case .double(let number): text(ofNumber: number)
        case .string(let text): text
        case .array(let values): "[" + values.map { text(of: $0) }.joined(separator: " ") + "]"
        case .mapping(let mapping):
            "map[" + mapping.sortedByKey().map { "\($0.key):\(text(of: $0.value))" }.joined(separator: " ") + "]"
        }
    }

    /// What `%v` prints of a floating-point number: its shortest digits, with an exponent below 1e-4 and from 1e+06 on.
    private static func text(ofNumber number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Inf" : "+Inf" }
        let digits = DecimalDigits(number)
        var bytes: [UInt8] = []
        // strconv decides on an exponent by the precision, and counts the shortest one as 6 there.
        if number != 0, digits.exponent < -4 || digits.exponent >= 6 {
            digits.appendScientific(to: &bytes, exponentDigits: 2)
        } else {
            digits.appendPositional(to: &bytes)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
