import Testing

@testable import FleetGenerators

@Suite struct FilePatternTests {
    private static let files = [
        "a/b/c.yaml", "a/x.yaml", "a[1]", "config.json", "p1/config.json", "p1/p2/config.json",
    ]

    /// What `git ls-files -- PATTERN` lists.
    @Test(arguments: [
        ("p1/**/config.json", ["p1/p2/config.json"]), ("**/config.json", ["p1/config.json", "p1/p2/config.json"]),
        ("a/*.yaml", ["a/b/c.yaml", "a/x.yaml"]), ("a", ["a/b/c.yaml", "a/x.yaml"]),
        ("a/", ["a/b/c.yaml", "a/x.yaml"]), ("./a", ["a/b/c.yaml", "a/x.yaml"]), ("[a]/x.yaml", ["a/x.yaml"]),
        ("a?x.yaml", ["a/x.yaml"]), ("a[1]", ["a[1]"]), ("a/[!b]*", ["a/x.yaml"]), ("*", files), (".", files),
        ("p1/../a/x.yaml", ["a/x.yaml"]), ("a/b/c.yaml/", []), ("a\\/x.yaml", ["a/x.yaml"]),
        ("a/{x,b/c}.yaml", []), ("a/[[:lower:]].yaml", ["a/x.yaml"]), ("a/[!", []),
        ("a/**/.", []), ("a/.", ["a/b/c.yaml", "a/x.yaml"]), ("a[1", []),
    ])
    func matchesAsGitDoes(_ pattern: String, _ expected: [String]) throws {
        let compiled = try FilePattern(pattern, globbing: .pathspec)
        #expect(Self.files.filter { compiled.matches($0) } == expected)
    }

    @Test(arguments: [
        ("p1/**/config.json", ["p1/config.json", "p1/p2/config.json"]),
        ("**/config.json", ["config.json", "p1/config.json", "p1/p2/config.json"]),
        ("a/*.yaml", ["a/x.yaml"]), ("a", []), ("a/**", ["a/b/c.yaml", "a/x.yaml"]), ("**", files),
        ("a/{x,b/c}.yaml", ["a/b/c.yaml", "a/x.yaml"]), ("{a,p1}/*.{json,yaml}", ["a/x.yaml", "p1/config.json"]),
        ("p**/config.json", ["p1/config.json"]), ("/a/x.yaml", ["a/x.yaml"]), ("../x", []),
        ("a/[!b].yaml", ["a/x.yaml"]),
        ("**/p2/**/**/*.json", ["p1/p2/config.json"]), ("a\\{", []),
    ])
    func doubleStarsCrossFolders(_ pattern: String, _ expected: [String]) throws {
        let compiled = try FilePattern(pattern, globbing: .doublestar)
        #expect(Self.files.filter { compiled.matches($0) } == expected)
    }

    @Test(arguments: [
        ("/a", GeneratorInputs.FileGlobbing.pathspec, "\"/a\" is outside of the repository"),
        ("a/../../b", .pathspec, "\"a/../../b\" is outside of the repository"),
        ("", .pathspec, "is empty; write \".\" for all files"),
        ("{a,b", .doublestar, "\"{a,b\" has a \"{\" without a \"}\""),
        (
            "{0,1,2,3,4,5,6,7,8,9}{0,1,2,3,4,5,6,7,8,9}{0,1,2,3,4,5,6,7,8,9}{0,1}", .doublestar,
            "\"{0,1,2,3,4,5,6,7,8,9}{0,1,2,3,4,5,6,7,8,9}{0,1,2,3,4,5,6,7,8,9}{0,1}\" stands for more than 1000 patterns"
        ),
    ])
    func patternsThatCanNotBe(_ pattern: String, _ globbing: GeneratorInputs.FileGlobbing, _ message: String) {
        #expect {
            try FilePattern(pattern, globbing: globbing)
        } throws: {
            ($0 as? FilePattern.Problem)?.description == message
        }
    }
}
