import FleetTemplate
import FleetValue
import Testing

@Suite struct GoValueTests {
    @Test func typesAndKindsAreGos() {
        let values: [(GoValue, String, String)] = [
            (.null, "<nil>", "invalid"), (.bool(true), "bool", "bool"), (.int(1), "int", "int"),
            (.integer(1, .duration), "time.Duration", "int64"), (.integer(1, .month), "time.Month", "int"),
            (.float(1), "float64", "float64"), (.complex(1, 2), "complex128", "complex128"),
            (.string("a"), "string", "string"), (.rawString([0xFF]), "string", "string"),
            (.list([]), "[]interface {}", "slice"), (.strings([]), "[]string", "slice"),
            (.list(GoList([], of: .uint8)), "[]uint8", "slice"), (.map(GoMap()), "map[string]interface {}", "map"),
            (.map(GoMap([:], of: .string)), "map[string]string", "map"),
        ]
        for (value, type, kind) in values {
            #expect(value.typeName == type)
            #expect(value.kindName == kind)
        }
    }

    @Test func nothingZeroAndEmptyAreFalse() {
        let falsehoods: [GoValue] = [
            .none, .null, .bool(false), .int(0), .float(0), .complex(0, 0), .string(""), .list([]), .map(GoMap()),
        ]
        for value in falsehoods { #expect(!value.isTruthy) }
        let truths: [GoValue] = [
            .bool(true), .int(-1), .float(.nan), .complex(0, 1), .string("x"), .rawString([0xFF]), .list([.null]),
            .map(GoMap(["a": .null])),
        ]
        for value in truths { #expect(value.isTruthy) }
    }

    @Test func equalityGoesAllTheWayDownAndKnowsTypes() {
        let value: Value = ["a": [1, "x", ["b": nil]], "c": true]
        #expect(GoValue(value).deepEquals(GoValue(value)))
        #expect(!GoValue(value).deepEquals(GoValue(["a": [1, "x", ["b": 0]], "c": true])))
        #expect(!GoValue.int(1).deepEquals(.int64(1)))
        #expect(!GoValue.int(1).deepEquals(.float(1)))
        #expect(!GoValue.strings(["a"]).deepEquals(.list([.string("a")])))
        #expect(!GoValue.float(.nan).deepEquals(.float(.nan)))
        #expect(!GoValue.string("é").deepEquals(.string("e\u{301}")))
        #expect(GoValue.null.deepEquals(.none))
        let map = GoMap()
        map["self"] = .map(map)
        let other = GoMap()
        other["self"] = .map(other)
        #expect(!GoValue.map(map).deepEquals(.map(other)))
        map["self"] = nil
        other["self"] = nil
    }

    @Test func treesComeBackWithWholeNumbersAsIntegers() {
        let value: Value = ["b": [1, 2.5, -0.0, "x", nil, true], "a": ["k": 1e19]]
        #expect(GoValue(value).asValue == value)
        #expect(GoValue(value).asValue.mapping?.keys == ["a", "b"])
        #expect(GoValue.list(GoList([.integer(104, .uint8), .integer(105, .uint8)], of: .uint8)).asValue == "aGk=")
        #expect(GoValue.rawString([0x61, 0xFF]).asValue == "a\u{FFFD}")
        #expect(GoValue.integer(-1, .uint64).asValue == .double(0x1p64))
        #expect(GoValue.integer(1_500_000_000, .duration).asValue == 1_500_000_000)
    }

    @Test func mapsConvertEachNestedMapOnce() {
        let map = GoMap(["a": ["b": "c"], "n": 1])
        guard case .map(let first)? = map["a"], case .map(let second)? = map["a"] else {
            return #expect(Bool(false))
        }
        #expect(first === second)
        first["new"] = .int(1)
        map["other"] = .bool(true)
        guard case .map(let third)? = map["a"] else { return #expect(Bool(false)) }
        #expect(third === first)
        #expect(map.sortedKeys == ["a", "n", "other"])
        #expect(third.sortedKeys == ["b", "new"])
        let copy = map.copy()
        copy["a"] = nil
        #expect(copy.sortedKeys == ["n", "other"])
        #expect(map.count == 3)
    }

    @Test func largeMapsFindRemoveAndReplace() {
        let map = GoMap()
        for number in 0..<100 { map["key\(number)"] = .int(number) }
        for number in stride(from: 0, to: 100, by: 2) { map["key\(number)"] = nil }
        map["key1"] = .string("new")
        map["é"] = .int(1)
        map["e\u{301}"] = .int(2)
        #expect(map.count == 52)
        #expect(map["key0"] == nil)
        #expect(map["key1"]?.text == "new")
        if case .integer(let number, _)? = map["key99"] { #expect(number == 99) } else { #expect(Bool(false)) }
        #expect(map.sortedKeys.first == "e\u{301}")
    }

    @Test(arguments: [
        (0, "0s"), (1, "1ns"), (1100, "1.1µs"), (2_200_000, "2.2ms"), (3_300_000_000, "3.3s"),
        (245_000_000_000, "4m5s"), (18_367_001_000_000, "5h6m7.001s"), (-90_000_000_000, "-1m30s"),
        (Int64.max, "2562047h47m16.854775807s"), (Int64.min, "-2562047h47m16.854775808s"),
    ])
    func durationsPrintAsGosDo(_ nanoseconds: Int64, _ expected: String) {
        #expect(GoFormat.text(of: .integer(nanoseconds, .duration)) == expected)
    }
}
