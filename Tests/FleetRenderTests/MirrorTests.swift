import FleetModel
import FleetTestSupport
import Foundation
import Testing

@testable import FleetRender

@Suite(.timeLimit(.minutes(2))) struct MirrorTests {
    @Test func aBranchThatMovesIsSeenByTheNextRun() async throws {
        let repository = try await Repository(["a.yaml": configMap("one")])
        let bench = try Bench()
        let source = ApplicationSource(repoURL: repository.url, targetRevision: "main")
        let renderer = bench.renderer()
        #expect(try await renderer.render(.make("web", source)).manifests.map(\.name) == ["one"])
        let moved = try await repository.commit(["a.yaml": configMap("two")])
        // The same run keeps to what it has resolved.
        #expect(try await renderer.render(.make("web", source)).manifests.map(\.name) == ["one"])
        let next = try await bench.render(source)
        #expect(next.manifests.map(\.name) == ["two"])
        #expect(next.revisions == [moved])
    }

    @Test func aRewrittenBranchIsFollowed() async throws {
        let repository = try await Repository(["a.yaml": configMap("one")])
        let bench = try Bench()
        let source = ApplicationSource(repoURL: repository.url, targetRevision: "main")
        #expect(try await bench.names(source) == ["one"])
        try repository.folder.write("a.yaml", configMap("rewritten"))
        try await repository.git("commit", "--quiet", "--all", "--amend", "-m", "other")
        #expect(try await bench.names(source) == ["rewritten"])
        // A branch that becomes a folder of branches.
        try await repository.git("checkout", "--quiet", "-b", "x/y")
        try await repository.git("branch", "-D", "main")
        try await repository.git("checkout", "--quiet", "-b", "main/next")
        try await repository.commit(["a.yaml": configMap("nested")])
        let nested = ApplicationSource(repoURL: repository.url, targetRevision: "main/next")
        #expect(try await bench.names(nested) == ["nested"])
    }

    @Test func aRepositoryThatIsGoneIsAnErrorAndNotItsLastMirror() async throws {
        let repository = try await Repository(["a.yaml": configMap("one")])
        var bench = try Bench()
        let source = ApplicationSource(repoURL: repository.url)
        #expect(try await bench.names(source) == ["one"])
        try FileManager.default.moveItem(atPath: repository.path, toPath: repository.path + ".away")
        defer { try? FileManager.default.moveItem(atPath: repository.path + ".away", toPath: repository.path) }
        let message =
            "fatal: '\(repository.path)' does not appear to be a git repository; fatal: Could not read from remote repository."
        #expect(await bench.error(source) == "repository \(repository.url) can not be read: \(message)")

        bench.options.usesStaleMirrors = true
        let stale = try await bench.render(source)
        #expect(stale.manifests.map(\.name) == ["one"])
        #expect(
            stale.warnings == ["repository \(repository.url) can not be reached, its last mirror is used: \(message)"]
        )
    }

    @Test func theErrorReachesEveryApplicationOfTheRepository() async throws {
        let bench = try Bench()
        let renderer = bench.renderer()
        let url = "file://\(bench.folder.path("nothing"))"
        let applications = ["a", "b", "c"].map { Application.make($0, ApplicationSource(repoURL: url, path: $0)) }
        await renderer.prefetch(applications)
        for application in applications {
            await #expect(throws: RenderError.self) { try await renderer.render(application) }
        }
        #expect(renderer.processesStarted == 1)
    }

    @Test func aSHAInTheMirrorNeedsNoRepository() async throws {
        let repository = try await Repository(["a/a.yaml": configMap("a"), "b/b.yaml": configMap("b")])
        let commit = try await repository.git("rev-parse", "HEAD")
        let bench = try Bench()
        let first = ApplicationSource(repoURL: repository.url, path: "a", targetRevision: commit)
        #expect(try await bench.names(first) == ["a"])
        try FileManager.default.moveItem(atPath: repository.path, toPath: repository.path + ".away")
        defer { try? FileManager.default.moveItem(atPath: repository.path + ".away", toPath: repository.path) }
        let again = bench.renderer()
        #expect(try await again.render(.make("web", first)).manifests.map(\.name) == ["a"])
        #expect(again.processesStarted == 0)
        // Another folder of the commit: one git reads it from the mirror.
        let other = bench.renderer()
        let second = ApplicationSource(repoURL: repository.url, path: "b", targetRevision: commit)
        #expect(try await other.render(.make("web", second)).manifests.map(\.name) == ["b"])
        #expect(other.processesStarted == 1)
    }

    @Test func whatAKilledRunLeftIsDiscarded() async throws {
        let repository = try await Repository(["a.yaml": configMap("a")])
        let bench = try Bench()
        let mirror = CacheFolder(bench.cache).mirror(of: repository.url)
        try FileManager.default.createDirectory(atPath: mirror + ".new-1/objects", withIntermediateDirectories: true)
        try Data("half".utf8).write(to: URL(filePath: mirror + ".new-1/HEAD"))
        try Data().write(to: URL(filePath: mirror + ".lock"))
        #expect(try await bench.names(ApplicationSource(repoURL: repository.url)) == ["a"])
        #expect(!FileManager.default.fileExists(atPath: mirror + ".new-1"))
    }

    @Test func aMirrorThatLacksObjectsIsMadeAnew() async throws {
        let repository = try await Repository(["a/a.yaml": configMap("a"), "b/b.yaml": configMap("b")])
        let bench = try Bench()
        #expect(try await bench.names(ApplicationSource(repoURL: repository.url, path: "a")) == ["a"])
        let mirror = CacheFolder(bench.cache).mirror(of: repository.url)
        let blob = try await repository.git("rev-parse", "HEAD:b/b.yaml")
        let object = "\(mirror)/objects/\(blob.prefix(2))/\(blob.dropFirst(2))"
        try FileManager.default.removeItem(atPath: object)
        #expect(try await bench.names(ApplicationSource(repoURL: repository.url, path: "b")) == ["b"])
        // A mirror of which nothing is left but its folder.
        for name in try FileManager.default.contentsOfDirectory(atPath: mirror) {
            try FileManager.default.removeItem(atPath: mirror + "/" + name)
        }
        let renamed = try await repository.commit(["b/b.yaml": configMap("c")])
        let rendered = try await bench.render(ApplicationSource(repoURL: repository.url, path: "b"))
        #expect(rendered.manifests.map(\.name) == ["c"])
        #expect(rendered.revisions == [renamed])
    }

    @Test func renderersThatStartTogetherShareOneMirror() async throws {
        let files = (0..<20).map { ("app\($0)/a.yaml", configMap("a\($0)")) }
        let repository = try await Repository(Dictionary(uniqueKeysWithValues: files))
        let bench = try Bench()
        let url = repository.url
        let results = try await withThrowingTaskGroup(of: [String].self) { group in
            // Four runs, as four processes would be: they share nothing but the cache folder.
            for run in 0..<4 {
                group.addTask {
                    let renderer = bench.renderer()
                    var names: [String] = []
                    for index in 0..<20 {
                        let source = ApplicationSource(repoURL: url, path: "app\((index + run * 5) % 20)")
                        names += try await renderer.render(.make("web", source)).manifests.map(\.name)
                    }
                    return names.sorted()
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let expected = (0..<20).map { "a\($0)" }.sorted()
        #expect(results == [expected, expected, expected, expected])
    }

    @Test func submodulesAreIgnored() async throws {
        let inner = try await Repository(["inner.yaml": configMap("inner")])
        let repository = try await Repository(["outer.yaml": configMap("outer")])
        try await repository.git(
            "-c",
            "protocol.file.allow=always",
            "submodule",
            "--quiet",
            "add",
            inner.url,
            "sub.yaml"
        )
        try await repository.commit()
        var source = ApplicationSource(repoURL: repository.url)
        source.directory = DirectoryOptions(recurse: true)
        let rendered = try await Bench().render(source)
        #expect(rendered.manifests.map(\.name) == ["outer"])
        #expect(rendered.warnings == ["sub.yaml was left out: it is no regular file"])
    }

    @Test func credentialsDoNotReachErrors() async throws {
        let bench = try Bench()
        let source = ApplicationSource(repoURL: "http://user:secret@127.0.0.1:1/app")
        let error = await bench.error(source)
        #expect(error.hasPrefix("repository http://***@127.0.0.1:1/app can not be read: fatal: unable to access "))
        #expect(!error.contains("secret"))
    }

    @Test func theCacheIsForItsOwnerOnly() async throws {
        let repository = try await Repository(["a.yaml": configMap("a")])
        let bench = try Bench()
        _ = try await bench.names(ApplicationSource(repoURL: repository.url))
        for folder in ["", "/git", "/rendered"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: bench.cache + folder)
            #expect(attributes[.posixPermissions] as? Int == 0o700)
        }
    }
}
