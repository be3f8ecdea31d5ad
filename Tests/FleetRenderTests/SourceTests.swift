import FleetModel
import FleetTestSupport
import FleetValue
import Testing

@testable import FleetRender

/// What kind a source is, overrides in its folder, and several sources together.
@Suite struct SourceTests {
    @Test(arguments: [
        (ApplicationSource(repoURL: ".", chart: "redis"), "chart: helm charts are not supported yet"),
        (ApplicationSource(repoURL: ".", plugin: [:]), "plugin: plugins are not supported"),
        (
            ApplicationSource(repoURL: ".", directory: DirectoryOptions(jsonnet: ["libs": ["x"]])),
            "directory.jsonnet: jsonnet is not supported yet"
        ),
    ])
    func unsupportedKindsNameApplicationAndField(_ source: ApplicationSource, _ message: String) async throws {
        let bench = try Bench()
        #expect(await bench.error(source) == "application \"web\": spec.source.\(message)")
        let two = Application.make("shop", ApplicationSource(repoURL: "."), source)
        await #expect {
            try await bench.renderer().render(two)
        } throws: {
            "\($0)" == "application \"shop\": spec.sources[1].\(message)"
        }
    }

    @Test func aChartIsADirectoryOnlyIfItSaysSo() async throws {
        let bench = try Bench()
        try bench.folder.write("fleet/redis/Chart.yaml", "apiVersion: v2\nname: redis\nversion: 1.0.0\n")
        try bench.folder.write("fleet/redis/templates/a.yaml", configMap("{{ .Chart.Name }}"))
        try bench.folder.write("fleet/redis/plain/b.yaml", configMap("b"))
        var source = ApplicationSource(repoURL: ".", path: "redis")
        #expect(try await bench.names(source) == ["redis"])
        source.directory = DirectoryOptions(recurse: true, exclude: "templates/*")
        #expect(try await bench.names(source) == ["b"])
    }

    @Test func jsonnetFilesAreErrorsUnlessLeftOut() async throws {
        let bench = try Bench()
        try bench.folder.write("fleet/a.jsonnet", "{}")
        try bench.folder.write("fleet/b.yaml", configMap("b"))
        var source = ApplicationSource(repoURL: ".")
        let hint = "jsonnet is not supported yet; leave it out with directory.exclude"
        #expect(await bench.error(source) == ".: a.jsonnet can not be read: \(hint)")
        source.directory = DirectoryOptions(exclude: "*.jsonnet")
        #expect(try await bench.names(source) == ["b"])
    }

    @Test func oneSourceIsOfOneKind() async throws {
        let bench = try Bench()
        let source = ApplicationSource(
            repoURL: ".",
            directory: DirectoryOptions(),
            kustomize: ["namePrefix": "x-"]
        )
        let expected = "application \"web\": spec.source: directory and kustomize are both set; a source is of one kind"
        #expect(await bench.error(source) == expected)
        let other = ApplicationSource(repoURL: ".", kustomize: ["namePrefix": "x-"], helm: ["releaseName": "x"])
        #expect(
            await bench.error(other)
                == "application \"web\": spec.source: kustomize and helm are both set; a source is of one kind"
        )
    }

    @Test(arguments: ["kustomization.yaml", "kustomization.yml", "Kustomization"])
    func aKustomizationComesBeforeAChart(_ name: String) async throws {
        var bench = try Bench()
        try bench.useKustomize("cat \"$2\"/a.yaml")
        try bench.folder.write("fleet/app/\(name)", "resources: [a.yaml]\n")
        try bench.folder.write("fleet/app/Chart.yaml", "name: x\n")
        try bench.folder.write("fleet/app/a.yaml", configMap("a"))
        #expect(try await bench.names(ApplicationSource(repoURL: ".", path: "app")) == ["a"])
        #expect(bench.kustomizeCalls == 1)
    }

    @Test func overridesInTheFolderAreMerged() async throws {
        let bench = try Bench()
        for name in ["a", "b", "c"] { try bench.folder.write("fleet/app/\(name).yaml", configMap(name)) }
        var source = ApplicationSource(repoURL: ".", path: "app")
        source.directory = DirectoryOptions(exclude: "a.yaml")
        #expect(try await bench.names(source) == ["b", "c"])
        try bench.folder.write("fleet/app/.argocd-source.yaml", "directory: {exclude: b.yaml}\npath: elsewhere\n")
        #expect(try await bench.names(source) == ["a", "c"])
        try bench.folder.write(
            "fleet/app/.argocd-source-web.yaml",
            "directory: {include: '{b,c}.yaml', exclude: null}\n"
        )
        try bench.folder.write("fleet/app/.argocd-source-other.yaml", "directory: {include: nothing}\n")
        #expect(try await bench.names(source) == ["b", "c"])
        try bench.folder.write("fleet/app/.argocd-source-web.yaml", "plugin: {name: x}\n")
        #expect(
            await bench.error(source) == "application \"web\": spec.source.plugin: plugins are not supported"
        )
        try bench.folder.write("fleet/app/.argocd-source-web.yaml", "directory: 7\n")
        #expect(
            await bench.error(source)
                == "application \"web\": spec.source: .argocd-source-web.yaml: directory: expected a mapping, found a number"
        )
    }

    @Test func overridesOfACommitAreRememberedByApplication() async throws {
        let repository = try await Repository([
            "app/a.yaml": configMap("a"), "app/b.yaml": configMap("b"),
            "app/.argocd-source-web.yaml": "directory: {exclude: a.yaml}\n",
        ])
        let bench = try Bench()
        let source = ApplicationSource(repoURL: repository.url, path: "app")
        for _ in 0..<2 {
            let renderer = bench.renderer()
            #expect(try await renderer.render(.make("web", source)).manifests.map(\.name) == ["b"])
            #expect(try await renderer.render(.make("shop", source)).manifests.map(\.name) == ["a", "b"])
        }
    }

    @Test func sourcesAreJoinedInOrderAndTheLastOneCounts() async throws {
        let bench = try Bench()
        try bench.folder.write("fleet/one/a.yaml", configMap("a", "k: one") + "---\n" + configMap("b"))
        try bench.folder.write("fleet/two/a.yaml", configMap("c") + "---\n" + configMap("a", "k: two"))
        let application = Application.make(
            "web",
            ApplicationSource(repoURL: ".", path: "one"),
            ApplicationSource(repoURL: ".", ref: "values"),
            ApplicationSource(repoURL: ".", path: "two")
        )
        let rendered = try await bench.renderer().render(application)
        #expect(rendered.manifests.map(\.name) == ["b", "c", "a"])
        #expect(rendered.manifests.last?.value["data"]?["k"] == "two")
        #expect(rendered.revisions == ["worktree", "worktree", "worktree"])
        #expect(rendered.warnings == ["ConfigMap a is declared 2 times; the last one counts"])
    }

    @Test func aReferenceWithAPathIsRenderedToo() async throws {
        let bench = try Bench()
        try bench.folder.write("fleet/one/a.yaml", configMap("a"))
        #expect(try await bench.names(ApplicationSource(repoURL: ".", path: "one", ref: "values")) == ["a"])
    }

    @Test func aReferenceToNothingIsAnError() async throws {
        let repository = try await Repository(["a.yaml": configMap("a")])
        let source = ApplicationSource(repoURL: repository.url, targetRevision: "gone", ref: "values")
        #expect(
            try await Bench().error(source)
                == "repository \(repository.url): \"gone\" is not a branch, tag or commit there"
        )
    }

    @Test func generatedNamesAreNoRepetition() async throws {
        let bench = try Bench()
        let job = "apiVersion: batch/v1\nkind: Job\nmetadata:\n  generateName: migrate-\n"
        try bench.folder.write("fleet/a.yaml", job + "---\n" + job)
        let rendered = try await bench.render(ApplicationSource(repoURL: "."))
        #expect(rendered.manifests.count == 2)
        #expect(rendered.warnings.isEmpty)
    }
}
