import FleetTestSupport
import FleetValue
import Testing

@Suite struct MappingTests {
    @Test func keepsOrder() {
        var mapping: Mapping = ["b": 1, "a": 2, "c": 3]
        mapping["a"] = 4
        mapping["d"] = 5
        mapping["b"] = nil
        #expect(mapping.keys == ["a", "c", "d"])
        #expect(mapping.values == [4, 3, 5])
        #expect(mapping.sortedByKey().keys == ["a", "c", "d"])
        #expect(mapping["b"] == nil)
    }

    @Test func orderIsNoContent() {
        let left: Mapping = ["a": 1, "b": ["x": 1, "y": 2]]
        let right: Mapping = ["b": ["y": 2, "x": 1], "a": 1]
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        #expect(left != ["a": 1, "b": ["x": 1, "y": 3]])
        #expect(left != ["a": 1])
    }

    /// Composed and decomposed "é" are equal for Swift, and two keys in YAML, JSON and Kubernetes.
    @Test(arguments: [0, 40]) func keysAreTheSameWhenTheirBytesAre(_ others: Int) {
        var mapping = Mapping()
        for number in 0..<others { mapping["\(number)"] = 0 }
        mapping["\u{E9}"] = 1
        mapping["e\u{301}"] = 2
        #expect(mapping.count == others + 2)
        #expect(mapping["\u{E9}"] == 1)
        #expect(mapping["e\u{301}"] == 2)
        mapping["\u{E9}"] = nil
        #expect(mapping["\u{E9}"] == nil)
        #expect(mapping["e\u{301}"] == 2)
        #expect(Mapping(uniqueEntries: [("\u{E9}", 1)]) != Mapping(uniqueEntries: [("e\u{301}", 1)]))
    }

    @Test func changesDeepInside() {
        var value: Value = ["a": ["b": ["c": 1]]]
        value["a"]?["b"]?["c"] = 2
        value["a"]?["b"]?["d"] = 3
        value["a"]?["x"]?["y"] = 4
        #expect(value == ["a": ["b": ["c": 2, "d": 3]]])
    }

    /// Against a list of pairs, across the size from which there is an index.
    @Test(arguments: 0..<20) func behavesLikeAListOfPairs(_ seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var mapping = Mapping()
        var model: [(key: String, value: Value)] = []
        for step in 0..<400 {
            let key = "k\(Int.random(in: 0..<30, using: &random))"
            let place = model.firstIndex { $0.key == key }
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                let removed = mapping.removeValue(forKey: key)
                #expect(removed == place.map { model[$0].value })
                if let place { model.remove(at: place) }
            case 1 where place == nil:
                mapping.append(key, .integer(Int64(step)))
                model.append((key, .integer(Int64(step))))
            case 2:
                mapping[key] = .integer(Int64(step))
                if let place {
                    model[place].value = .integer(Int64(step))
                } else {
                    model.append((key, .integer(Int64(step))))
                }
            default:
                #expect(mapping[key] == place.map { model[$0].value })
                #expect(mapping.contains(key: key) == (place != nil))
            }
            #expect(mapping.keys == model.map(\.key))
            #expect(mapping.values == model.map(\.value))
        }
        #expect(mapping == Mapping(uniqueEntries: model.reversed()))
    }
}
