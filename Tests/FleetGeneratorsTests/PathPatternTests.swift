import Testing

@testable import FleetGenerators

/// What Go's `path.Match` says of the same patterns and paths.
@Suite struct PathPatternTests {
    private static let paths = [
        "", "a", "abc", "axc", "a/b", "a-b", "*", "b", "ab", "aab", "aXbYc", "éx", "a!c", "-", "]a", "a\\",
    ]

    @Test(arguments: [
        ("*", paths.filter { $0 != "a/b" }), ("*/*", ["a/b"]), ("a?c", ["abc", "axc", "a!c"]), ("a[b-d]c", ["abc"]),
        ("a[^b]c", ["axc", "a!c"]), ("a[!b]c", ["abc", "a!c"]), ("\\*", ["*"]), ("a**b", ["a-b", "ab", "aab"]),
        ("*a*b", ["a-b", "ab", "aab"]), ("**", paths.filter { $0 != "a/b" }), ("a*b*c", ["abc", "aXbYc"]),
        ("[\\-]", ["-"]), ("", [""]), ("?", ["a", "*", "b", "-"]), ("é?", ["éx"]), ("[à-ü]*", ["éx"]),
        ("[x-a]", []),
    ])
    func matchesAsGoDoes(_ pattern: String, _ expected: [String]) {
        #expect(PathPattern(pattern).isValid)
        #expect(Self.paths.filter { PathPattern(pattern).matches($0) } == expected)
    }

    @Test(arguments: ["[]a]", "[", "a[", "[-]", "[a-]", "a\\", "[^]", "[a", "[\\"])
    func brokenPatternsMatchNothing(_ pattern: String) {
        #expect(!PathPattern(pattern).isValid)
        #expect(Self.paths.allSatisfy { !PathPattern(pattern).matches($0) })
    }

    @Test func manyStarsTakeNoExponentialTime() {
        let pattern = String(repeating: "a*", count: 60) + "b"
        #expect(!PathPattern(pattern).matches(String(repeating: "a", count: 20_000)))
    }
}
