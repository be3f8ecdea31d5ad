import FleetModel
import FleetTestSupport
import Testing

@testable import FleetRender

/// Processes that are started, their environment and their end.
@Suite(.timeLimit(.minutes(2))) struct ProcessTests {
    @Test func aRepositoryThatDoesNotAnswerIsGivenUp() async throws {
        var bench = try Bench()
        let script = try bench.folder.writeScript("ssh", "#!/bin/sh\nexec sleep 600\n")
        bench.options.environment["GIT_SSH_COMMAND"] = script
        bench.options.listTimeout = .milliseconds(300)
        let start = ContinuousClock.now
        let source = ApplicationSource(repoURL: "ssh://git@example.invalid/app")
        #expect(
            await bench.error(source)
                == "repository ssh://git@example.invalid/app can not be read: git took longer than 0 seconds"
        )
        #expect(start.duration(to: .now) < .seconds(120))
    }

    @Test func gitThatIsNotInstalledIsSaid() async throws {
        var bench = try Bench()
        bench.options.environment["PATH"] = bench.folder.path("bin")
        #expect(
            await bench.error(ApplicationSource(repoURL: "https://example.invalid/app"))
                == "repository https://example.invalid/app can not be read: git is not installed"
        )
        // Files can be read without it.
        let repository = try await Repository(["a.yaml": configMap("a")])
        let rendered = try await bench.render(ApplicationSource(repoURL: "."), fleet: repository.path)
        #expect(rendered.manifests.map(\.name) == ["a"])
        #expect(rendered.revisions == ["worktree"])
        #expect(rendered.warnings == ["git does not know the state of \(repository.path): git is not installed"])
    }

    @Test func outputHasALimit() async throws {
        let runner = ToolRunner()
        await #expect(throws: ToolFailure.tooMuchOutput(tool: "yes")) {
            try await runner.run(
                "yes",
                [],
                environment: Repository.environment,
                timeout: .seconds(60),
                outputLimit: 100_000
            )
        }
    }

    @Test func aSignalCountsAsAShellHasIt() async throws {
        let output = try await ToolRunner().run(
            "sh",
            ["-c", "kill -TERM $$"],
            environment: Repository.environment,
            timeout: .seconds(60),
            outputLimit: 100
        )
        #expect(output.status == 143)
    }

    @Test func theUsersEnvironmentIsKeptAndMadeSafe() {
        let environment = ToolEnvironment.git([
            "HOME": "/home/user", "SSH_AUTH_SOCK": "/run/agent", "GIT_SSH_COMMAND": "ssh -F x", "GIT_DIR": "/elsewhere",
            "GIT_CONFIG_COUNT": "0", "LC_ALL": "de_DE", "GIT_ALLOW_PROTOCOL": "https:ext:ssh",
        ])
        #expect(
            environment == [
                "HOME": "/home/user", "SSH_AUTH_SOCK": "/run/agent", "GIT_SSH_COMMAND": "ssh -F x",
                "GIT_CONFIG_COUNT": "0", "LC_ALL": "C", "GIT_ALLOW_PROTOCOL": "https:ssh", "GIT_TERMINAL_PROMPT": "0",
                "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_REPLACE_OBJECTS": "1", "GCM_INTERACTIVE": "never",
            ]
        )
    }

    @Test func aLockIsHeldByOneAtATime() async throws {
        let folder = try ScratchFolder("lock")
        let path = folder.path("x.lock")
        do {
            let lock = try await FileLock.acquire(path, patience: .zero)
            await #expect {
                try await FileLock.acquire(path, patience: .milliseconds(30))
            } throws: {
                "\($0)" == "the cache \(path) can not be used: another process has held it for 0 seconds"
            }
            withExtendedLifetime(lock) {}
        }
        // A process that another test starts right now holds it too, until it has become another program.
        _ = try await FileLock.acquire(path, patience: .seconds(30))
    }

    @Test func manyRequestsToOneReaderAreAnswered() async throws {
        let files = (0..<600).map { ("f\($0).yaml", String(repeating: "x", count: $0 * 7)) }
        let repository = try await Repository(Dictionary(uniqueKeysWithValues: files))
        let git = Git(runner: ToolRunner(), environment: Repository.environment)
        let reader = ObjectReader(git: git, location: .workTree(repository.path))
        let names = (0..<600).map { "HEAD:f\($0).yaml" }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let objects = try await reader.objects(names + ["HEAD:gone", "0123456"])
                    #expect(objects.count == 602)
                    #expect(objects[600] == nil && objects[601] == nil)
                    for index in 0..<600 { #expect(objects[index]?.bytes.count == index * 7) }
                }
            }
            try await group.waitForAll()
        }
        #expect(git.runner.processesStarted == 1)
        #expect(try await reader.objects([]).isEmpty)
    }

    @Test func aReaderOfNothingFails() async throws {
        let folder = try ScratchFolder("empty")
        let git = Git(runner: ToolRunner(), environment: Repository.environment)
        let reader = ObjectReader(git: git, location: .mirror(folder.path))
        for _ in 0..<2 {
            await #expect(throws: ToolFailure.notStarted(tool: "git cat-file", message: "it ended early")) {
                try await reader.object("HEAD")
            }
        }
    }
}
