import FleetModel
import FleetTestSupport
import Testing

@testable import FleetRender

@Suite(.timeLimit(.minutes(2))) struct WorkTreeTests {
    @Test func filesAreReadAsTheyLie() async throws {
        let repository = try await Repository([
            "fleet/apps/a.yaml": configMap("a"), "fleet/apps/b.yaml": configMap("b"),
        ])
        let commit = try await repository.git("rev-parse", "HEAD")
        let fleet = repository.folder.path("fleet")
        let bench = try Bench()
        let source = ApplicationSource(repoURL: ".", path: "apps")
        #expect(try await bench.render(source, fleet: fleet).revisions == [commit])
        try repository.folder.write("fleet/apps/a.yaml", configMap("changed"))
        try repository.folder.write("fleet/apps/c.yaml", configMap("new"))
        let rendered = try await bench.render(source, fleet: fleet)
        #expect(rendered.manifests.map(\.name) == ["changed", "b", "new"])
        #expect(rendered.revisions == [commit + "-dirty"])
    }

    @Test func aRunKeepsToWhatItHasRead() async throws {
        let bench = try Bench()
        try bench.folder.write("fleet/a.yaml", configMap("a"))
        let renderer = bench.renderer()
        let application = Application.make("web", ApplicationSource(repoURL: "."))
        #expect(try await renderer.render(application).manifests.map(\.name) == ["a"])
        try bench.folder.write("fleet/a.yaml", configMap("b"))
        #expect(try await renderer.render(application).manifests.map(\.name) == ["a"])
        #expect(try await bench.renderer().render(application).manifests.map(\.name) == ["b"])
    }

    @Test(arguments: [("../apps", "web"), ("../apps/web", ""), ("./../apps", "./web/"), ("..", "apps/web")])
    func pathsStartAtTheFleetDirectory(_ url: String, _ path: String) async throws {
        let bench = try Bench()
        try bench.folder.write("apps/web/a.yaml", configMap("a"))
        let rendered = try await bench.render(ApplicationSource(repoURL: url, path: path))
        #expect(rendered.manifests.map(\.name) == ["a"])
        #expect(rendered.revisions == ["worktree"])
    }

    @Test func aRepositoryWithoutCommitsIsAWorktree() async throws {
        let repository = try await Repository()
        try repository.folder.write("a.yaml", configMap("a"))
        let rendered = try await Bench().render(ApplicationSource(repoURL: "."), fleet: repository.path)
        #expect(rendered.revisions == ["worktree"])
        #expect(rendered.warnings.isEmpty)
    }

    @Test func withoutGitOnlyTheFolderIsRead() async throws {
        let bench = try Bench()
        try bench.folder.write("secret.yaml", configMap("secret"))
        try bench.folder.write("fleet/apps/a.yaml", configMap("a"))
        try bench.folder.makeLink("fleet/apps/b.yaml", to: "../../secret.yaml")
        #expect(
            await bench.error(ApplicationSource(repoURL: ".", path: "apps"))
                == ".: apps/b.yaml leads out of the repository, to \"../../secret.yaml\""
        )
        let other = ApplicationSource(repoURL: ".", path: "apps", targetRevision: "main")
        let refusal = "can not be read: \(bench.folder.path("fleet")) is no git repository"
        #expect(await bench.error(other) == "repository .: revision \"main\" \(refusal)")
    }

    @Test func whatIsNoFolderIsAnError() async throws {
        let bench = try Bench()
        try bench.folder.write("fleet/a.yaml", configMap("a"))
        let missing = bench.folder.path("fleet/gone")
        #expect(
            await bench.error(ApplicationSource(repoURL: "gone"))
                == "repository \"gone\": there is no folder \(missing); an address needs https://, ssh:// or file://"
        )
        #expect(await bench.error(ApplicationSource(repoURL: ".", path: "x/y")) == ".: there is no folder \"x/y\"")
        #expect(
            await bench.error(ApplicationSource(repoURL: ".", path: "a.yaml")) == ".: there is no folder \"a.yaml\""
        )
    }

    @Test(arguments: ["../x", "/etc", "a/../../x"])
    func pathsStayInTheRepository(_ path: String) async throws {
        let bench = try Bench()
        let expected =
            "application \"web\": spec.source.path: \"\(path)\" leads out of the repository; it starts at the repository's root"
        #expect(await bench.error(ApplicationSource(repoURL: ".", path: path)) == expected)
    }

    @Test func linksInsideTheRepositoryAreFollowed() async throws {
        let bench = try Bench()
        try bench.folder.write("fleet/base/a.yaml", configMap("a"))
        try bench.folder.makeLink("fleet/apps/linked", to: "../base")
        try bench.folder.makeLink("fleet/apps/own/b.yaml", to: "../linked/a.yaml")
        try bench.folder.makeLink("fleet/apps/absolute", to: bench.folder.path("fleet/base"))
        for path in ["apps/linked", "apps/own", "apps/absolute"] {
            #expect(try await bench.names(ApplicationSource(repoURL: ".", path: path)) == ["a"])
        }
    }

    @Test func linksThatRunInCirclesEnd() async throws {
        let bench = try Bench()
        try bench.folder.makeLink("fleet/a.yaml", to: "b.yaml")
        try bench.folder.makeLink("fleet/b.yaml", to: "a.yaml")
        let rendered = try await bench.render(ApplicationSource(repoURL: "."))
        #expect(rendered.manifests.isEmpty)
        #expect(
            rendered.warnings
                == ["a.yaml", "b.yaml"].map { "\($0) was left out: the destination of the symbolic link is missing" }
        )
    }

    @Test func gitIsAskedOnceARun() async throws {
        let repository = try await Repository(["a/a.yaml": configMap("a"), "b/a.yaml": configMap("b")])
        let renderer = try Bench().renderer(fleet: repository.path)
        for name in ["a", "b"] {
            _ = try await renderer.render(.make(name, ApplicationSource(repoURL: ".", path: name)))
            _ = try await renderer.render(.make(name, ApplicationSource(repoURL: name)))
        }
        #expect(renderer.processesStarted == 1)
    }
}
