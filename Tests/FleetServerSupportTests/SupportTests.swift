import FleetTestSupport
import Foundation
import Testing

@Suite struct SupportTests {
    @Test func equalTextsHaveNoDifference() {
        #expect(LineDiff.text(expected: "a\nb\n", actual: "a\nb\n") == "")
    }

    @Test func differenceShowsLinesAroundIt() {
        let expected = (1...12).map { "line \($0)\n" }.joined()
        let actual = expected.replacing("line 6\n", with: "line six\nmore\n")
        let wanted = """
            @@ line 3 @@
             line 3
             line 4
             line 5
            -line 6
            +line six
            +more
             line 7
             line 8
             line 9

            """
        #expect(LineDiff.text(expected: expected, actual: actual) == wanted)
    }

    @Test func missingLineEndIsADifference() {
        #expect(LineDiff.text(expected: "a\n", actual: "a") == "@@ line 1 @@\n a\n+\\ no line end\n")
    }

    @Test func expectationThatDiffersIsAnIssue() {
        withKnownIssue {
            expectText("a\n", equals: "b\n")
        } matching: { issue in
            issue.comments.first?.rawValue == "the text differs:\n@@ line 1 @@\n-b\n+a\n"
        }
    }

    @Test func areaWithoutCasesIsAnError() throws {
        let error = #expect(throws: TestSupportError.self) { try CaseFolder.all("there is no such area") }
        #expect(error?.description == "there are no cases in Tests/Cases/there is no such area")
    }

    /// The reference implementation's first numbers for the seed 1234567.
    @Test func generatorFollowsItsSeed() {
        var generator = SplitMix64(seed: 1_234_567)
        let numbers = (0..<5).map { _ in generator.next() }
        let wanted: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
        ]
        #expect(numbers == wanted)
    }

    @Test func scratchFolderGoesWithItsLastReference() throws {
        var folder: ScratchFolder? = try ScratchFolder()
        let path = try #require(folder?.path)
        try folder?.write("a/b/c.txt", "text")
        #expect(try folder?.text("a/b/c.txt") == "text")
        folder = nil
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func refusingPortRefuses() async throws {
        let port = try RefusingPort()
        #expect(port.port > 0)
        let result = try await Tool.run("bash", ["-c", ": <>/dev/tcp/127.0.0.1/\(port.port)"])
        #expect(result.status == 1)
        #expect(result.stderr.contains("Connection refused"))
    }

    @Test func toolGetsArgumentsInputFolderAndEnvironment() async throws {
        let folder = try ScratchFolder()
        let result = try await Tool.run(
            "sh",
            ["-c", "cat; pwd; echo \"$0|$NEW|${HOME-none}\"; echo err >&2; exit 3", "a b"],
            environment: ["NEW": "x y", "HOME": nil],
            in: folder.path,
            input: "in\n"
        )
        #expect(result.stdout == "in\n\(folder.path)\na b|x y|none\n")
        #expect(result.stderr == "err\n")
        #expect(result.status == 3)
        #expect(result.signal == nil)
    }

    @Test func toolCanBeSignalledWhileItRuns() async throws {
        let folder = try ScratchFolder()
        let result = try await Tool.run("sleep", ["60"], in: folder.path) { try $0.send(SIGTERM) }
        #expect(result.signal == SIGTERM)
        #expect(result.status == 128 + SIGTERM)
    }

    @Test func toolThatTakesTooLongIsKilled() async throws {
        let error = await #expect(throws: TestSupportError.self) {
            try await Tool.run("sleep", ["60"], timeout: .milliseconds(50))
        }
        #expect(error == .timedOut(tool: "sleep", after: .milliseconds(50)))
    }

    @Test func toolThatIsNotThereIsNamed() async throws {
        let error = await #expect(throws: TestSupportError.self) { try await Tool.run("no-such-tool", []) }
        guard case .notStarted(let tool, _) = error else {
            Issue.record("\(String(describing: error)) is another error")
            return
        }
        #expect(tool == "no-such-tool")
    }
}
