import FleetGenerators
import FleetRender
import FleetTestSupport
import Synchronization
import Testing

@testable import FleetDeclarations

/// Who answers the two sides of a comparison.
@Suite struct SideAnswersTests {
    /// Notes what it is asked, and answers with nothing.
    private final class Recorder: GeneratorAnswering {
        private let asked = Mutex<[String]>([])

        var queries: [String] { asked.withLock { $0 } }

        func answer(_ query: GeneratorQuery) async -> Result<GeneratorAnswer, GeneratorAnswers.Failure> {
            asked.withLock { asked in
                switch query {
                case .gitTree(let repository, let revision): asked.append("tree \(repository) \(revision)")
                case .gitFiles(let repository, let commit, _): asked.append("files \(repository) \(commit)")
                default: asked.append("other")
                }
            }
            return .success(.rows([]))
        }
    }

    private let url = "https://git.example.com/a.git"

    @Test func bothSidesAskOnce() async {
        let recorder = Recorder()
        let shared = SharedAnswers(recorder)
        for _ in 1...2 {
            let side = SideAnswers(own: Recorder(), shared: shared)
            _ = await side.answer(.gitTree(repository: url, revision: "main"))
            _ = await side.answer(
                .plugin(PluginQuery(address: "x", token: .init(secretName: "s", key: "k"), applicationSet: "a"))
            )
        }
        #expect(recorder.queries == ["tree \(url) main", "other"])
    }

    @Test func relativeRepositoriesAreTheSidesOwn() async {
        let own = Recorder()
        let shared = Recorder()
        let side = SideAnswers(own: own, shared: shared, aliases: [url: ".."])
        _ = await side.answer(.gitTree(repository: ".", revision: "HEAD"))
        _ = await side.answer(.gitTree(repository: "file:///srv/a", revision: "HEAD"))
        _ = await side.answer(.gitTree(repository: url, revision: "main"))
        _ = await side.answer(.gitFiles(repository: url, commit: "c", paths: []))
        #expect(own.queries == ["tree . HEAD", "tree .. HEAD", "files .. c"])
        #expect(shared.queries == ["tree file:///srv/a HEAD"])
    }

    @Test func aCommitIsReadInsteadOfTheFilesAsTheyAre() async throws {
        let scratch = try ScratchFolder("commit")
        try scratch.write("fleet/apps/old/a.yaml", "")
        for arguments in [["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "one"]] {
            let names = ["-c", "user.name=test", "-c", "user.email=test@example.com"]
            let result = try await Tool.run("git", names + arguments, in: scratch.path)
            try #require(result.status == 0, "\(result.stderr)")
        }
        try scratch.write("fleet/apps/new/a.yaml", "")
        let renderer = Renderer(fleetDirectory: scratch.path("fleet"), cacheDirectory: scratch.path("cache"))
        let commit = try await renderer.ownCommit("HEAD")
        #expect(commit.root == "..")
        let answers = CommitAnswers(renderer, at: commit.commit)
        let files = await answers.answer(.gitTree(repository: ".", revision: "HEAD"))
        #expect(files == .success(.tree(GitTree(commit: commit.commit, files: ["apps/old/a.yaml"]))))
        let root = await answers.answer(.gitTree(repository: "..", revision: ""))
        #expect(root == .success(.tree(GitTree(commit: commit.commit, files: ["fleet/apps/old/a.yaml"]))))
    }

    @Test(arguments: ["--upload-pack=x", "-h", "", "a b", "nowhere"])
    func revisionsAreNoOptions(_ revision: String) async throws {
        let scratch = try ScratchFolder("commit")
        try scratch.makeFolder("fleet")
        _ = try await Tool.run("git", ["init", "--quiet"], in: scratch.path)
        let renderer = Renderer(fleetDirectory: scratch.path("fleet"), cacheDirectory: scratch.path("cache"))
        await #expect(throws: RenderError.self) { _ = try await renderer.ownCommit(revision) }
    }
}
