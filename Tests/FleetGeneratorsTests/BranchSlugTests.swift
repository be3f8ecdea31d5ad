import Testing

@testable import FleetGenerators

/// Branch names as parts of names, as github.com/gosimple/slug makes them.
@Suite struct BranchSlugTests {
    @Test(arguments: [
        ("Feature/New__Thing", "feature-new-thing"), ("renovate/npm-foo-1.x", "renovate-npm-foo-1-x"),
        ("feature/Über & Co", "feature-uber-and-co"), ("fix@home", "fixathome"), ("it's \"x\"", "its-x"),
        ("a–b—c", "a-b-c"), ("_-x-_", "x"), ("", ""), ("---", ""), ("ÆØÅ/œuvre-ß", "aeoa-oeuvre-ss"),
        (" lead and tail ", "lead-and-tail"), ("A+B=C", "a-b-c"),
    ])
    func lettersDigitsAndSingleDashesStay(text: String, slug: String) {
        #expect(BranchSlug.of(text) == slug)
    }

    @Test func longNamesAreCutAtADashWhereThereIsOne() {
        let word = String(repeating: "x", count: 60)
        #expect(BranchSlug.of(word) == String(repeating: "x", count: 50))
        #expect(BranchSlug.of("abc-" + word) == "abc")
        // Fifty characters and a dash: the dash is where it is cut.
        let fifty = String(repeating: "y", count: 50)
        #expect(BranchSlug.of(fifty + "-z") == fifty)
        #expect(BranchSlug.of(fifty) == fifty)
    }
}
