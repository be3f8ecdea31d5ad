import FleetTemplate
import Testing

@testable import FleetSprig

@Suite struct NumberFunctionTests {
    /// Results of `strconv.ParseInt(text, 0, 64)` in Go 1.19; nil where it fails.
    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("0x", nil), ("0x_1", 1), ("0_1", 1), ("1_", nil), ("_1", nil), ("1__1", nil),
            ("0b12", nil), ("0B11", 3), ("0O17", 15), ("00", 0), ("08", nil), ("-9223372036854775808", .min),
            ("9223372036854775807", .max), ("9223372036854775808", nil), ("0xFFFFFFFFFFFFFFFF", nil), ("+", nil),
            ("", nil), ("-0x8000000000000000", .min), ("1e3", nil), ("٣", nil), ("0_", nil), ("0x1_f", 31),
            ("_0x1", nil),
        ] as [(String, Int64?)]
    )
    func wholeNumbersAreReadAsGoDoes(_ text: String, _ expected: Int64?) {
        let number: Int64? =
            if case .number(let number) = NumberText(Array(text.utf8)).integer(base: 0) { number } else { nil }
        #expect(number == expected)
    }

    /// Results of `strconv.ParseFloat(text, 64)` in Go 1.19; nil where it fails.
    @Test(
        arguments: [
            ("1", 1), ("-1.5e3", -1500), ("1E+2", 100), (".5", 0.5), ("5.", 5), (".", nil), ("e1", nil), ("1e", nil),
            ("1e+", nil), ("0x1p4", 16), ("0X.8P1", 1), ("0x1", nil), ("0x1.p", nil), ("1p3", nil), ("1_0", 10),
            ("1._0", nil), ("1_.0", nil), ("1e1_0", 1e10), ("1e_1", nil), ("0x_1p4", 16), ("1_e1", nil),
            ("inF", .infinity),
            ("-Infinity", -.infinity), ("infinit", nil), ("1.2.3", nil), ("", nil), ("+", nil), ("--1", nil),
            ("1e400", nil), ("1e-400", 0), ("0b1", nil), (" 1", nil), ("0x1p-1074", .leastNonzeroMagnitude),
            ("_1", nil),
        ] as [(String, Double?)]
    )
    func floatingPointNumbersAreReadAsGoDoes(_ text: String, _ expected: Double?) {
        #expect(NumberText(Array(text.utf8)).double == expected)
    }

    @Test func noNumberIsReadByName() throws {
        for text in ["nan", "NaN", "NAN"] {
            #expect(try #require(NumberText(Array(text.utf8)).double).isNaN)
        }
        #expect(NumberText(Array("+nan".utf8)).double == nil)
        #expect(NumberText(Array("-nan".utf8)).double == nil)
    }

    @Test func decimalsAreExact() throws {
        let context = RenderContext(now: 0)
        var sum = try DecimalNumber(0)
        for _ in 0..<10 { sum = try sum.adding(DecimalNumber(0.1), context) }
        #expect(sum.double == 1)
        let small = try DecimalNumber(1e-300)
        let great = try DecimalNumber(1e300)
        #expect(try great.adding(small, context).adding(great.negated, context).double == 1e-300)
        #expect(try great.multiplied(by: small, context).double == 1)
        #expect(try great.multiplied(by: great, context).double == .infinity)
        #expect(try small.multiplied(by: small, context).double == 0)
    }

    /// Quotients have 16 decimal places; what is lost is rounded, halves away from zero.
    @Test(
        arguments: [
            (1, 3, 0.3333333333333333), (2, 3, 0.6666666666666667), (-2, 3, -0.6666666666666667), (5, 1e17, 1e-16),
            (-5, 1e17, -1e-16), (4, 1e17, 0), (1, 1e300, 0), (1e300, 3, 3.3333333333333335e299), (1, 1e-300, 1e300),
            (7, -2, -3.5), (0, 9, 0), (123456789.125, 0.5, 246913578.25),
        ] as [(Double, Double, Double)]
    )
    func quotientsAreRounded(_ dividend: Double, _ divisor: Double, _ expected: Double) throws {
        let quotient = try DecimalNumber(dividend).divided(by: DecimalNumber(divisor), RenderContext(now: 0))
        #expect(quotient.double == expected)
    }

    @Test func unsignedNumbersAreRead() throws {
        #expect(Casting.double(.integer(-1, .uint64)) == 0x1p64)
        #expect(Casting.int64(.integer(-1, .uint64)) == -1)
        #expect(Casting.int64(.integer(3, .month)) == 3)
        #expect(Casting.int64(.integer(3, .duration)) == 0)
        #expect(Casting.int64(.complex(1, 0)) == 0)
    }

    /// The length of a list of chunks is reckoned in floating point, with odd results for sizes below 1.
    @Test(
        arguments: [(-1, 3, nil), (-1, 2, 0), (-2, 1, 1), (-1, 1, nil), (0, 1, nil), (0, 0, nil), (-2, 0, nil)]
            as [(Int, Int, Int?)]
    )
    func chunksOfOddSizes(_ size: Int, _ count: Int, _ expected: Int?) {
        let elements = [GoValue](repeating: .int(1), count: count)
        let chunks = try? Chunks.chunks(of: elements, size: size)
        #expect(chunks?.count == expected)
    }
}
