import FleetRegex
import Testing

@Suite struct RegexpTests {
    // MARK: Mistakes

    @Test(arguments: [
        ("(a", "missing closing ): `(a`"),
        ("a)", "unexpected ): `a)`"),
        ("[a", "missing closing ]: `[a`"),
        ("[b-a]", "invalid character class range: `b-a`"),
        ("[[:foo:]]", "invalid character class range: `[:foo:]`"),
        ("\\p{Klingon}", "invalid character class range: `\\p{Klingon}`"),
        ("*a", "missing argument to repetition operator: `*`"),
        ("a**", "invalid nested repetition operator: `**`"),
        ("a{1001}", "invalid repeat count: `{1001}`"),
        ("(a{100}){11}", "invalid repeat count: `{11}`"),
        ("a{2,1}", "invalid repeat count: `{2,1}`"),
        ("(?=a)", "invalid or unsupported Perl syntax: `(?=`"),
        ("(?<=a)", "invalid or unsupported Perl syntax: `(?<`"),
        ("(?P<a b>c)", "invalid named capture: `(?P<a b>`"),
        ("(?P<n", "invalid named capture: `(?P<n`"),
        ("\\8", "invalid escape sequence: `\\8`"),
        ("\\x{110000}", "invalid escape sequence: `\\x{110000`"),
        ("a\\", "trailing backslash at end of expression: ``"),
    ])
    func mistakesAreToldInGoWords(_ pattern: String, _ message: String) {
        let error = #expect(throws: RegexpError.self) { try Regexp(pattern) }
        #expect(error?.description == "error parsing regexp: \(message)")
    }

    @Test func deepNestingIsRefused() {
        let pattern = String(repeating: "(", count: 1001) + String(repeating: ")", count: 1001)
        #expect(throws: RegexpError(.nestsTooDeeply, pattern)) { try Regexp(pattern) }
    }

    @Test func endlessOpeningIsNoCrash() {
        let pattern = String(repeating: "(", count: 100_000)
        #expect(throws: RegexpError(.missingParenthesis, pattern)) { try Regexp(pattern) }
    }

    @Test func hugeProgramsAreRefused() {
        let pattern = String(repeating: "a{1000}", count: 4000)
        #expect(throws: RegexpError(.tooLarge, pattern)) { try Regexp(pattern) }
    }

    @Test func manyGroupsWithManyStepsAreRefused() {
        let pattern = String(repeating: "(a)|", count: 3000)
        #expect(throws: RegexpError(.tooLarge, pattern)) { try Regexp(pattern) }
    }

    // MARK: Matching

    @Test(arguments: [
        ("^a+$", "aaa", true), ("^a+$", "aab", false), ("(?i)straße", "STRAßE", true), ("(?i)k", "\u{212A}", true),
        ("^\\p{Greek}+$", "αβγ", true), ("^\\p{Greek}+$", "abc", false), ("\\PL", "abc", false), ("^.$", "\n", false),
        ("(?s)^.$", "\n", true), ("(?m)^b$", "a\nb\nc", true), ("\\bfoo\\b", "a foo b", true),
        ("\\bfoo\\b", "afoo", false), ("", "", true), ("[^\\x00-\\x{10FFFF}]", "a", false),
    ])
    func matchesAnywhere(_ pattern: String, _ text: String, _ isMatch: Bool) throws {
        #expect(try Regexp(pattern).matches(text) == isMatch)
    }

    @Test(arguments: [
        ("a|ab", "ab", true), ("a", "ab", false), ("b", "ab", false), ("(a+)(b+)?", "aaa", true), ("", "", true),
        ("^a$|b", "b", true),
    ])
    func fullMatchesGoToBothEnds(_ pattern: String, _ text: String, _ isMatch: Bool) throws {
        #expect(try Regexp(pattern).isFullMatch(text) == isMatch)
    }

    @Test func groupsHaveTheirNames() throws {
        #expect(try Regexp("(?P<year>\\d+)-(\\d+)(?<day>x)").groupNames == [nil, "year", nil, "day"])
    }

    @Test func groupsWithoutAPartAreNil() throws {
        #expect(try Regexp("(a)|(b)").firstMatch(in: Array("xb".utf8)) == [1..<2, nil, 1..<2])
    }

    @Test func textBeforeThePlaceCountsForAssertions() throws {
        let text = Array("ab".utf8)
        #expect(try Regexp("\\bb").firstMatch(in: text, from: 1) == nil)
        #expect(try Regexp("^b").firstMatch(in: text, from: 1) == nil)
        #expect(try Regexp("b").firstMatch(in: text, from: 1) == [1..<2])
    }

    @Test func allMatchesStopAtTheLimit() throws {
        #expect(try Regexp("a").allMatches(in: Array("aaa".utf8), limit: 2) == [[0..<1], [1..<2]])
    }

    @Test func stringsAreReplacedAndSplit() throws {
        let regexp = try Regexp("(\\w)(\\w)")
        #expect(regexp.replaceAll(in: "abcd", template: "${2}$1.") == "ba.dc.")
        #expect(regexp.replaceAll(in: "abcd", template: "$2$1") == "badc")
        #expect(regexp.replaceAllLiteral(in: "abcd", by: "$1") == "$1$1")
        #expect(try Regexp(", *").split("a, b,c", -1) == ["a", "b", "c"])
        #expect(Regexp.quoteMeta("1.2+[x]") == "1\\.2\\+\\[x\\]")
    }

    // MARK: Long texts

    /// Both machines must agree; a long text makes it the one of threads.
    @Test(arguments: [
        "(a|ab)(c|bcd)(d*)", "a*?(b)", "(?:a|b)*c(d)?", "\\b(\\w+)\\b$", "(x*)*y", "(?m)^(.*)$", "[^b]+(b|$)",
    ])
    func longTextsAreSearchedAsShortOnes(_ pattern: String) throws {
        let regexp = try Regexp(pattern)
        let short = Array("abcd abbcd\nzz y".utf8)
        let padding = [UInt8](repeating: UInt8(ascii: "\n"), count: 300_000)
        let long = padding + short
        let expected = regexp.firstMatch(in: [UInt8(ascii: "\n")] + short, from: 1)
        let found = regexp.firstMatch(in: long, from: padding.count)
        #expect(
            found?.map { $0.map { ($0.lowerBound - padding.count)..<($0.upperBound - padding.count) } }
                == expected?.map { $0.map { ($0.lowerBound - 1)..<($0.upperBound - 1) } }
        )
        #expect(regexp.firstMatch(in: padding + short) != nil)
    }

    @Test func hostilePatternsTakeLinearTime() throws {
        let pattern = String(repeating: "a?", count: 60) + String(repeating: "a", count: 60)
        #expect(try Regexp(pattern).matches(String(repeating: "a", count: 60)))
        #expect(try !Regexp("(a*)*b").matches(String(repeating: "a", count: 100_000)))
    }

    @Test func workIsChargedAndCanEndTheSearch() throws {
        struct Enough: Error {}
        var steps = 0
        let text = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        #expect(throws: Enough.self) {
            // Quadratic, as every match looks to the end of the text.
            _ = try Regexp("a.*b|a").allMatches(in: text, limit: -1) { count throws(Enough) in
                steps += count
                if steps > 10_000_000 { throw Enough() }
            }
        }
        #expect(steps < 11_000_000)
    }
}
