/// The rounding of floating-point numbers as Sprig does it.
enum Rounding {
    /// A number rounded to decimal places.
    ///
    /// - Parameters:
    ///   - number: The number; its fraction after the move of the point counts with its sign, so that a number below
    ///     zero is rounded down.
    ///   - places: The decimal places; below zero for places before the point.
    ///   - limit: The fraction from which on a number is rounded up.
    /// - Returns: The rounded number; not a number when the move of the point went out of range.
    static func rounded(_ number: Double, places: Int, limit: Double) -> Double {
        let power = powerOfTen(places)
        let digits = power * number
        let fraction = digits.truncatingRemainder(dividingBy: 1)
        return (fraction >= limit ? digits.rounded(.up) : digits.rounded(.down)) / power
    }

    /// Ten to a power, by squaring and multiplying as Go's `math.Pow` does, to the last bit.
    ///
    /// The C library's result is another for some powers.
    private static func powerOfTen(_ power: Int) -> Double {
        if power == 0 { return 1 }
        if power == 1 { return 10 }
        var result = 1.0
        var resultExponent = 0
        // Ten is 0.625 times two to the fourth.
        var factor = 0.625
        var factorExponent = 4
        var left = power.magnitude
        while left != 0 {
            if abs(factorExponent) > 1 << 12 {
                resultExponent += factorExponent
                break
            }
            if left % 2 == 1 {
                result *= factor
                resultExponent += factorExponent
            }
            factor *= factor
            factorExponent *= 2
            if factor < 0.5 {
                factor += factor
                factorExponent -= 1
            }
            left /= 2
        }
        if power < 0 { return Double(sign: .plus, exponent: -resultExponent, significand: 1 / result) }
        return Double(sign: .plus, exponent: resultExponent, significand: result)
    }
}
