import FleetTestSupport
import Foundation
import Testing

@testable import FleetRender

/// What generators see of repositories: paths and contents, at a commit or as they lie.
@Suite struct RepositoryFilesTests {
    private static let content = [
        "a.yaml": "a: 1\n", "b/c.json": "{}", "b/d/e.txt": "text", "z b/ä.yaml": "ä", ".hidden/x": "",
    ]

    private func renderer(_ folder: ScratchFolder, fleet: String = "/nonexistent") -> Renderer {
        Renderer(
            fleetDirectory: fleet,
            cacheDirectory: folder.path("cache"),
            options: RenderOptions(environment: Repository.environment)
        )
    }

    private func link(_ repository: Repository, _ path: String, to target: String) throws {
        try repository.folder.write(path + ".folder", "")
        try repository.folder.remove(path + ".folder")
        try FileManager.default.createSymbolicLink(atPath: repository.folder.path(path), withDestinationPath: target)
    }

    @Test func allFilesOfACommitAreListedInTheOrderOfTheirBytes() async throws {
        let repository = try await Repository(Self.content)
        let first = try await repository.git("rev-parse", "HEAD")
        try await repository.git("tag", "v1")
        let second = try await repository.commit(["new.yaml": "n: 1\n"])
        let scratch = try ScratchFolder("files")
        let renderer = renderer(scratch)
        let paths = [".hidden/x", "a.yaml", "b/c.json", "b/d/e.txt", "z b/ä.yaml"]
        let old = try await renderer.files(of: repository.url, at: "v1")
        #expect(old == RepositoryFiles(commit: first, paths: paths))
        let new = try await renderer.files(of: repository.url, at: "main")
        #expect(new.commit == second)
        #expect(new.paths.contains("new.yaml"))
        let head = try await renderer.files(of: repository.url, at: "")
        #expect(head == new)
        let contents = try await renderer.contents(
            of: ["a.yaml", "z b/ä.yaml", "b/d/e.txt"],
            in: repository.url,
            at: first,
            limit: 100
        )
        #expect(
            contents.mapValues { String(decoding: $0, as: UTF8.self) } == [
                "a.yaml": "a: 1\n", "z b/ä.yaml": "ä", "b/d/e.txt": "text",
            ]
        )
    }

    @Test func aRepositoryIsAskedAndFetchedOnce() async throws {
        let repository = try await Repository(Self.content)
        let scratch = try ScratchFolder("files")
        let renderer = renderer(scratch)
        let commit = try await renderer.files(of: repository.url, at: "main").commit
        let processes = renderer.processesStarted
        for _ in 0..<3 {
            _ = try await renderer.files(of: repository.url, at: "main")
            _ = try await renderer.contents(of: ["a.yaml"], in: repository.url, at: commit, limit: 100)
        }
        #expect(renderer.processesStarted == processes)
    }

    @Test func linksAreFilesWhenTheyLeadToOne() async throws {
        let repository = try await Repository(Self.content)
        try repository.folder.write("outside-of-it", "")
        try link(repository, "inside", to: "b/d/e.txt")
        try link(repository, "b/up", to: "../a.yaml")
        try link(repository, "b/chain", to: "up")
        try link(repository, "folder", to: "b")
        try link(repository, "broken", to: "nowhere")
        try link(repository, "passwd", to: "/etc/passwd")
        try link(repository, "parent", to: "../../etc/passwd")
        try link(repository, "round", to: "round")
        let commit = try await repository.commit()
        let scratch = try ScratchFolder("files")
        let listing = try await renderer(scratch).files(of: repository.url, at: "main")
        let links = listing.paths.filter { !Self.content.keys.contains($0) && $0 != "outside-of-it" }
        #expect(links == ["b/chain", "b/up", "inside"])
        let contents = try await renderer(scratch).contents(
            of: ["b/chain", "inside", "passwd", "parent", "../x", "gone"],
            in: repository.url,
            at: commit,
            limit: 100
        )
        #expect(contents.mapValues { String(decoding: $0, as: UTF8.self) } == ["b/chain": "a: 1\n", "inside": "text"])
        // The same as they lie.
        let fleet = try ScratchFolder("fleet")
        try FileManager.default.createSymbolicLink(
            atPath: fleet.path("repository"),
            withDestinationPath: repository.path
        )
        let lying = try await renderer(scratch, fleet: fleet.path).files(of: "repository", at: "HEAD")
        #expect(lying == RepositoryFiles(commit: RepositoryFiles.workTree, paths: listing.paths))
    }

    @Test func filesAsTheyLieIncludeChangesAndNotWhatGitIgnores() async throws {
        let repository = try await Repository([
            "apps/web/a.yaml": "a: 1\n", "apps/gone.yaml": "", "other/x": "", ".gitignore": "*.log\n",
        ])
        let first = try await repository.git("rev-parse", "HEAD")
        try repository.folder.write("apps/web/a.yaml", "a: 2\n")
        try repository.folder.write("apps/new.yaml", "n: 1\n")
        try repository.folder.write("apps/noise.log", "")
        try repository.folder.remove("apps/gone.yaml")
        let scratch = try ScratchFolder("files")
        let renderer = renderer(scratch, fleet: repository.path)
        let listing = try await renderer.files(of: "apps", at: "HEAD")
        #expect(listing.paths == ["new.yaml", "web/a.yaml"])
        let contents = try await renderer.contents(of: listing.paths, in: "apps", at: listing.commit, limit: 100)
        #expect(
            contents.mapValues { String(decoding: $0, as: UTF8.self) } == [
                "new.yaml": "n: 1\n", "web/a.yaml": "a: 2\n",
            ]
        )
        // A revision means its commit, in the same folder.
        let old = try await renderer.files(of: "apps", at: first)
        #expect(old == RepositoryFiles(commit: first, paths: ["gone.yaml", "web/a.yaml"]))
        let before = try await renderer.contents(of: ["web/a.yaml"], in: "apps", at: first, limit: 100)
        #expect(before["web/a.yaml"].map { String(decoding: $0, as: UTF8.self) } == "a: 1\n")
    }

    @Test func aFolderWithoutGitIsListedWhole() async throws {
        let folder = try ScratchFolder("plain")
        for (name, text) in Self.content { try folder.write("apps/" + name, text) }
        let listing = try await renderer(folder, fleet: folder.path).files(of: "apps", at: "")
        #expect(listing.paths == [".hidden/x", "a.yaml", "b/c.json", "b/d/e.txt", "z b/ä.yaml"])
    }

    @Test func whatCanNotBeListedIsAnError() async throws {
        let repository = try await Repository(Self.content)
        let scratch = try ScratchFolder("files")
        let renderer = renderer(scratch, fleet: scratch.path)
        func error(_ url: String, _ revision: String) async -> String? {
            do {
                _ = try await renderer.files(of: url, at: revision)
                return nil
            } catch {
                return error.description
            }
        }
        #expect(
            await error(repository.url, "none")
                == "repository \(repository.url): \"none\" is not a branch, tag or commit there"
        )
        #expect(
            await error(repository.url, "--upload-pack=x")
                == "repository \(repository.url): revision \"--upload-pack=x\" must not start with \"-\""
        )
        #expect(await error("ext::sh -c x", "main")?.contains("remote helpers are not allowed") == true)
        #expect(await error("file://\(scratch.path)/none", "main")?.contains("can not be read") == true)
    }

    @Test func filesThatAreTooLargeTogetherAreAnError() async throws {
        let repository = try await Repository(Self.content)
        let scratch = try ScratchFolder("files")
        let renderer = renderer(scratch)
        let commit = try await renderer.files(of: repository.url, at: "main").commit
        await #expect(throws: RenderError.self) {
            _ = try await renderer.contents(of: ["a.yaml", "b/d/e.txt"], in: repository.url, at: commit, limit: 8)
        }
    }
}
