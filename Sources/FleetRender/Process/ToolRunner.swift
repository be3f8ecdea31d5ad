import Subprocess
import Synchronization

/// What a tool printed and how it ended.
struct ToolOutput: Sendable {
    /// Standard output.
    var bytes: [UInt8]
    /// Standard error, bytes that are not UTF-8 replaced.
    var errors: String
    /// The exit status; 128 and the signal's number when a signal ended it.
    var status: Int32
}

/// Runs git and kustomize: without a shell, without input, away from the terminal, and not for ever.
///
/// A class, because it counts what it starts.
final class ToolRunner: Sendable {
    private let started = Atomic<Int>(0)

    /// How many processes were started so far.
    var processesStarted: Int { started.load(ordering: .relaxed) }

    /// Counts a process that something else starts.
    func countProcess() { started.add(1, ordering: .relaxed) }

    /// Runs a program to its end; a status other than 0 is no error.
    ///
    /// - Parameters:
    ///   - executable: A path if it holds a slash, else a name to look for in the environment's `PATH`.
    ///   - arguments: As they are.
    ///   - environment: The whole environment.
    ///   - timeout: After that it, and what it started, is told to end, and two seconds later killed.
    ///   - outputLimit: The most that is taken of its standard output, in bytes.
    /// - Returns: What it printed and how it ended.
    /// - Throws: ``ToolFailure`` when it did not end by itself.
    func run(
        _ executable: String,
        _ arguments: [String],
        environment: [String: String],
        timeout: Duration,
        outputLimit: Int
    ) async throws(ToolFailure) -> ToolOutput {
        let configuration = Self.configuration(executable, arguments, environment: environment)
        countProcess()
        let outcome = await withTaskGroup(of: Result<ToolOutput, ToolFailure>.self) { group in
            group.addTask { await Self.collect(configuration, tool: executable, outputLimit: outputLimit) }
            group.addTask {
                do {
                    try await Task.sleep(for: timeout)
                    return .failure(.timedOut(tool: executable, after: timeout))
                } catch {
                    return .failure(.cancelled)
                }
            }
            let first = await group.next() ?? .failure(.cancelled)
            group.cancelAll()
            return first
        }
        return try outcome.get()
    }

    /// How every tool is started: in a session of its own, so that it can not ask questions on the terminal and can be
    /// ended together with what it started.
    static func configuration(
        _ executable: String,
        _ arguments: [String],
        environment: [String: String]
    ) -> Configuration {
        var variables: [Environment.Key: String] = [:]
        for (name, value) in environment {
            guard let key = Environment.Key(rawValue: name) else { continue }
            variables[key] = value
        }
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(2))]
        return Configuration(
            executable: executable.contains("/") ? .path(verbatim(executable)) : .name(executable),
            arguments: Arguments(arguments),
            environment: .custom(variables),
            platformOptions: options
        )
    }

    private static func collect(
        _ configuration: Configuration,
        tool: String,
        outputLimit: Int
    ) async -> Result<ToolOutput, ToolFailure> {
        do {
            let result = try await Subprocess.run(
                configuration,
                output: .bytes(limit: outputLimit),
                error: .bytes(limit: 4 * 1_048_576)
            )
            let status: Int32 =
                switch result.terminationStatus {
                case .exited(let code): code
                case .signaled(let number): 128 + number
                }
            return .success(
                ToolOutput(
                    bytes: result.standardOutput,
                    errors: String(decoding: result.standardError, as: UTF8.self),
                    status: status
                )
            )
        } catch {
            return .failure(failure(of: tool, error))
        }
    }

    /// What an error of Subprocess means.
    static func failure(of tool: String, _ error: any Error) -> ToolFailure {
        guard let error = error as? SubprocessError else {
            return error is CancellationError ? .cancelled : .notStarted(tool: tool, message: "\(error)")
        }
        switch error.code {
        case .executableNotFound: return .notFound(tool: tool)
        case .outputLimitExceeded: return .tooMuchOutput(tool: tool)
        default: return .notStarted(tool: tool, message: error.description)
        }
    }

    /// Text as a path of Subprocess's own type, which belongs to a package that this target need not depend on for that.
    private static func verbatim<Path: ExpressibleByStringLiteral>(_ text: String) -> Path
    where Path.StringLiteralType == String {
        Path(stringLiteral: text)
    }
}
