/// The shortest decimal digits that read back as the same floating-point number, laid out as Go does.
///
/// Follows `strconv.FormatFloat` with precision -1.
package struct DecimalDigits {
    /// Whether the number is below zero, or minus zero.
    package let isNegative: Bool
    /// The digits without leading or trailing zeros as ASCII; a single `0` for zero.
    package let digits: [UInt8]
    /// Where the point stands: the number is `0.digits` times ten to this power.
    package let pointPosition: Int

    /// Takes the digits of a finite number.
    package init(_ value: Double) {
        self.init(description: value.description)
    }

    /// Takes the digits of a finite number of single precision.
    package init(_ value: Float) {
        self.init(description: value.description)
    }

    /// Takes apart what the standard library prints: `-12.5`, `1.0`, `5e-324`, `1.5e+300`.
    private init(description: String) {
        var negative = false
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        var exponentIsNegative = false
        var inExponent = false
        for byte in description.utf8 {
            switch byte {
            case UInt8(ascii: "-"):
                if inExponent { exponentIsNegative = true } else { negative = true }
            case UInt8(ascii: "."): point = digits.count
            case UInt8(ascii: "e"): inExponent = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if inExponent {
                    exponent = exponent * 10 + Int(byte - UInt8(ascii: "0"))
                } else {
                    digits.append(byte)
                }
            default: break
            }
        }
        var position = (point ?? digits.count) + (exponentIsNegative ? -exponent : exponent)
        let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(zeros)
        position -= zeros
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        if digits.isEmpty {
            digits = [UInt8(ascii: "0")]
            position = 1
        }
        isNegative = negative
        self.digits = digits
        pointPosition = position
    }

    /// The exponent in scientific notation with one digit before the point.
    package var exponent: Int { pointPosition - 1 }

    /// Appends the number without an exponent: `0.000015`, `120`, `-0`.
    package func appendPositional(to bytes: inout [UInt8]) {
        if isNegative { bytes.append(UInt8(ascii: "-")) }
        if pointPosition <= 0 {
            bytes.append(contentsOf: "0.".utf8)
            bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: -pointPosition))
            bytes.append(contentsOf: digits)
        } else if pointPosition >= digits.count {
            bytes.append(contentsOf: digits)
            bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: pointPosition - digits.count))
        } else {
            bytes.append(contentsOf: digits[..<pointPosition])
            bytes.append(UInt8(ascii: "."))
            bytes.append(contentsOf: digits[pointPosition...])
        }
    }

    /// Appends the number with an exponent: `1.5e+21`, `1e-7`.
    ///
    /// - Parameters:
    ///   - bytes: The text to which it is appended.
    ///   - exponentDigits: The least number of digits of the exponent: 2 as Go's `%e`, 1 as its JSON.
    package func appendScientific(to bytes: inout [UInt8], exponentDigits: Int) {
        if isNegative { bytes.append(UInt8(ascii: "-")) }
        bytes.append(digits[0])
        if digits.count > 1 {
            bytes.append(UInt8(ascii: "."))
            bytes.append(contentsOf: digits[1...])
        }
        bytes.append(UInt8(ascii: "e"))
        bytes.append(exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        let power = String(exponent.magnitude).utf8
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, exponentDigits - power.count)))
        bytes.append(contentsOf: power)
    }
}
