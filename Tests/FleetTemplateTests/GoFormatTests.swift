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

    @Test(arguments: [
        (
            "%d %+d %05d|%-5d|% d %x %#X %o %#o %O %b %c %q %U",
            [42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 5, 65, 65, 65],
            "42 +42 00042|42   | 42 2a 0X2A 52 052 0o52 101 A 'A' U+0041"
        ),
        ("%[2]d %[1]d %d", [1, 2], "2 1 2"), ("%*d|%-*d|%.*d", [5, 1, 5, 1, 3, 1], "    1|1    |001"),
        ("%d", [], "%!d(MISSING)"), ("%d", [1, 2], "1%!(EXTRA int=2)"), ("%!", [], "%!!(MISSING)"),
        ("%", [1], "%!(NOVERB)%!(EXTRA int=1)"), ("%[5]d", [1], "%!d(BADINDEX)"), ("%[x]d", [1], "%!d(BADINDEX)"),
        ("%.[2]*d", [1], "%!d(BADINDEX)"), ("%s %t", [1, 2], "%!s(int=1) %!t(int=2)"), ("%%|%5%", [], "%|%"),
        ("%v %T %#v", [1, 2, 3], "1 int 3"), ("%08b %x", [-5, -255], "-0000101 -ff"),
        ("%6.3d|%-6.3d|", [7, 7], "   007|007   |"),
    ])
    func directivesForWholeNumbers(_ format: String, _ numbers: [Int], _ expected: String) {
        #expect(GoFormat.sprintf(format, numbers.map { .int($0) }) == expected)
    }

    @Test(arguments: [
        ("%f %.2f %8.3f|%-8.1f|%+.1f %08.2f", 3.14159, "3.141590 3.14    3.142|3.1     |+3.1 00003.14"),
        (
            "%e %E %g %G %.3g %.0f", 1_234_567.89,
            "1.234568e+06 1.234568E+06 1.23456789e+06 1.23456789E+06 1.23e+06 1234568"
        ),
        ("%.20f %.0f %x %b", 0.5, "0.50000000000000000000 0 0x1p-01 4503599627370496p-53"),
        ("%.30f", 0.1, "0.100000000000000005551115123126"),
        ("%g %v %e", .leastNonzeroMagnitude, "5e-324 5e-324 4.940656e-324"),
        ("%.0f", 2.5, "2"), ("%.0f", 3.5, "4"), ("%.1f", 0.25, "0.2"), ("%#g %#.3x", 1, "1.00000 0x1.000p+00"),
        ("%5.1f|%05.1f|%+f|% f", .infinity, " +Inf| +Inf|+Inf| Inf"), ("%d %s", 1, "%!d(float64=1) %!s(float64=1)"),
        ("%.3x %X", 1.9999, "0x1.000p+01 0X1.FFF972474538FP+00"),
    ])
    func directivesForFloatingPointNumbers(_ format: String, _ number: Double, _ expected: String) {
        let count = format.utf8.filter { $0 == UInt8(ascii: "%") }.count
        #expect(GoFormat.sprintf(format, Array(repeating: .float(number), count: count)) == expected)
    }

    @Test(arguments: [
        ("%s|%5s|%-5s|%.1s|%q|%x|%X|% x|%#x", "hé", "hé|   hé|hé   |h|\"hé\"|68c3a9|68C3A9|68 c3 a9|0x68c3a9"),
        ("%+q|%#q|%v|%#v|%05s|%d", "hé", "\"h\\u00e9\"|`hé`|hé|\"hé\"|000hé|%!d(string=hé)"),
        ("%q %+q", "\u{7}\n\u{1F600}\u{200B}", "\"\\a\\n\u{1F600}\\u200b\" \"\\a\\n\\U0001f600\\u200b\""),
    ])
    func directivesForTexts(_ format: String, _ text: String, _ expected: String) {
        let count = format.utf8.filter { $0 == UInt8(ascii: "%") }.count
        #expect(GoFormat.sprintf(format, Array(repeating: .string(text), count: count)) == expected)
    }

    @Test func directivesForListsAndMaps() {
        let list = GoValue.list([.int(1), .string("a"), .null])
        #expect(
            GoFormat.sprintf("%v %d %q", [list, list, list])
                == #"[1 a <nil>] [1 %!d(string=a) <nil>] ['\x01' "a" <nil>]"#
        )
        #expect(GoFormat.sprintf("%#v", [list]) == #"[]interface {}{1, "a", interface {}(nil)}"#)
        let map = GoValue.map(GoMap(["b": 1, "a": ["x"]]))
        #expect(GoFormat.sprintf("%v %#v", [map, map]).hasPrefix("map[a:[x] b:1] map[string]interface {}{\"a\":"))
        let bytes = GoValue.list(GoList([.integer(104, .uint8), .integer(105, .uint8)], of: .uint8))
        #expect(
            GoFormat.sprintf("%s %v %x %q %#v", [bytes, bytes, bytes, bytes, bytes])
                == #"hi [104 105] 6869 "hi" []byte{0x68, 0x69}"#
        )
    }

    @Test func printPutsSpacesWhereNeitherSideIsAText() {
        let operands: [GoValue] = [
            .int(1), .int(2), .string("a"), .int(3), .null, .bool(true), .string("b"), .string("c"),
        ]
        #expect(GoFormat.sprint(operands) == "1 2a3 <nil> truebc")
        #expect(GoFormat.sprintln(operands) == "1 2 a 3 <nil> true b c\n")
        #expect(GoFormat.sprint([]).isEmpty)
    }
}
