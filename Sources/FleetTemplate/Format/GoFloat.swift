import FleetValue

/// Floating-point numbers as Go's `strconv.FormatFloat` writes them.
///
/// - SeeAlso: <https://pkg.go.dev/strconv#FormatFloat>
public enum GoFloat {
    /// Writes a number.
    ///
    /// - Parameters:
    ///   - number: Any; `NaN`, `+Inf` and `-Inf` are written so.
    ///   - format: `e`, `E`, `f`, `g`, `G`, `b`, `x` or `X`; anything else is written `%` and itself.
    ///   - precision: The number of digits, what it counts depends on the format; -1 for the fewest that read back as
    ///     the same number.
    /// - Returns: The text.
    public static func text(_ number: Double, format: Unicode.Scalar = "g", precision: Int = -1) -> String {
        String(decoding: bytes(number, format: format, precision: precision), as: UTF8.self)
    }

    static func bytes(_ number: Double, format: Unicode.Scalar, precision: Int) -> [UInt8] {
        if number.isNaN { return Array("NaN".utf8) }
        if number.isInfinite { return Array((number < 0 ? "-Inf" : "+Inf").utf8) }
        var text: [UInt8] = []
        switch format {
        case "b": appendBinary(number, to: &text)
        case "x", "X": appendHexadecimal(number, precision: precision, upper: format == "X", to: &text)
        case "e", "E", "f", "g", "G": appendDecimal(number, format: format, precision: precision, to: &text)
        default:
            text.append(UInt8(ascii: "%"))
            text.append(contentsOf: UTF8.bytes(of: format))
        }
        return text
    }

    // MARK: Decimal

    private static func appendDecimal(
        _ number: Double,
        format: Unicode.Scalar,
        precision: Int,
        to text: inout [UInt8]
    ) {
        let isShortest = precision < 0
        var decimal = isShortest ? ExactDecimal(shortest: number) : ExactDecimal(exact: number)
        var precision = precision
        switch format {
        case "e", "E":
            if isShortest { precision = decimal.digits.count - 1 } else { decimal.round(to: precision + 1) }
        case "f":
            if isShortest {
                precision = max(decimal.digits.count - decimal.point, 0)
            } else {
                decimal.round(to: decimal.point + precision)
            }
        default:
            if isShortest {
                precision = decimal.digits.count
            } else {
                precision = max(precision, 1)
                decimal.round(to: precision)
            }
        }
        if number.sign == .minus { text.append(UInt8(ascii: "-")) }
        switch format {
        case "e": appendScientific(decimal, precision: precision, mark: UInt8(ascii: "e"), to: &text)
        case "E": appendScientific(decimal, precision: precision, mark: UInt8(ascii: "E"), to: &text)
        case "f": appendPositional(decimal, precision: precision, to: &text)
        default:
            var limit = precision
            if limit > decimal.digits.count, decimal.digits.count >= decimal.point { limit = decimal.digits.count }
            // The shortest form counts as of precision 6 when it comes to the exponent.
            if isShortest { limit = 6 }
            let exponent = decimal.point - 1
            if exponent < -4 || exponent >= limit {
                let mark = format == "g" ? UInt8(ascii: "e") : UInt8(ascii: "E")
                let digits = min(precision, decimal.digits.count)
                appendScientific(decimal, precision: digits - 1, mark: mark, to: &text)
            } else {
                appendPositional(decimal, precision: max(decimal.digits.count - decimal.point, 0), to: &text)
            }
        }
    }

    private static func appendScientific(
        _ decimal: ExactDecimal,
        precision: Int,
        mark: UInt8,
        to text: inout [UInt8]
    ) {
        text.append(UInt8(ascii: "0") + (decimal.digits.first ?? 0))
        if precision > 0 {
            text.append(UInt8(ascii: "."))
            let shown = decimal.digits.dropFirst().prefix(precision)
            text.append(contentsOf: shown.map { $0 + UInt8(ascii: "0") })
            text.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: precision - shown.count))
        }
        text.append(mark)
        appendExponent(decimal.digits.isEmpty ? 0 : decimal.point - 1, to: &text)
    }

    /// Appends a sign and at least two digits.
    private static func appendExponent(_ exponent: Int, to text: inout [UInt8]) {
        text.append(exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        if abs(exponent) < 10 { text.append(UInt8(ascii: "0")) }
        text.append(contentsOf: String(abs(exponent)).utf8)
    }

    private static func appendPositional(_ decimal: ExactDecimal, precision: Int, to text: inout [UInt8]) {
        let digits = decimal.digits
        if decimal.point > 0 {
            for place in 0..<decimal.point {
                text.append(UInt8(ascii: "0") + (place < digits.count ? digits[place] : 0))
            }
        } else {
            text.append(UInt8(ascii: "0"))
        }
        guard precision > 0 else { return }
        text.append(UInt8(ascii: "."))
        for place in decimal.point..<decimal.point + precision {
            text.append(UInt8(ascii: "0") + (digits.indices.contains(place) ? digits[place] : 0))
        }
    }

    // MARK: Binary

    /// The number as a whole number times a power of two.
    private static func parts(of number: Double) -> (significand: UInt64, exponent: Int) {
        let isSubnormal = number.exponentBitPattern == 0
        let significand = number.significandBitPattern | (isSubnormal ? 0 : 1 << 52)
        return (significand, Int(number.exponentBitPattern) - 1075 + (isSubnormal ? 1 : 0))
    }

    private static func appendBinary(_ number: Double, to text: inout [UInt8]) {
        let (significand, exponent) = parts(of: number)
        if number.sign == .minus { text.append(UInt8(ascii: "-")) }
        text.append(contentsOf: "\(significand)p\(exponent < 0 ? "" : "+")\(exponent)".utf8)
    }

    private static func appendHexadecimal(_ number: Double, precision: Int, upper: Bool, to text: inout [UInt8]) {
        var (significand, exponent) = parts(of: number)
        exponent += 52
        if significand == 0 { exponent = 0 }
        // One bit before the point, at 60, leaves room to round up.
        significand <<= 8
        while significand != 0, significand & 1 << 60 == 0 {
            significand <<= 1
            exponent -= 1
        }
        if precision >= 0, precision < 15 {
            let shift = UInt64(precision * 4)
            let extra = significand << shift & (1 << 60 - 1)
            significand >>= 60 - shift
            if extra | significand & 1 > 1 << 59 { significand += 1 }
            significand <<= 60 - shift
            if significand & 1 << 61 != 0 {
                significand >>= 1
                exponent += 1
            }
        }
        let digits = upper ? GoQuote.upperDigits : GoQuote.lowerDigits
        if number.sign == .minus { text.append(UInt8(ascii: "-")) }
        text.append(UInt8(ascii: "0"))
        text.append(UInt8(ascii: upper ? "X" : "x"))
        text.append(UInt8(ascii: "0") + UInt8(significand >> 60 & 1))
        significand <<= 4
        if precision < 0 ? significand != 0 : precision > 0 { text.append(UInt8(ascii: ".")) }
        var left = precision < 0 ? Int.max : precision
        while left > 0, precision >= 0 || significand != 0 {
            text.append(digits[Int(significand >> 60 & 15)])
            significand <<= 4
            left -= 1
        }
        text.append(UInt8(ascii: upper ? "P" : "p"))
        appendExponent(exponent, to: &text)
    }
}
