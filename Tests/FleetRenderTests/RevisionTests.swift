import FleetModel
import FleetTestSupport
import Testing

@testable import FleetRender

/// Every way to name a commit, against real repositories.
@Suite(.timeLimit(.minutes(2))) struct RevisionTests {
    /// A repository whose branches and tags each hold one manifest that says which commit it is.
    private static func repository() async throws -> (Repository, first: String, second: String, side: String) {
        let repository = try await Repository(["app/a.yaml": configMap("first")])
        let first = try await repository.git("rev-parse", "HEAD")
        try await repository.git("tag", "light")
        try await repository.git("tag", "-a", "-m", "annotated", "v1.0")
        try await repository.git("branch", "both")
        let second = try await repository.commit(["app/a.yaml": configMap("second")])
        try await repository.git("tag", "both")
        try await repository.git("checkout", "--quiet", "-b", "feature/side", first)
        let side = try await repository.commit(["app/a.yaml": configMap("side")])
        try await repository.git("update-ref", "refs/pull/7/head", side)
        try await repository.git("checkout", "--quiet", "main")
        return (repository, first, second, side)
    }

    @Test func everyKindOfRevisionIsFound() async throws {
        let (repository, first, second, side) = try await Self.repository()
        let bench = try Bench()
        let expected = [
            ("", second, "second"), ("HEAD", second, "second"), ("main", second, "second"),
            ("refs/heads/main", second, "second"), ("light", first, "first"), ("v1.0", first, "first"),
            ("both", first, "first"), ("refs/tags/both", second, "second"), ("feature/side", side, "side"),
            ("refs/pull/7/head", side, "side"), (first, first, "first"), (first.uppercased(), first, "first"),
            (String(side.prefix(8)), side, "side"),
        ]
        let renderer = bench.renderer()
        for (revision, commit, name) in expected {
            let source = ApplicationSource(repoURL: repository.url, path: "app", targetRevision: revision)
            let rendered = try await renderer.render(.make("web", source))
            #expect(rendered.revisions == [commit], "\(revision)")
            #expect(rendered.manifests.map(\.name) == [name], "\(revision)")
        }
    }

    @Test func aCommitThatNoBranchHoldsIsFetchedByItsSHA() async throws {
        let (repository, _, _, side) = try await Self.repository()
        try await repository.git("branch", "--quiet", "-D", "feature/side")
        try await repository.git("config", "uploadpack.allowAnySHA1InWant", "true")
        let source = ApplicationSource(repoURL: repository.url, path: "app", targetRevision: side)
        #expect(try await Bench().names(source) == ["side"])
    }

    @Test func unknownRevisionsAreErrors() async throws {
        let (repository, _, _, _) = try await Self.repository()
        let bench = try Bench()
        for revision in ["gone", "1234567", "0123456789012345678901234567890123456789", "feature"] {
            let source = ApplicationSource(repoURL: repository.url, path: "app", targetRevision: revision)
            let expected = "repository \(repository.url): \"\(revision)\" is not a branch, tag or commit there"
            #expect(await bench.error(source) == expected)
        }
    }

    @Test func anEmptyRepositoryHasNoHead() async throws {
        let repository = try await Repository()
        let source = ApplicationSource(repoURL: repository.url)
        #expect(
            try await Bench().error(source)
                == "repository \(repository.url): \"HEAD\" is not a branch, tag or commit there"
        )
    }

    @Test func aTagOfATreeIsNoCommit() async throws {
        let repository = try await Repository(["a.yaml": configMap("a")])
        let tree = try await repository.git("rev-parse", "HEAD^{tree}")
        try await repository.git("tag", "tree", tree)
        let rendered = try await Bench().render(ApplicationSource(repoURL: repository.url, targetRevision: "tree"))
        // git reads it as well as a commit, so nothing is wrong with it; what counts is that nothing breaks.
        #expect(rendered.manifests.map(\.name) == ["a"])
    }

    @Test func explicitRevisionsOfARelativePathReadCommits() async throws {
        let (repository, first, second, side) = try await Self.repository()
        try repository.folder.write("app/a.yaml", configMap("changed"))
        let bench = try Bench()
        let expected = [
            ("main", second, "second"), ("v1.0", first, "first"), ("feature/side", side, "side"),
            (side, side, "side"), (String(first.prefix(7)), first, "first"),
        ]
        for (revision, commit, name) in expected {
            let source = ApplicationSource(repoURL: "app", path: ".", targetRevision: revision)
            let rendered = try await bench.render(source, fleet: repository.path)
            #expect(rendered.revisions == [commit], "\(revision)")
            #expect(rendered.manifests.map(\.name) == [name], "\(revision)")
        }
        let source = ApplicationSource(repoURL: "app", targetRevision: "gone")
        #expect(
            await bench.error(source, fleet: repository.path)
                == "repository app: \"gone\" is not a branch, tag or commit there"
        )
    }
}
