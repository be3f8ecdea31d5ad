import FleetGenerators
import FleetValue
import Testing

@Suite struct ParameterSetTests {
    private let set = ParameterSet(
        [
            "name": "x", "a.b": "flat", "nested": ["c.d": ["e": 1_500_000], "list": ["p", ["q": nil]]],
            "empty": [:], "none": [], "whole": [["k": "v", "a": true], "t"],
        ],
        types: [.init("whole", kind: .mappings)]
    )

    @Test(arguments: [
        ("name", "x"), ("a.b", "flat"), ("nested.c.d.e", "1.5e+06"), ("nested.list.0", "p"),
        ("nested.list.1.q", "<nil>"), ("whole", "[map[a:true k:v] t]"),
    ])
    func findsFlattenedParameters(_ key: String, _ expected: String) {
        #expect(set.text(flattened: key) == expected)
    }

    @Test(arguments: [
        "a", "nested", "nested.list", "nested.list.2", "empty", "none", "whole.0.k", "whole.0", "x", "name.",
    ])
    func findsNothingElse(_ key: String) {
        #expect(set.text(flattened: key) == nil)
    }
}
