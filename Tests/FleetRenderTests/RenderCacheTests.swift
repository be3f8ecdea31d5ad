import FleetModel
import FleetTestSupport
import FleetValue
import Foundation
import Testing

@testable import FleetRender

@Suite(.timeLimit(.minutes(2))) struct RenderCacheTests {
    private static let files = [
        "app/kustomization.yaml": "resources:\n- a.yaml\n", "app/a.yaml": configMap("a"),
        "other/b.yaml": configMap("b"),
    ]

    @Test func aSecondRunBuildsNothing() async throws {
        let repository = try await Repository(Self.files)
        var bench = try Bench()
        try bench.useKustomize(listingKustomize)
        let source = ApplicationSource(repoURL: repository.url, path: "app")
        let first = bench.renderer()
        let rendered = try await first.render(.make("web", source))
        // Asked, made, fetched, read, built.
        #expect(first.processesStarted == 5)
        let second = bench.renderer()
        let again = try await second.render(.make("web", source))
        #expect(second.processesStarted == 1)
        #expect(bench.kustomizeCalls == 1)
        #expect(again.manifests == rendered.manifests)
        #expect(again.hash == rendered.hash)
        #expect(again.manifests.map(\.name) == ["a"])
    }

    @Test func aCommitElsewhereInTheRepositoryBuildsNothing() async throws {
        let repository = try await Repository(Self.files)
        var bench = try Bench()
        try bench.useKustomize(listingKustomize)
        let source = ApplicationSource(repoURL: repository.url, path: "app")
        _ = try await bench.render(source)
        let other = try await repository.commit(["other/b.yaml": configMap("changed")])
        let rendered = try await bench.render(source)
        #expect(rendered.revisions == [other])
        #expect(bench.kustomizeCalls == 1)
        try await repository.commit(["app/a.yaml": configMap("changed")])
        #expect(try await bench.names(source) == ["changed"])
        #expect(bench.kustomizeCalls == 2)
    }

    @Test func filesAsTheyLieAreBuiltWhenTheyChange() async throws {
        var bench = try Bench()
        try bench.useKustomize(listingKustomize)
        for (name, text) in Self.files { try bench.folder.write("fleet/" + name, text) }
        let source = ApplicationSource(repoURL: ".", path: "app")
        #expect(try await bench.names(source) == ["a"])
        #expect(try await bench.names(source) == ["a"])
        #expect(bench.kustomizeCalls == 1)
        try bench.folder.write("fleet/app/a.yaml", configMap("changed"))
        #expect(try await bench.names(source) == ["changed"])
        #expect(bench.kustomizeCalls == 2)
        // What was before is known still.
        try bench.folder.write("fleet/app/a.yaml", configMap("a"))
        #expect(try await bench.names(source) == ["a"])
        #expect(bench.kustomizeCalls == 2)
    }

    @Test func damagedEntriesAreMadeAnew() async throws {
        var bench = try Bench()
        try bench.useKustomize(listingKustomize)
        for (name, text) in Self.files { try bench.folder.write("fleet/" + name, text) }
        let source = ApplicationSource(repoURL: ".", path: "app")
        let good = try await bench.render(source)
        for (calls, damage) in zip(2..., ["", "truncated", "flipped", "emptied"]) {
            let entries = try FileManager.default.subpathsOfDirectory(atPath: bench.cache + "/rendered")
            for entry in entries where entry.count > 60 {
                let path = bench.cache + "/rendered/" + entry
                var bytes = Array(try Data(contentsOf: URL(filePath: path)))
                switch damage {
                case "truncated": bytes.removeLast(bytes.count / 2)
                case "flipped": bytes[bytes.count - 10] ^= 1
                case "emptied": bytes = Array("\n\n[]".utf8)
                default: bytes = []
                }
                try Data(bytes).write(to: URL(filePath: path))
            }
            let again = try await bench.render(source)
            #expect(again.manifests == good.manifests)
            #expect(again.hash == good.hash)
            #expect(bench.kustomizeCalls == calls)
        }
    }

    @Test func anotherVersionOfTheToolBuildsAnew() async throws {
        let repository = try await Repository(Self.files)
        var bench = try Bench()
        let source = ApplicationSource(repoURL: repository.url, path: "app")
        try bench.useKustomize(listingKustomize)
        #expect(try await bench.names(source) == ["a"])
        try bench.useKustomize(listingKustomize + "\n# a new version")
        #expect(try await bench.names(source) == ["a"])
        #expect(bench.kustomizeCalls == 2)
    }

    @Test func otherOptionsBuildAnew() async throws {
        let repository = try await Repository(Self.files)
        var bench = try Bench()
        try bench.useKustomize(listingKustomize)
        var source = ApplicationSource(repoURL: repository.url, path: "app")
        for kustomize in [nil, ["namePrefix": "a-"], ["nameSuffix": "a-"], ["namePrefix": "a-"]] as [Mapping?] {
            source.kustomize = kustomize
            #expect(try await bench.names(source) == ["a"])
        }
        #expect(bench.kustomizeCalls == 3)
    }

    @Test func remoteBasesAreAskedEveryRun() async throws {
        let repository = try await Repository([
            "app/kustomization.yaml": "resources:\n- a.yaml\n- https://example.invalid/base?ref=main\n",
            "app/a.yaml": configMap("a"),
        ])
        var bench = try Bench()
        try bench.useKustomize("cat \"$2/a.yaml\"")
        let source = ApplicationSource(repoURL: repository.url, path: "app")
        #expect(try await bench.names(source) == ["a"])
        #expect(try await bench.names(source) == ["a"])
        #expect(bench.kustomizeCalls == 2)
    }

    @Test func failuresAreNotKept() async throws {
        var bench = try Bench()
        try bench.folder.write("fleet/kustomization.yaml", "resources: []\n")
        try bench.useKustomize("[ -e \"\(bench.folder.path)/ready\" ] && cat \"\(bench.folder.path)/ready\"")
        #expect(await bench.error(ApplicationSource(repoURL: ".")) == ".: kustomize failed on \"\": exit status 1")
        try bench.folder.write("ready", configMap("a"))
        #expect(try await bench.names(ApplicationSource(repoURL: ".")) == ["a"])
    }

    @Test func equalSourcesAreRenderedOnceHoweverManyAsk() async throws {
        let repository = try await Repository(Self.files)
        var bench = try Bench()
        try bench.useKustomize(listingKustomize)
        let renderer = bench.renderer()
        let source = ApplicationSource(repoURL: repository.url, path: "app")
        let names = try await withThrowingTaskGroup(of: [String].self) { group in
            for index in 0..<50 {
                group.addTask { try await renderer.render(.make("web-\(index)", source)).manifests.map(\.name) }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(names == Array(repeating: "a", count: 50))
        #expect(renderer.processesStarted == 5)
    }

    @Test func twentyDirectoriesOfOneCommitCostOneReader() async throws {
        let files = (0..<20).map { ("app\($0)/a.yaml", configMap("a\($0)")) }
        let repository = try await Repository(Dictionary(uniqueKeysWithValues: files))
        let bench = try Bench()
        let applications = (0..<20).map {
            Application.make("web-\($0)", ApplicationSource(repoURL: repository.url, path: "app\($0)"))
        }
        func run() async throws -> Int {
            let renderer = bench.renderer()
            await renderer.prefetch(applications)
            for (index, application) in applications.enumerated() {
                #expect(try await renderer.render(application).manifests.map(\.name) == ["a\(index)"])
            }
            return renderer.processesStarted
        }
        #expect(try await run() == 4)
        #expect(try await run() == 1)
        try await repository.commit(["app7/a.yaml": configMap("a7", "k: w")])
        // Asked, fetched, read.
        #expect(try await run() == 3)
    }

    @Test func cancellingEndsWhatIsUnderWay() async throws {
        var bench = try Bench()
        try bench.folder.write("fleet/kustomization.yaml", "resources: []\n")
        try bench.useKustomize("touch \"\(bench.folder.path)/started\"; exec sleep 600")
        let renderer = bench.renderer()
        let ready = bench
        async let result = ready.outcome(renderer)
        while !bench.folder.has("started") { try await Task.sleep(for: .milliseconds(5)) }
        renderer.cancel()
        #expect(await result == "cancelled")
    }
}

extension Bench {
    /// What a renderer makes of the fleet directory, or its error.
    func outcome(_ renderer: Renderer) async -> String {
        do {
            return "\(try await renderer.render(.make("web", ApplicationSource(repoURL: "."))).manifests.map(\.name))"
        } catch {
            return "\(error)"
        }
    }
}
