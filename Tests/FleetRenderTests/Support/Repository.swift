import FleetTestSupport
import Foundation

@testable import FleetRender

/// A real git repository in a scratch folder, out of reach of this machine's git configuration.
final class Repository: Sendable {
    let folder: ScratchFolder

    /// What git and kustomize run with, in tests.
    static let environment: [String: String] = [
        "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
        "HOME": "/nonexistent",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Test",
        "GIT_AUTHOR_EMAIL": "test@example.com",
        "GIT_COMMITTER_NAME": "Test",
        "GIT_COMMITTER_EMAIL": "test@example.com",
    ]

    /// Makes a repository with the branch `main`, and a first commit if there are files.
    init(_ files: [String: String] = [:]) async throws {
        folder = try ScratchFolder("repository")
        try await git("init", "--quiet", "--initial-branch=main")
        if !files.isEmpty { try await commit(files) }
    }

    var path: String { folder.path }

    var url: String { "file://" + folder.path }

    /// Writes files and commits everything; answers the commit's SHA.
    @discardableResult
    func commit(_ files: [String: String] = [:], _ message: String = "change") async throws -> String {
        for (name, text) in files { try folder.write(name, text) }
        try await git("add", "--all")
        try await git("commit", "--quiet", "--allow-empty", "-m", message)
        return try await git("rev-parse", "HEAD")
    }

    /// Runs git in the repository and answers what it printed, without white space around.
    @discardableResult
    func git(_ arguments: String..., input: String = "") async throws -> String {
        let result = try await Tool.run(
            "git",
            arguments,
            environment: Self.environment.mapValues { Optional($0) },
            in: folder.path,
            input: input
        )
        guard result.status == 0 else { throw GitFailure(arguments: arguments, result: result) }
        return result.stdout.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

struct GitFailure: Error {
    var arguments: [String]
    var result: ToolResult
}
