import FleetModel
import FleetTestSupport
import FleetValue
import FleetYAML
import Testing

@testable import FleetRender

@Suite(.timeLimit(.minutes(5))) struct KustomizeTests {
    /// A case is `tree/` with the kustomization in `tree/app`, `options.yaml` (`source.kustomize`), and `expected.yaml`
    /// or `error.txt`.
    @Test(
        .enabled(if: hasKustomize, "neither kustomize nor kubectl is in PATH"),
        arguments: try CaseFolder.all("RenderKustomize")
    )
    func rendersAsTheRealTool(_ folder: CaseFolder) async throws {
        var source = ApplicationSource(repoURL: "tree", path: "app")
        if folder.has("options.yaml") { source.kustomize = try folder.value("options.yaml").mapping }
        let scratch = try ScratchFolder("kustomize")
        try scratch.copy(folder.path(of: "tree"), to: "tree")
        let bench = try Bench()
        do {
            let rendered = try await bench.render(source, fleet: scratch.path)
            #expect(!folder.has("error.txt"), "expected an error")
            folder.expect(YAMLWriter.text(of: rendered.manifests.map(\.value)), in: "expected.yaml")
        } catch {
            folder.expect("\(error)\n", in: "error.txt")
        }
    }

    /// The words are kustomize's own and change with its version; the fragments have not.
    @Test(
        .enabled(if: hasKustomize, "neither kustomize nor kubectl is in PATH"),
        arguments: [
            (["kustomization.yaml": "resources: [a.yaml]\n"], "a.yaml"),
            (
                ["kustomization.yaml": "resources: [../a.yaml]\n", "../a.yaml": configMap("a")],
                "is not in or below 'app'"
            ),
            (["kustomization.yaml": "components: [../gone]\n"], "gone"),
            (["kustomization.yaml": "helmCharts: [{name: x, repo: 'https://h'}]\n"], "must specify --enable-helm"),
            (
                ["kustomization.yaml": "resources: []\n", "kustomization.yml": "resources: []\n"],
                "Found multiple kustomization files under: app"
            ),
            (["kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": "a: [\n"], "a.yaml"),
            (["kustomization.yaml": "unknown: field\n"], "unknown field \"unknown\""),
        ]
    )
    func errorsOfTheToolAreShown(_ files: [String: String], _ fragment: String) async throws {
        let bench = try Bench()
        for (name, text) in files { try bench.folder.write("fleet/app/" + name, text) }
        let error = await bench.error(ApplicationSource(repoURL: ".", path: "app"))
        #expect(error.hasPrefix(".: ") && error.contains(" failed on \"app\": "), "\(error)")
        #expect(error.contains(fragment), "\(error)")
        #expect(!error.contains("run.go") && !error.contains(bench.cache), "\(error)")
    }

    @Test func aFolderWithoutAKustomizationIsAnError() async throws {
        var bench = try Bench()
        try bench.useKustomize("exit 1")
        try bench.folder.write("fleet/app/a.yaml", configMap("a"))
        let names = "kustomization.yaml, kustomization.yml or Kustomization"
        var source = ApplicationSource(repoURL: ".", path: "app")
        source.kustomize = ["namePrefix": "x-"]
        #expect(await bench.error(source) == ".: there is no \(names) in \"app\"")
        try bench.folder.write("fleet/app/kustomization.yaml", "resources: [../base]\n")
        try bench.folder.makeFolder("fleet/base")
        #expect(await bench.error(source) == ".: there is no \(names) in \"base\"")
        #expect(bench.kustomizeCalls == 0)
    }

    @Test(.enabled(if: hasKustomize, "neither kustomize nor kubectl is in PATH"))
    func aCommitBuildsAsItsFilesDo() async throws {
        let repository = try await Repository([
            "base/kustomization.yaml":
                "resources: [a.yaml]\nconfigMapGenerator:\n- name: g\n  files: [x=../base/data.txt]\n",
            "base/a.yaml": configMap("a"), "base/data.txt": "text\n",
            "overlays/prod/kustomization.yaml": "resources: [../linked]\nnamePrefix: prod-\n",
        ])
        try repository.folder.makeLink("overlays/linked", to: "../base")
        try await repository.commit()
        let bench = try Bench()
        let source = ApplicationSource(repoURL: repository.url, path: "overlays/prod")
        let commit = try await bench.render(source)
        let files = try await bench.render(
            ApplicationSource(repoURL: "overlays", path: "prod"),
            fleet: repository.path
        )
        #expect(commit.manifests == files.manifests)
        #expect(commit.manifests.map(\.name) == ["prod-a", "prod-g-2h644kcdg8"])
    }

    @Test func aToolThatIsNotThereIsNamed() async throws {
        var bench = try Bench()
        // Charts are what no build in this process does.
        try bench.folder.write("fleet/kustomization.yaml", "helmCharts: [{name: x, repo: 'https://h'}]\n")
        bench.options.kustomize = "/nonexistent/kustomize"
        #expect(
            await bench.error(ApplicationSource(repoURL: "."))
                == "FLEET_KUSTOMIZE names \"/nonexistent/kustomize\", which is no program that can be run"
        )
        bench.options.kustomize = nil
        bench.options.environment["PATH"] = bench.folder.path("bin")
        #expect(
            await bench.error(ApplicationSource(repoURL: "."))
                == "neither kustomize nor kubectl is in PATH; install one, or name it in FLEET_KUSTOMIZE"
        )
    }

    @Test func kustomizeComesBeforeKubectl() throws {
        let folder = try ScratchFolder("path")
        try folder.writeScript("bin/kubectl", "#!/bin/sh\n")
        let options = RenderOptions(environment: ["PATH": "relative:\(folder.path("none")):\(folder.path("bin"))"])
        #expect(try KustomizeTool(options).path == folder.path("bin/kubectl"))
        #expect(try KustomizeTool(options).command == "kustomize")
        try folder.writeScript("bin/kustomize", "#!/bin/sh\n")
        #expect(try KustomizeTool(options).path == folder.path("bin/kustomize"))
        #expect(try KustomizeTool(options).command == "build")
        #expect(
            RenderOptions(environment: ["FLEET_KUSTOMIZE": "mine"]).kustomize == "mine"
        )
    }

    @Test func aToolThatHangsIsEnded() async throws {
        var bench = try Bench()
        try bench.folder.write("fleet/kustomization.yaml", "resources: []\n")
        try bench.useKustomize("exec sleep 600")
        bench.options.renderTimeout = .milliseconds(300)
        let start = ContinuousClock.now
        let error = await bench.error(ApplicationSource(repoURL: "."))
        #expect(
            error == ".: kustomize failed on \"\": \(bench.folder.path("bin/kustomize")) took longer than 0 seconds"
        )
        #expect(start.duration(to: .now) < .seconds(120))
    }

    @Test func whatTheToolPrintsIsCleaned() async throws {
        var bench = try Bench()
        try bench.folder.write("fleet/app/kustomization.yaml", "resources: []\n")
        try bench.useKustomize(
            "printf 'Error: \\033[31mbad\\033[0m file %s/x.yaml\\nsecond https://u:p@h/x\\n' \"$2\" >&2; exit 1"
        )
        #expect(
            await bench.error(ApplicationSource(repoURL: ".", path: "app"))
                == ".: kustomize failed on \"app\":  [31mbad [0m file app/x.yaml; second https://***@h/x"
        )
    }

    @Test func outputThatIsNoManifestIsAnError() async throws {
        var bench = try Bench()
        try bench.folder.write("fleet/app/kustomization.yaml", "resources: []\n")
        try bench.useKustomize("echo 'kind: ConfigMap'")
        #expect(
            await bench.error(ApplicationSource(repoURL: ".", path: "app"))
                == ".: output of kustomize app:1: apiVersion: is required"
        )
    }

    @Test func kubectlIsAskedWithoutAClusterAndGitWithoutThisMachine() async throws {
        var bench = try Bench()
        try bench.folder.write("fleet/kustomization.yaml", "resources: []\n")
        bench.options.environment["KUBECONFIG"] = "/home/user/config"
        try bench.useKustomize("echo \"# $KUBECONFIG\"; env > \"\(bench.folder.path)/env\"")
        _ = try await bench.render(ApplicationSource(repoURL: "."))
        let environment = try bench.folder.text("env").split(separator: "\n")
        #expect(environment.contains("KUBECONFIG=/dev/null"))
        #expect(environment.contains("GIT_ALLOW_PROTOCOL=git:http:https:ssh"))
        #expect(environment.contains("GIT_TERMINAL_PROMPT=0"))
    }
}
