import FleetValue

/// The decimal digits of a floating-point number: all of them, or as many as tell it from its neighbours.
struct ExactDecimal {
    /// The digits from 0 to 9, without zeros at either end; none for zero.
    private(set) var digits: [UInt8]
    /// Where the point stands: the number is `0.digits` times ten to this power.
    private(set) var point: Int

    /// Takes the fewest digits that read back as the same number.
    ///
    /// - Parameter number: Finite; its sign does not count.
    init(shortest number: Double) {
        if number == 0 {
            digits = []
            point = 0
        } else {
            let decimal = DecimalDigits(number)
            digits = decimal.digits.map { $0 - UInt8(ascii: "0") }
            point = decimal.pointPosition
        }
    }

    /// Takes all digits.
    ///
    /// - Parameter number: Finite; its sign does not count.
    init(exact number: Double) {
        digits = []
        point = 0
        guard number != 0 else { return }
        var significand = number.significandBitPattern
        var exponent = Int(number.exponentBitPattern) - 1075
        if number.exponentBitPattern == 0 { exponent += 1 } else { significand |= 1 << 52 }
        let zeros = significand.trailingZeroBitCount
        significand >>= UInt64(zeros)
        exponent += zeros
        // A power of two below one is a power of five with the point moved.
        var limbs = Self.limbs(of: significand)
        var left = abs(exponent)
        let (factor, step): (UInt64, Int) = exponent < 0 ? (5, 12) : (2, 28)
        while left > 0 {
            let count = min(left, step)
            Self.multiply(&limbs, by: (0..<count).reduce(1) { product, _ in product * factor })
            left -= count
        }
        for (index, limb) in limbs.reversed().enumerated() {
            let text = String(limb).utf8.map { $0 - UInt8(ascii: "0") }
            if index > 0 { digits.append(contentsOf: repeatElement(0, count: 9 - text.count)) }
            digits.append(contentsOf: text)
        }
        point = digits.count + min(exponent, 0)
        trim()
    }

    /// Rounds to a number of digits, halves to the even digit; none or fewer than none leaves what rounds up to one.
    mutating func round(to count: Int) {
        guard count < digits.count else { return }
        guard count >= 0 else {
            digits = []
            point = 0
            return
        }
        let isHalf = digits[count] == 5 && count + 1 == digits.count
        let isUp = isHalf ? count > 0 && digits[count - 1] % 2 == 1 : digits[count] >= 5
        digits.removeSubrange(count...)
        if isUp {
            while digits.last == 9 { digits.removeLast() }
            if digits.isEmpty {
                digits = [1]
                point += 1
            } else {
                digits[digits.count - 1] += 1
            }
        }
        trim()
    }

    private mutating func trim() {
        while digits.last == 0 { digits.removeLast() }
        if digits.isEmpty { point = 0 }
    }

    /// A number in groups of nine digits, the lowest first.
    private static func limbs(of number: UInt64) -> [UInt64] {
        var limbs: [UInt64] = []
        var rest = number
        while rest > 0 {
            limbs.append(rest % 1_000_000_000)
            rest /= 1_000_000_000
        }
        return limbs
    }

    private static func multiply(_ limbs: inout [UInt64], by factor: UInt64) {
        var carry: UInt64 = 0
        for index in limbs.indices {
            let product = limbs[index] * factor + carry
            limbs[index] = product % 1_000_000_000
            carry = product / 1_000_000_000
        }
        while carry > 0 {
            limbs.append(carry % 1_000_000_000)
            carry /= 1_000_000_000
        }
    }
}
