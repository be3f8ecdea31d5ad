import FleetGenerators
import FleetModel
import FleetValue
import Testing

/// How generators ask, and what becomes of answers.
@Suite struct OutsideTests {
    private static let repository = "https://git.example.com/apps.git"

    private static func git(_ revision: Value, directories: Value = [["path": "*"]]) -> Value {
        ["git": ["repoURL": .string(repository), "revision": revision, "directories": directories]]
    }

    private static func tree(_ revision: String) -> GeneratorQuery {
        .gitTree(repository: repository, revision: revision)
    }

    @Test func equalQuestionsAreAskedOnce() throws {
        let set = try Fixtures.applicationSet(generators: [Self.git("a"), Self.git("b"), Self.git("a")])
        let queries = try ApplicationSetGenerator(applicationSet: set).openQueries(GeneratorInputs())
        #expect(queries == [Self.tree("a"), Self.tree("b")])
    }

    @Test func matrixAsksForAllItsRowsAtOnce() throws {
        let names: Value = .array((0..<5).map { ["name": .string("r\($0)")] })
        let matrix: Value = ["matrix": ["generators": [["list": ["elements": names]], Self.git("{{name}}")]]]
        let generator = try ApplicationSetGenerator(applicationSet: Fixtures.applicationSet(generators: [matrix]))
        #expect(try generator.openQueries(GeneratorInputs()) == (0..<5).map { Self.tree("r\($0)") })
    }

    @Test func secondGeneratorOfAMatrixAsksWhenTheFirstIsKnown() throws {
        let matrix: Value = ["matrix": ["generators": [Self.git("main"), Self.git("{{path}}")]]]
        let generator = try ApplicationSetGenerator(applicationSet: Fixtures.applicationSet(generators: [matrix]))
        var inputs = GeneratorInputs()
        #expect(try generator.openQueries(inputs) == [Self.tree("main")])
        inputs.answers[Self.tree("main")] = .success(.tree(GitTree(commit: "1", files: ["a/x", "b/x"])))
        #expect(try generator.openQueries(inputs) == [Self.tree("a"), Self.tree("b")])
    }

    @Test func filesAreAskedForWhenTheTreeIsKnown() throws {
        let git: Value = ["git": ["repoURL": .string(Self.repository), "files": [["path": "*.json"]]]]
        let generator = try ApplicationSetGenerator(applicationSet: Fixtures.applicationSet(generators: [git]))
        var inputs = GeneratorInputs()
        #expect(try generator.openQueries(inputs) == [Self.tree("HEAD")])
        inputs.answers[Self.tree("HEAD")] = .success(
            .tree(GitTree(commit: "1", files: ["a.json", "b.yaml", "c.json"]))
        )
        #expect(
            try generator.openQueries(inputs)
                == [.gitFiles(repository: Self.repository, commit: "1", paths: ["a.json", "c.json"])]
        )
    }

    @Test func noFileIsNoQuestion() throws {
        let git: Value = ["git": ["repoURL": .string(Self.repository), "files": [["path": "*.json"]]]]
        let generator = try ApplicationSetGenerator(applicationSet: Fixtures.applicationSet(generators: [git]))
        var inputs = GeneratorInputs()
        inputs.answers[Self.tree("HEAD")] = .success(.tree(GitTree(commit: "1", files: ["b.yaml"])))
        #expect(try generator.openQueries(inputs).isEmpty)
    }

    @Test func nothingIsHandedOutWhileQuestionsAreOpen() throws {
        let set = try Fixtures.applicationSet(generators: [["clusters": [:]], Self.git("a")])
        let generator = try ApplicationSetGenerator(applicationSet: set)
        let error = GeneratorError.unanswered(applicationSet: "web", [Self.tree("a")])
        #expect(throws: error) {
            try generator.parameters(GeneratorInputs()) { _ in Issue.record("something was handed out") }
        }
        #expect(throws: error) {
            try generator.render(GeneratorInputs()) { _ in Issue.record("something was handed out") }
        }
    }

    @Test func failureFailsTheWholeSet() throws {
        let merge: Value = [
            "merge": ["mergeKeys": ["name"], "generators": [["clusters": [:]], Self.git("a")]]
        ]
        let generator = try ApplicationSetGenerator(applicationSet: Fixtures.applicationSet(generators: [merge]))
        var inputs = GeneratorInputs()
        inputs.answers[Self.tree("a")] = .failure(GeneratorAnswers.Failure("no route to host"))
        #expect(
            throws: GeneratorError.generator(
                applicationSet: "web",
                path: ValuePath(keys: "spec", "generators").appending(0).appending("merge").appending("generators")
                    .appending(1).appending("git"),
                message: "error generating params from git: error getting directories from repo: no route to host"
            )
        ) { _ = try generator.openQueries(inputs) }
    }

    @Test func answerOfAnotherKindIsAFailure() throws {
        let generator = try ApplicationSetGenerator(
            applicationSet: Fixtures.applicationSet(generators: [Self.git("a")])
        )
        var inputs = GeneratorInputs()
        inputs.answers[Self.tree("a")] = .success(.rows([]))
        #expect {
            _ = try generator.openQueries(inputs)
        } throws: {
            ($0 as? GeneratorError)?.message.hasSuffix("the answer is not of the kind that was asked for") ?? false
        }
    }
}
