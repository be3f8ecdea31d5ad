import FleetModel
import FleetValue
import Testing

@Suite struct GlobTests {
    @Test(
        arguments: [
            ("", "", true),
            ("", "a", false),
            ("abc", "abc", true),
            ("abc", "abcd", false),
            ("abc", "ABC", false),
            ("*", "", true),
            ("*", "a/b", true),
            ("h*", "hello", true),
            ("e*", "hello", false),
            ("*o", "hello", true),
            ("h*l*o", "hello", true),
            ("h*x*o", "hello", false),
            ("?", "a", true),
            ("?", "", false),
            ("?", "ab", false),
            ("?", "é", true),
            ("a?c", "a/c", true),
            ("[abc]", "b", true),
            ("[abc]", "d", false),
            ("[a-c]x", "bx", true),
            ("[a-c]", "-", false),
            ("[!a-c]", "d", true),
            ("[!a-c]", "b", false),
            ("[!abc]", "/", true),
            ("[abc-z]", "-", true),
            ("[abc-z]", "m", false),
            ("[\\]]", "]", true),
            ("{a,b}", "a", true),
            ("{a,b}", "b", true),
            ("{a,b}", "ab", false),
            ("x{a,,bc}y", "xy", true),
            ("x{a,,bc}y", "xbcy", true),
            ("{a*,*b}c", "axxc", true),
            ("{a,{b,c}d}", "cd", true),
            ("{a,{b,c}d}", "c", false),
            ("{}", "", true),
            ("a,b}", "a,b}", true),
            ("a]", "a]", true),
            ("\\*", "*", true),
            ("\\*", "a", false),
            ("\\{a", "{a", true),
            ("a\\", "a", true),
            ("*.{yaml,yml,json}", "x/y.json", true),
            ("!foo", "!foo", true),
            ("ünï*", "ünïcode", true),
        ]
    )
    func matchesWithoutSeparator(_ pattern: String, _ text: String, _ expected: Bool) throws {
        #expect(try Glob(pattern).matches(text) == expected)
    }

    @Test(
        arguments: [
            ("*", "a", true),
            ("*", "a/b", false),
            ("**", "a/b", true),
            ("a/*", "a/b", true),
            ("a/*", "a/b/c", false),
            ("a/**", "a/b/c", true),
            ("a/**/c", "a/b/b/c", true),
            ("**/c", "a/b/c", true),
            ("**/c", "c", false),
            ("***", "a/b", true),
            ("?", "/", false),
            ("[!a]", "/", true),
            ("https://gitlab.com/group/*/*", "https://gitlab.com/group/repo/owner", true),
            ("https://gitlab.com/group/*", "https://gitlab.com/group/repo/owner", false),
        ]
    )
    func starStopsAtTheSeparator(_ pattern: String, _ text: String, _ expected: Bool) throws {
        #expect(try Glob(pattern, separator: "/").matches(text) == expected)
    }

    @Test(
        arguments: [
            ("*", "a", true),
            ("*", "a/b", false),
            ("**", "a/b", false),
            ("[a-cx-z_]", "y", true),
            ("[a-cx-z_]", "_", true),
            ("[a-cx-z_]", "d", false),
            ("[^a-c]", "d", true),
            ("[^a-c]", "a", false),
            ("[!a]", "!", true),
            ("[\\-]", "-", true),
            ("{a,b}", "{a,b}", true),
            ("team1-*", "team1-shop", true),
            ("team1-*", "team2-shop", false),
            ("a\\*", "a*", true),
        ]
    )
    func shellPatternsMatchAsInGo(_ pattern: String, _ text: String, _ expected: Bool) throws {
        #expect(try Glob(pattern, separator: "/", syntax: .shell).matches(text) == expected)
    }

    @Test(
        arguments: [
            ("e[[a*", "\"[\" is not closed"),
            ("[", "\"[\" is not closed"),
            ("[a", "\"[\" is not closed"),
            ("[!", "\"[\" is not closed"),
            ("[a-", "\"[\" is not closed"),
            ("[]", "\"[]\" has no characters"),
            ("[a-zA-Z]", "a range such as [a-z] must stand alone in its brackets"),
            ("[z-a]", "the range z-a is upside down"),
            ("{a", "\"{\" is not closed"),
            ("{a,{b}", "\"{\" is not closed"),
        ]
    )
    func malformedPatternsAreErrors(_ pattern: String, _ message: String) {
        #expect(throws: ModelError(ValuePath(), "pattern \"\(pattern)\": \(message)")) { try Glob(pattern) }
    }

    @Test(
        arguments: [
            ("[]a]", "\"]\" in brackets needs a \"\\\" before it"),
            ("[-a]", "\"-\" in brackets needs a \"\\\" before it"),
            ("[a", "\"[\" is not closed"),
            ("a\\", "\"\\\" has nothing after it"),
        ]
    )
    func malformedShellPatternsAreErrors(_ pattern: String, _ message: String) {
        #expect(throws: ModelError(ValuePath(), "pattern \"\(pattern)\": \(message)")) {
            try Glob(pattern, syntax: .shell)
        }
    }

    /// A matcher that goes back would need longer than the universe has.
    @Test(.timeLimit(.minutes(1)))
    func hostilePatternsTakeLinearTime() throws {
        let text = String(repeating: "a", count: 2_000)
        #expect(try !Glob(String(repeating: "a*", count: 50) + "b").matches(text))
        #expect(try !Glob(String(repeating: "{a,a*}", count: 50) + "b").matches(text))
        let nested = String(repeating: "{", count: 500) + "a" + String(repeating: "}", count: 500)
        #expect(try Glob(nested).matches("a"))
    }

    @Test(arguments: ["", "web", "a*?b", "[a-z]", "{a,b}", "back\\slash", "!x", "ü"])
    func escapedTextMatchesItselfAlone(_ text: String) throws {
        for syntax in [Glob.Syntax.gobwas, .shell] {
            let glob = try Glob(Glob.escaped(text), syntax: syntax)
            #expect(glob.matches(text))
            #expect(!glob.matches(text + "x"))
            #expect(!glob.matches("axb"))
        }
    }

    @Test func equalityIsThatOfPatternSeparatorAndSyntax() throws {
        #expect(try Glob("a*") == Glob("a*"))
        #expect(try Glob("a*") != Glob("a*", separator: "/"))
        #expect(try Glob("a*", separator: "/") != Glob("a*", separator: "/", syntax: .shell))
        #expect(try Set([Glob("a"), Glob("a"), Glob("b")]).count == 2)
        #expect(try Glob("a*").description == "a*")
    }
}
