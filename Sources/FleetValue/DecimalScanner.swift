/// Digits of a decimal number on their way to an integer or a double.
///
/// Feed digits, fraction and exponent in this order, then ask for ``integer`` or ``double(of:)``.
package struct DecimalScanner {
    /// Whether a minus sign came first.
    package var isNegative = false
    /// The value of the digits so far, as long as they fit.
    private var significand: UInt64 = 0
    /// The power of ten that belongs to the significand.
    private var exponent = 0
    private var overflowed = false

    /// Makes a scanner that has seen nothing.
    package init() {}

    /// Takes the digits from `start` on and answers where they end.
    package mutating func scanDigits(_ bytes: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < bytes.count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            // Ten times this still fits, whatever the digit.
            if significand < 1_844_674_407_370_955_161 {
                significand = significand &* 10 &+ UInt64(digit)
            } else {
                append(digit)
            }
            index += 1
        }
        return index
    }

    /// Takes the digits after the point, from `start` on, and answers where they end.
    package mutating func scanFraction(_ bytes: Span<UInt8>, from start: Int) -> Int {
        let end = scanDigits(bytes, from: start)
        exponent -= end - start
        return end
    }

    /// Takes the digits of an exponent, without its sign, and answers where they end.
    package mutating func scanExponent(_ bytes: Span<UInt8>, from start: Int, isNegative: Bool) -> Int {
        var index = start
        var power = 0
        while index < bytes.count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            // Beyond this the number is zero or too large anyway; keeps the sum from overflowing.
            if power < 1_000_000 { power = power * 10 + Int(digit) }
            index += 1
        }
        exponent += isNegative ? -power : power
        return index
    }

    private mutating func append(_ digit: UInt8) {
        let (product, productOverflow) = significand.multipliedReportingOverflow(by: 10)
        let (sum, sumOverflow) = product.addingReportingOverflow(UInt64(digit))
        if overflowed || productOverflow || sumOverflow {
            overflowed = true
        } else {
            significand = sum
        }
    }

    /// The digits as a signed 64-bit integer, or nil when they do not fit.
    ///
    /// Ignores the exponent.
    package var integer: Int64? {
        guard !overflowed else { return nil }
        if isNegative {
            return significand <= UInt64(Int64.max) + 1 ? Int64(truncatingIfNeeded: 0 &- significand) : nil
        }
        return Int64(exactly: significand)
    }

    /// The number as the nearest double; infinite when beyond its range.
    ///
    /// - Parameter text: The whole number as it was scanned, for those that need the slow way.
    /// - Returns: Minus zero for a negative number that is too small.
    package func double(of text: Span<UInt8>) -> Double {
        // Both operands are exact, so the one rounding of the operation is the right one.
        if !overflowed, significand <= 1 << 53, abs(exponent) < Self.powersOfTen.count {
            let magnitude = Double(significand)
            let power = Self.powersOfTen[abs(exponent)]
            let result = exponent < 0 ? magnitude / power : magnitude * power
            return isNegative ? -result : result
        }
        guard let ascii = try? UTF8Span(validating: text) else { return .nan }
        return Double(String(copying: ascii)) ?? .nan
    }

    /// The powers of ten that a double holds exactly.
    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]
}
