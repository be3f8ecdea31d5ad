import FleetTemplate
import FleetValue
import Testing

@Suite struct GoFormatTests {
    @Test(arguments: [
        (0, "0"), (-0.0, "-0"), (123, "123"), (999_999, "999999"), (1_000_000, "1e+06"),
        (123_456_789_012, "1.23456789012e+11"), (1.50, "1.5"), (0.0001, "0.0001"), (0.00001, "1e-05"),
        (1e100, "1e+100"),
        (-2.5e-7, "-2.5e-07"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
    ])
    func numbers(_ number: Double, _ expected: String) {
        #expect(GoFormat.text(of: .double(number)) == expected)
    }

    @Test func wholeNumbersCountAsFloatingPoint() {
        #expect(GoFormat.text(of: 1_000_000) == "1e+06")
        #expect(GoFormat.text(of: 9_007_199_254_740_993) == "9.007199254740992e+15")
    }

    @Test func everythingElse() {
        let value: Value = ["b": [1, "x y", nil], "a": true, "c": [:]]
        #expect(GoFormat.text(of: value) == "map[a:true b:[1 x y <nil>] c:map[]]")
    }
}
