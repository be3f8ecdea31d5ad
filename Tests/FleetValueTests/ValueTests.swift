import FleetValue
import Testing

@Suite struct ValueTests {
    @Test func equalityTellsKindsApart() {
        #expect(Value.integer(1) != .double(1))
        #expect(Value.integer(1).isNumericallyEqual(to: .double(1)))
        #expect((["a": [1, 2.5]] as Value).isNumericallyEqual(to: ["a": [1.0, 2.5]]))
        #expect(!(["a": 1] as Value).isNumericallyEqual(to: ["b": 1.0]))
        #expect(Value.double(.nan) == .double(.nan))
        #expect(Value.null != .bool(false))
        #expect(Value.string("1") != .integer(1))
    }

    @Test func textsAreComparedByTheirBytes() {
        #expect(Value.string("\u{E9}") != .string("e\u{301}"))
        #expect(Value.string("e\u{301}") == .string("e\u{301}"))
        // One byte more, yet canonically equal, and the other way around: same length, other order of marks.
        #expect(Value.string("\u{212B}") != .string("\u{C5}"))
        #expect(Value.string("a\u{323}\u{307}") != .string("a\u{307}\u{323}"))
        #expect(Value.string("a\u{323}\u{307}") == .string("a\u{323}\u{307}"))
    }

    @Test(
        arguments: [
            ([:], [:], [:]),
            (["a": "b"], ["a": "c"], ["a": "c"]),
            (["a": "b"], ["b": "c"], ["a": "b", "b": "c"]),
            (["a": "b"], ["a": nil], [:]),
            (["a": "b", "b": "c"], ["a": nil], ["b": "c"]),
            (["a": ["b"]], ["a": "c"], ["a": "c"]),
            (["a": "c"], ["a": ["b"]], ["a": ["b"]]),
            (["a": ["b": "c"]], ["a": ["b": "d", "c": nil]], ["a": ["b": "d"]]),
            (["a": [["b": "c"]]], ["a": [1]], ["a": [1]]),
            (["a", "b"], ["c", "d"], ["c", "d"]),
            (["a": "b"], ["c"], ["c"]),
            (["a": "foo"], nil, nil),
            (["a": "foo"], "bar", "bar"),
            (["e": nil], ["a": 1], ["e": nil, "a": 1]),
            ([1, 2], ["a": "b", "c": nil], ["a": "b"]),
            ([:], ["a": ["bb": ["ccc": nil]]], ["a": ["bb": [:]]]),
            (["a": 1], ["a": [nil]], ["a": [nil]]),
        ] as [(Value, Value, Value)]
    )
    func mergesPatchesAsTheSpecificationSays(_ value: Value, _ patch: Value, _ expected: Value) {
        #expect(value.mergePatched(with: patch) == expected)
    }

    @Test func mergePatchKeepsOrder() {
        let value: Value = ["c": 1, "a": 2, "b": 3]
        let patched = value.mergePatched(with: ["z": 4, "a": 5, "c": nil])
        #expect(patched.mapping?.keys == ["a", "b", "z"])
    }

    @Test func positionsCountScalars() {
        let bytes = Array("aé😀b\r\nc\rd\ne".utf8)
        let places = (0...bytes.count).map { TextPosition(offset: $0, in: bytes.span).description }
        #expect(places[0] == "1:1")
        #expect(places[1] == "1:2")
        #expect(places[3] == "1:3")
        #expect(places[7] == "1:4")
        #expect(places[10] == "2:1")
        #expect(places[12] == "3:1")
        #expect(places[14] == "4:1")
        #expect(TextPosition(offset: 99, in: bytes.span).description == "4:2")
    }
}
