import FleetValue

/// Numbers as Go writes them into YAML.
enum GoYAMLNumber {
    /// The text of a double.
    static func text(of number: Double, style: GoYAMLWriter.Style) -> String {
        guard number.isFinite else { return number.isNaN ? ".nan" : number < 0 ? "-.inf" : ".inf" }
        if style == .folded, let whole = wholeText(of: number) { return whole }
        let digits = DecimalDigits(number)
        var bytes: [UInt8] = []
        // strconv counts the shortest precision as 6 when it decides on an exponent.
        if number != 0, digits.exponent < -4 || digits.exponent >= 6 {
            digits.appendScientific(to: &bytes, exponentDigits: 2)
        } else {
            digits.appendPositional(to: &bytes)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text that JSON has for a whole number, if YAML then reads it as one: up to the end of `uint64`.
    private static func wholeText(of number: Double) -> String? {
        guard number == number.rounded(.towardZero), abs(number) < 1e20 else { return nil }
        if number == 0 { return "0" }
        var bytes: [UInt8] = []
        DecimalDigits(number).appendPositional(to: &bytes)
        let text = String(decoding: bytes, as: UTF8.self)
        return Int64(text) != nil || UInt64(text) != nil ? text : nil
    }
}
