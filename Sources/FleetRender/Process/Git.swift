/// Runs git with what every call needs.
struct Git: Sendable {
    /// Starts the processes.
    let runner: ToolRunner
    /// The environment of every call.
    let environment: [String: String]

    /// Makes a git.
    init(runner: ToolRunner, environment: [String: String]) {
        self.runner = runner
        self.environment = ToolEnvironment.git(environment)
    }

    /// Options before every command: nothing in a repository or configuration may start a program, and clean-up happens
    /// while the lock is held, not behind our back.
    static let safety = [
        "-c", "protocol.ext.allow=never", "-c", "protocol.fd.allow=never", "-c", "core.fsmonitor=false",
        "-c", "core.hooksPath=/dev/null", "-c", "gc.autoDetach=false", "-c", "maintenance.autoDetach=false",
    ]

    /// The repository that a command concerns.
    enum Location: Hashable, Sendable {
        /// A command that needs none.
        case none
        /// A bare repository, exactly this: git must not look for another one in the folders above if it is damaged.
        case mirror(String)
        /// A working tree.
        case workTree(String)

        /// The options that say so.
        var arguments: [String] {
            switch self {
            case .none: []
            case .mirror(let path): ["--git-dir=\(path)"]
            case .workTree(let path): ["-C", path]
            }
        }
    }

    /// Runs a command.
    ///
    /// - Parameters:
    ///   - arguments: The command and its arguments. Text from declarations comes after `--` only.
    ///   - location: The repository.
    ///   - timeout: See ``ToolRunner``.
    ///   - outputLimit: The most that is taken of its output, in bytes.
    /// - Returns: What it printed; a status other than 0 is no error.
    /// - Throws: ``ToolFailure`` when it did not end by itself.
    func run(
        _ arguments: [String],
        in location: Location = .none,
        timeout: Duration,
        outputLimit: Int = 64 * 1_048_576
    ) async throws(ToolFailure) -> ToolOutput {
        try await runner.run(
            "git",
            Self.safety + location.arguments + arguments,
            environment: environment,
            timeout: timeout,
            outputLimit: outputLimit
        )
    }
}
