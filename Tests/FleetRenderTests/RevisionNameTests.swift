import Testing

@testable import FleetRender

@Suite struct RevisionNameTests {
    @Test(arguments: [
        "HEAD", "main", "feature/x", "v1.2.3", "refs/pull/7/head", "release-1.x", "0123456", "äöü", "a@b", "1.2",
        "0123456789012345678901234567890123456789",
    ])
    func namesOfBranchesAndTagsAreTaken(_ name: String) throws {
        #expect(try RevisionName(name, repository: "r").text == name)
    }

    @Test func noneIsHead() throws {
        #expect(try RevisionName("", repository: "r").isHead)
    }

    private static let malformed = "is not a name that a branch or tag can have"
    private static let range = "is not a branch, tag or commit; version ranges are not supported yet"

    @Test(arguments: [
        ("-x", "must not start with \"-\""), ("--upload-pack=id", "must not start with \"-\""),
        ("a\nb", "holds control characters"), ("a..b", malformed), ("a:b", malformed), ("@{-1}", malformed),
        ("@", malformed), ("a//b", malformed), ("/a", malformed), ("a/", malformed), ("a.lock", malformed),
        (".a", malformed), ("a/.b", malformed), ("a\\b", malformed), ("a[b", malformed), ("a.", malformed),
        ("1.*", range), (">=1.0", range), ("~1.2", range), ("^2", range), ("1 || 2", range), ("HEAD~1", range),
    ])
    func everythingElseIsRefused(_ name: String, _ message: String) {
        let shown = name.replacing("\n", with: "?")
        #expect {
            try RevisionName(name, repository: "https://r")
        } throws: {
            "\($0)" == "repository https://r: revision \"\(shown)\" \(message)"
        }
    }

    @Test(arguments: [("abcdef", false), ("abcdef0", true), ("ABCDEF0", true), ("abcdefg", false)])
    func shortSHAsHaveSevenDigits(_ name: String, _ isShort: Bool) throws {
        #expect(try RevisionName(name, repository: "r").isShortSHA == isShort)
    }
}
