import FleetTemplate
import Testing

@testable import FleetSprig

@Suite struct VersionsFunctionsTests {
    @Test(arguments: [
        ("abc", "Invalid Semantic Version"), ("", "Invalid Semantic Version"), ("1.2.3.4", "Invalid Semantic Version"),
        ("1.2.3-01", "Version segment starts with 0"), ("1.2.3-", "Invalid Semantic Version"),
        (
            "18446744073709551616",
            "Error parsing version segment: strconv.ParseUint: parsing \"18446744073709551616\": value out of range"
        ),
    ])
    func mistakesInVersionsAreTold(_ version: String, _ message: String) {
        #expect(SprigRendering.reason("{{semver \"\(version)\"}}") == "error calling semver: \(message)")
    }

    @Test(arguments: [
        ("not a range", "improper constraint: not a range"), ("", "improper constraint: "),
        (">=1 ||", "improper constraint: "), ("==1", "improper constraint: ==1"), (">1<2", "improper constraint: >1<2"),
        (">=1 - 2", "improper constraint: >=>= 1, <= 2"), ("18446744073709551616", "constraint Parser Error"),
    ])
    func mistakesInConstraintsAreTold(_ constraint: String, _ message: String) {
        let template = "{{semverCompare \"\(constraint)\" \"1.0.0\"}}"
        #expect(SprigRendering.reason(template) == "error calling semverCompare: \(message)")
    }

    @Test func constraintsAreWrittenAsTheyWere() throws {
        #expect(try VersionConstraint(">=1.2,<2 || ~ 3.x").description == ">=1.2 <2 || ~3.x")
        #expect(try VersionConstraint("1 - 2").description == ">=1 <=2")
    }

    @Test func versionsAreOrderedAsTheStandardSays() throws {
        let texts = [
            "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
            "1.0.0-rc.1", "1.0.0", "1.0.1", "1.1", "2",
        ]
        for (left, right) in zip(texts, texts.dropFirst()) {
            #expect(try SemanticVersion(left).compare(SemanticVersion(right)) == -1)
            #expect(try SemanticVersion(right).compare(SemanticVersion(left)) == 1)
        }
        #expect(try SemanticVersion("1.0.0+a").compare(SemanticVersion("v1+b")) == 0)
    }

    @Test func versionsAreChanged() throws {
        let version = try SemanticVersion("v1.2.3-rc.1")
        #expect(version.nextPatch.original == "v1.2.3")
        #expect(version.nextMinor.description == "1.3.0")
        #expect(try version.with(prerelease: "beta").description == "1.2.3-beta")
        #expect(try version.with(metadata: "5").original == "v1.2.3-rc.1+5")
        #expect(throws: SemanticVersion.ParseError.invalidMetadata) { try version.with(metadata: "a_b") }
    }
}
