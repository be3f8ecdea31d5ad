import FleetGenerators
import FleetModel
import FleetRender
import FleetTestSupport
import FleetYAML
import Testing

@testable import FleetDeclarations

/// `git` generators on real repositories: fetched, listed and read at the commit, and brought by Applications too.
@Suite struct GitGenerationTests {
    /// A repository beside the fleet directory, out of reach of this machine's git configuration.
    private struct Repository {
        let folder: ScratchFolder
        let name: String

        var url: String { "file://" + folder.path(name) }

        init(_ folder: ScratchFolder, _ name: String, _ files: [String: String]) async throws {
            self.folder = folder
            self.name = name
            try folder.makeFolder(name)
            try await git("init", "--quiet", "--initial-branch=main")
            try await commit(files)
        }

        func commit(_ files: [String: String]) async throws {
            for (file, text) in files { try folder.write(name + "/" + file, text) }
            try await git("add", "--all")
            try await git("commit", "--quiet", "-m", "change")
        }

        @discardableResult
        func git(_ arguments: String...) async throws -> String {
            let result = try await Tool.run(
                "git",
                arguments,
                environment: [
                    "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "Test",
                    "GIT_AUTHOR_EMAIL": "test@example.com", "GIT_COMMITTER_NAME": "Test",
                    "GIT_COMMITTER_EMAIL": "test@example.com",
                ],
                in: folder.path(name)
            )
            #expect(result.status == 0, "\(result)")
            return result.stdout
        }
    }

    private static func set(_ name: String, _ generator: String, application: String, source: String = ".") -> String {
        """
        apiVersion: argoproj.io/v1alpha1
        kind: ApplicationSet
        metadata: {name: \(name)}
        spec:
          generators:
          - \(generator)
          template:
            metadata: {name: '\(application)'}
            spec:
              project: default
              source: {repoURL: '\(source)', path: apps/web}
              destination: {name: one, namespace: web}

        """
    }

    private func lines(_ fleet: ExpandedFleet) -> [String] {
        fleet.declared.keys.sorted() + fleet.failures.map { "\($0.subject): \($0.message)" }
    }

    @Test func foldersAndFilesOfACommitBecomeApplications() async throws {
        let bench = try ExpansionBench()
        try bench.folder.write("fleet/apps/web/x.yaml", "")
        let repository = try await Repository(
            bench.folder,
            "config",
            [
                "services/web/README.md": "", "services/api/deep/x.yaml": "", "services/.hidden/x": "",
                "envs/dev.json": #"{"env": {"name": "dev"}}"#, "envs/prod.yaml": "env: {name: prod}\n",
            ]
        )
        try await repository.git("tag", "v1")
        try await repository.commit(["services/later/x": "", "envs/later.yaml": "env: {name: later}\n"])
        try bench.folder.write(
            "fleet/applicationsets/a.yaml",
            Self.set(
                "folders",
                "git: {repoURL: '\(repository.url)', revision: v1, directories: [{path: services/*}]}",
                application: "folder-{{path.basename}}"
            )
        )
        try bench.folder.write(
            "fleet/applicationsets/b.yaml",
            Self.set(
                "files",
                "git: {repoURL: '\(repository.url)', revision: main, files: [{path: 'envs/*'}]}",
                application: "file-{{env.name}}"
            )
        )
        let fleet = try await bench.expand([ExpansionBench.cluster])
        #expect(lines(fleet) == ["file-dev", "file-later", "file-prod", "folder-api", "folder-web"])
        #expect(fleet.isComplete)
    }

    @Test func theFleetDirectoryItselfIsReadAsItLies() async throws {
        let bench = try ExpansionBench()
        try bench.folder.write("fleet/apps/web/x.yaml", "")
        try bench.folder.write("fleet/apps/api/x.yaml", "")
        try bench.folder.write(
            "fleet/applicationsets/a.yaml",
            Self.set(
                "set",
                "git: {repoURL: ., revision: HEAD, directories: [{path: apps/*}]}",
                application: "{{path.basename}}"
            )
        )
        #expect(lines(try await bench.expand([ExpansionBench.cluster])) == ["api", "web"])
    }

