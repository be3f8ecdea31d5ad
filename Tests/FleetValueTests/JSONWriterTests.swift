import FleetValue
import Testing

@Suite struct JSONWriterTests {
    @Test func layouts() {
        let value: Value = ["b": [1, [], [:]], "a": ["x": nil]]
        #expect(JSONWriter.text(of: value) == #"{"b":[1,[],{}],"a":{"x":null}}"#)
        #expect(JSONWriter.text(of: value, sortsKeys: true) == #"{"a":{"x":null},"b":[1,[],{}]}"#)
        #expect(
            JSONWriter.text(of: value, layout: .indented) == """
                {
                  "b": [
                    1,
                    [],
                    {}
                  ],
                  "a": {
                    "x": null
                  }
                }
                """
        )
    }

    /// The layout of Go's `encoding/json`.
    @Test(
        arguments: [
            (0, "0"), (-0.0, "-0"), (1, "1"), (-1.5, "-1.5"), (0.1, "0.1"), (1e-6, "0.000001"), (1.5e-6, "0.0000015"),
            (9.99e-7, "9.99e-7"), (1e-7, "1e-7"), (1e-10, "1e-10"), (-1.25e-10, "-1.25e-10"),
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"), (1.5e21, "1.5e+21"), (-1e300, "-1e+300"), (123_456_789.125, "123456789.125"),
            (9_007_199_254_740_992, "9007199254740992"), (.leastNonzeroMagnitude, "5e-324"),
            (1.7976931348623157e308, "1.7976931348623157e+308"),
            (.nan, "null"), (.infinity, "null"), (-.infinity, "null"), (0.3, "0.3"), (100, "100"),
            (1e15, "1000000000000000"),
            (1_234_567_890_123_456_768, "1234567890123456800"),
        ] as [(Double, String)]
    )
    func writesDoubles(_ number: Double, _ text: String) {
        #expect(JSONWriter.text(of: .double(number)) == text)
    }

    @Test func escapes() {
        let text: Value = "\"\\/\u{8}\u{C}\n\r\t\u{0}\u{1F}\u{7F}é日😀<>&\u{2028}\u{2029}\u{202A}"
        #expect(
            JSONWriter.text(of: text)
                == #""\"\\/\b\f\n\r\t\u0000\u001f"# + "\u{7F}é日😀<>&\u{2028}\u{2029}\u{202A}\""
        )
        #expect(
            JSONWriter.text(of: text, escapesHTML: true)
                == #""\"\\/\b\f\n\r\t\u0000\u001f"# + "\u{7F}é日😀"
                + #"\u003c\u003e\u0026\u2028\u2029"# + "\u{202A}\""
        )
    }

    @Test func keysSortByTheirBytes() {
        let value: Value = ["é": 1, "z": 2, "a": 3, "Z": 4, "aa": 5, "": 6, "\u{FFFF}": 7, "\u{10000}": 8]
        #expect(
            JSONWriter.text(of: value, sortsKeys: true)
                == "{\"\":6,\"Z\":4,\"a\":3,\"aa\":5,\"z\":2,\"é\":1,\"\u{FFFF}\":7,\"\u{10000}\":8}"
        )
    }
}
