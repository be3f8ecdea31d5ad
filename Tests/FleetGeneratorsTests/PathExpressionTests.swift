import FleetValue
import Testing

@testable import FleetGenerators

@Suite struct PathExpressionTests {
    private static let tree: Value = [
        "a": ["b/c": 1, "d e": 2, "l": [["n": "x", "v": 1], ["n": "y"], ["n": "xx", "v": true]]], "t": "text",
    ]

    @Test(arguments: [
        (".a", ["a"]), (".a[\"b/c\"]", ["a[\"b/c\"]"]), (".a.\"d e\"", ["a[\"d e\"]"]), (".a.l[0]", ["a.l[0]"]),
        (".a.l[-1].n", ["a.l[2].n"]), (".a.l[].v", ["a.l[0].v", "a.l[2].v"]), (".a.l[7]", []),
        (".a | .l | .[1]", ["a.l[1]"]),
        (".[\"a\"].l[1]?", ["a.l[1]"]), (".t.x", []), (".a.l[] | select(.n == \"y\")", ["a.l[1]"]),
        (".a.l[] | select(.n != \"y\").n", ["a.l[0].n", "a.l[2].n"]),
        (".a.l[] | select(.n | contains(\"x\"))", ["a.l[0]", "a.l[2]"]),
        (".a.l[] | select((.n | startswith(\"x\")) and .v == true)", ["a.l[2]"]),
        (".a.l[] | select((.n | startswith(\"xx\")) or .v == 1)", ["a.l[0]", "a.l[2]"]),
        (".a.l[] | select(.n | endswith(\"y\")) | .n", ["a.l[1].n"]), (".a.l[] | select(.v)", ["a.l[0]", "a.l[2]"]),
        (".a.l | select(.n == \"y\")", ["a.l[1]"]), (".a[] | select(. == 2)", ["a[\"d e\"]"]),
    ])
    func expressionsOfJQNamePlaces(_ text: String, _ expected: [String]) throws {
        #expect(try PathExpression(jq: text).paths(in: Self.tree).map(\.description) == expected)
    }

    @Test(arguments: [
        ("/a/b~1c", ["a[\"b/c\"]"]), ("/a/l/1/n", ["a.l[1].n"]), ("/a/l/x", []), ("/t", ["t"]), ("/a/l/9", []),
    ])
    func pointersNamePlaces(_ text: String, _ expected: [String]) throws {
        #expect(try PathExpression(pointer: text).paths(in: Self.tree).map(\.description) == expected)
    }

    @Test func missingKeysCanBeNamed() throws {
        let expression = try PathExpression(jq: ".a.l[] | select(.n == \"y\").v.w")
        #expect(expression.paths(in: Self.tree).isEmpty)
        #expect(expression.paths(in: Self.tree, includesMissing: true).map(\.description) == ["a.l[1].v.w"])
    }
}
