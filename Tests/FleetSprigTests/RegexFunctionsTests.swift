import FleetTemplate
import Testing

@testable import FleetSprig

@Suite struct RegexFunctionsTests {
    @Test(arguments: [
        (
            "{{regexFind \"[\" \"x\"}}",
            "error calling regexFind: regexp: Compile(`[`): error parsing regexp: missing closing ]: `[`"
        ),
        (
            "{{regexFindAll \"`(\" \"x\" 1}}",
            "error calling regexFindAll: regexp: Compile(\"`(\"): error parsing regexp: missing closing ): ``(`"
        ),
        (
            "{{mustRegexFind \"*\" \"x\"}}",
            "error calling mustRegexFind: error parsing regexp: missing argument to repetition operator: `*`"
        ),
        (
            "{{mustRegexMatch \"\\xff\" \"x\"}}",
            "error calling mustRegexMatch: error parsing regexp: invalid UTF-8: `\u{FFFD}`"
        ),
        (
            "{{regexSplit \"a{2,1}\" \"x\" 1}}",
            "error calling regexSplit: regexp: Compile(`a{2,1}`): error parsing regexp: invalid repeat count: `{2,1}`"
        ),
    ])
    func wrongPatternsAreTold(_ template: String, _ reason: String) {
        #expect(SprigRendering.reason(template) == reason)
    }

    @Test func regexMatchTakesWrongPatternsForNoMatch() throws {
        #expect(try SprigRendering.text("{{regexMatch \"[\" \"x\"}}") == "false")
    }

    @Test func damagedTextIsKept() throws {
        let damaged = GoValue.string(bytes: [0xFF, UInt8(ascii: "a"), 0xFE])
        let result = try SprigRendering.call("regexReplaceAll", .string("a"), damaged, .string("b"))
        #expect(result.stringBytes == [0xFF, UInt8(ascii: "b"), 0xFE])
    }

    @Test func noMatchesAreANilList() throws {
        #expect(try SprigRendering.text("{{regexFindAll \"q\" \"x\" -1 | toJson}}") == "null")
    }

    @Test func longSearchesAreStopped() {
        let limits = RenderContext.Limits(maximumWork: 100_000)
        let template = "{{regexFindAll \"a.*b|a\" (repeat 100000 \"a\") -1 | len}}"
        #expect(
            SprigRendering.reason(template, limits: limits)
                == "error calling regexFindAll: the template does too much work"
        )
    }

    @Test func hugeReplacementsAreStopped() {
        let limits = RenderContext.Limits(maximumBytes: 1_000_000)
        let template = "{{regexReplaceAll \"a\" (repeat 10000 \"a\") (repeat 10000 \"b\") | len}}"
        #expect(
            SprigRendering.reason(template, limits: limits)
                == "error calling regexReplaceAll: the template makes a text of more than 1000000 bytes"
        )
    }

    @Test func patternsThatLookAlikeAreNotMixedUp() throws {
        // The same to a reader, not to a pattern: one scalar and two.
        let template =
            "{{regexFind \"^.$\" \"\u{E9}\"}}|{{regexFind \"^\u{E9}$\" \"\u{E9}\"}}|{{regexFind \"^e\u{301}$\" \"\u{E9}\"}}"
        #expect(try Array(SprigRendering.text(template).utf8) == Array("\u{E9}|\u{E9}|".utf8))
    }
}