    @Test func aRepositoryThatCanNotBeReadBlocksWhatItWouldHaveMade() async throws {
        let bench = try ExpansionBench()
        try bench.folder.write("fleet/apps/web/x.yaml", "")
        let repository = try await Repository(bench.folder, "config", ["services/web/x": ""])
        try bench.folder.write(
            "fleet/applicationsets/a.yaml",
            Self.set(
                "set",
                "git: {repoURL: '\(repository.url)', revision: gone, directories: [{path: services/*}]}",
                application: "{{path.basename}}"
            )
        )
        let fleet = try await bench.expand([ExpansionBench.cluster])
        #expect(
            lines(fleet) == [
                "applicationset/set: ApplicationSet \"set\": spec.generators[0].git: error generating params from git: "
                    + "error getting directories from repo: repository \(repository.url): "
                    + "\"gone\" is not a branch, tag or commit there"
            ]
        )
        // What is declared is not known as a whole, so that nothing may be deleted anywhere.
        #expect(!fleet.isComplete)
        #expect(fleet.doubts.about("one") == "applicationset/set could not be read and may declare it now")
    }

    @Test func servicesThatNobodyAnswersForBlockToo() async throws {
        let bench = try ExpansionBench()
        try bench.folder.write("fleet/apps/web/x.yaml", "")
        try bench.folder.write(
            "fleet/applicationsets/a.yaml",
            Self.set("set", "scmProvider: {github: {organization: acme}}", application: "{{repository}}")
        )
        let fleet = try await bench.expand([ExpansionBench.cluster])
        #expect(
            lines(fleet) == [
                #"applicationset/set: ApplicationSet "set": spec.generators[0].scmProvider: nothing outside is asked here"#
            ]
        )
        #expect(!fleet.isComplete)
    }

    // MARK: Brought by Applications

    @Test func setsThatApplicationsBringAreGeneratedFromToo() async throws {
        let bench = try ExpansionBench()
        try bench.folder.write("fleet/apps/web/x.yaml", "")
        try bench.folder.write("fleet/applications/root.yaml", ExpansionBench.application("root"))
        for name in ["one", "two"] {
            try bench.folder.write(
                "fleet/apps/root/\(name).yaml",
                Self.set(
                    name,
                    "git: {repoURL: ., revision: HEAD, directories: [{path: apps/w*}]}",
                    application: "\(name)-{{path.basename}}"
                )
            )
        }
        let fleet = try await bench.expand([ExpansionBench.cluster])
        #expect(lines(fleet) == ["one-web", "root", "two-web"])
        #expect(fleet.declared["one-web"]?.parent == "root")
    }

    @Test func setsFromElsewhereDoNotReadThisMachine() async throws {
        let bench = try ExpansionBench()
        let text = ExpansionBench.application("parent").replacing("repoURL: .", with: "repoURL: https://git.example/x")
        let parent = try Application(decoding: YAMLReader.value(in: text))
        let spy = Self.set(
            "spy",
            "git: {repoURL: ., revision: HEAD, directories: [{path: '*'}]}",
            application: "{{path.basename}}"
        )
        let pending = PendingSet(
            try ApplicationSet(decoding: YAMLReader.value(in: spy)),
            parent: DeclaredApplication(parent, origin: .application("parent"))
        )
        #expect(pending.isForeign)
        let expansion = Expansion(
            clusters: [ExpansionBench.cluster],
            configuration: FleetConfiguration(),
            renderer: Renderer(fleetDirectory: bench.folder.path("fleet"), cacheDirectory: bench.folder.path("cache"))
        )
        var state = ExpansionState(projects: [], failures: [])
        let generated = await expansion.generate([pending], &state)
        #expect(generated.isEmpty)
        #expect(
            state.fleet.failures.map(\.message) == [
                "ApplicationSet \"spy\": spec.generators[0].git: error generating params from git: error getting "
                    + "directories from repo: repository . is on this machine, but the ApplicationSet comes from "
                    + "elsewhere; name the repository by its address"
            ]
        )
    }
}
