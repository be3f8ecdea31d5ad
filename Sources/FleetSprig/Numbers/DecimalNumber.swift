import FleetTemplate
import FleetValue

/// A decimal number of any size: what Sprig's floating-point arithmetic calculates with, so that 0.1 and 0.2 are 0.3.
///
/// - SeeAlso: <https://github.com/shopspring/decimal>
struct DecimalNumber {
    private var isNegative: Bool
    /// The digits without sign and point, in groups of 18, the lowest first; none for zero, none of zeros at the end.
    private var groups: [UInt64]
    /// The power of ten that the digits are multiplied with.
    private var exponent: Int

    private static let group: UInt64 = 1_000_000_000_000_000_000
    /// The decimal places of a quotient.
    private static let places = 16

    /// Takes the shortest digits that read back as a floating-point number.
    ///
    /// - Throws: ``FunctionError`` for what is no finite number.
    init(_ number: Double) throws(FunctionError) {
        guard number.isFinite else {
            throw FunctionError("Cannot create a Decimal from \(GoFloat.text(number))")
        }
        isNegative = number < 0
        groups = []
        exponent = 0
        guard number != 0 else { return }
        let decimal = DecimalDigits(number)
        groups = [decimal.digits.reduce(0) { $0 * 10 + UInt64($1 - UInt8(ascii: "0")) }]
        exponent = decimal.pointPosition - decimal.digits.count
    }

    /// The nearest floating-point number; infinite when it is out of range.
    var double: Double {
        guard let first = groups.last else { return 0 }
        var text = isNegative ? "-\(first)" : "\(first)"
        for group in groups.dropLast().reversed() {
            let digits = String(group)
            text += String(repeating: "0", count: 18 - digits.utf8.count) + digits
        }
        return Double("\(text)e\(exponent)") ?? 0
    }

    /// The sum with another number.
    func adding(_ other: DecimalNumber, _ context: RenderContext) throws(FunctionError) -> DecimalNumber {
        if groups.isEmpty { return other }
        if other.groups.isEmpty { return self }
        var (left, right) = (self, other)
        try left.move(to: min(exponent, other.exponent), context)
        try right.move(to: min(exponent, other.exponent), context)
        if left.isNegative == right.isNegative {
            left.groups = Self.sum(left.groups, right.groups)
        } else if Self.isLess(left.groups, right.groups) {
            left.groups = Self.difference(right.groups, left.groups)
            left.isNegative = right.isNegative
        } else {
            left.groups = Self.difference(left.groups, right.groups)
        }
        return left
    }

    /// The same number with the other sign.
    var negated: DecimalNumber {
        var result = self
        result.isNegative.toggle()
        return result
    }

    /// The product with a number that was a floating-point number.
    func multiplied(by other: DecimalNumber, _ context: RenderContext) throws(FunctionError) -> DecimalNumber {
        guard let factor = other.groups.first else { return other }
        try context.charge(groups.count)
        var result = self
        result.groups = Self.product(groups, factor)
        result.isNegative = isNegative != other.isNegative
        result.exponent += other.exponent
        return result
    }

    /// The quotient by a number that was a floating-point number, rounded to 16 decimal places, halves away from zero.
    ///
    /// - Throws: ``FunctionError`` for a division by zero.
    func divided(by other: DecimalNumber, _ context: RenderContext) throws(FunctionError) -> DecimalNumber {
        guard let divisor = other.groups.first else { throw FunctionError("decimal division by 0") }
        var result = self
        // Twice the quotient, so that the digit lost in halving tells how to round.
        let shift = exponent - other.exponent + Self.places
        result.groups = Self.product(groups, 2)
        if shift > 0 {
            result.exponent = shift
            try result.move(to: 0, context)
        }
        result.groups = Self.quotient(result.groups, divisor)
        var left = min(0, shift)
        while left < 0, !result.groups.isEmpty {
            let step = min(-left, 18)
            try context.charge(result.groups.count)
            result.groups = Self.quotient(result.groups, Self.powerOfTen(step))
            left += step
        }
        let isOdd = result.groups.first.map { $0 % 2 == 1 } ?? false
        result.groups = Self.quotient(result.groups, 2)
        if isOdd { result.groups = Self.sum(result.groups, [1]) }
        result.isNegative = isNegative != other.isNegative
        result.exponent = -Self.places
        return result
    }

    /// Writes the number with a smaller exponent.
    private mutating func move(to exponent: Int, _ context: RenderContext) throws(FunctionError) {
        while self.exponent > exponent {
            let step = min(self.exponent - exponent, 17)
            try context.charge(groups.count)
            groups = Self.product(groups, Self.powerOfTen(step))
            self.exponent -= step
        }
    }

    private static func powerOfTen(_ exponent: Int) -> UInt64 {
        (0..<exponent).reduce(1) { power, _ in power * 10 }
    }

    private static func product(_ groups: [UInt64], _ factor: UInt64) -> [UInt64] {
        var result = groups
        var carry: UInt64 = 0
        for index in result.indices {
            let full = result[index].multipliedFullWidth(by: factor)
            let (low, overflows) = full.low.addingReportingOverflow(carry)
            let parts = group.dividingFullWidth((full.high + (overflows ? 1 : 0), low))
            result[index] = parts.remainder
            carry = parts.quotient
        }
        if carry > 0 { result.append(carry) }
        return result
    }

    private static func quotient(_ groups: [UInt64], _ divisor: UInt64) -> [UInt64] {
        var result = groups
        var remainder: UInt64 = 0
        for index in result.indices.reversed() {
            let full = remainder.multipliedFullWidth(by: group)
            let (low, overflows) = full.low.addingReportingOverflow(result[index])
            let parts = divisor.dividingFullWidth((full.high + (overflows ? 1 : 0), low))
            result[index] = parts.quotient
            remainder = parts.remainder
        }
        while result.last == 0 { result.removeLast() }
        return result
    }

    private static func sum(_ left: [UInt64], _ right: [UInt64]) -> [UInt64] {
        var result: [UInt64] = []
        var carry: UInt64 = 0
        for index in 0..<max(left.count, right.count) {
            let sum = (index < left.count ? left[index] : 0) + (index < right.count ? right[index] : 0) + carry
            carry = sum >= group ? 1 : 0
            result.append(sum >= group ? sum - group : sum)
        }
        if carry > 0 { result.append(carry) }
        return result
    }

    /// The difference of a number and a smaller one.
    private static func difference(_ left: [UInt64], _ right: [UInt64]) -> [UInt64] {
        var result = left
        var borrow: UInt64 = 0
        for index in left.indices {
            let taken = (index < right.count ? right[index] : 0) + borrow
            borrow = left[index] < taken ? 1 : 0
            result[index] = left[index] &- taken &+ (borrow == 1 ? group : 0)
        }
        while result.last == 0 { result.removeLast() }
        return result
    }

    private static func isLess(_ left: [UInt64], _ right: [UInt64]) -> Bool {
        if left.count != right.count { return left.count < right.count }
        return left.reversed().lexicographicallyPrecedes(right.reversed())
    }
}
