import Subprocess

/// What a tool printed and how it ended.
public struct ToolResult: Sendable {
    /// What it wrote on standard output; bytes that are not UTF-8 became U+FFFD.
    public let stdout: String
    /// What it wrote on standard error; bytes that are not UTF-8 became U+FFFD.
    public let stderr: String
    /// Its exit status; 128 and the signal's number, as a shell has it, when a signal ended it.
    public let status: Int32
    /// The signal that ended it, or nil when it ended by itself.
    public let signal: Int32?
    /// How long it ran.
    public let duration: Duration
}

extension ToolResult: CustomStringConvertible {
    /// Everything a failed expectation needs to show.
    public var description: String {
        "exit status \(status)\nstdout:\n\(stdout)\nstderr:\n\(stderr)"
    }
}

/// A tool that runs right now.
public struct RunningTool: Sendable {
    /// Its process's number.
    public let processIdentifier: Int32
    private let sendSignal: @Sendable (Int32) throws -> Void

    init(processIdentifier: Int32, sendSignal: @escaping @Sendable (Int32) throws -> Void) {
        self.processIdentifier = processIdentifier
        self.sendSignal = sendSignal
    }

    /// Sends a signal; if the tool has ended already that is an error.
    public func send(_ signal: Int32) throws {
        try sendSignal(signal)
    }
}

/// Runs other programs, without a shell.
public enum Tool {
    /// The most that is taken of each of standard output and standard error; more is an error.
    private static let outputLimit = 64 * 1024 * 1024

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - executable: A path if it holds a slash, else a name to look for in `PATH`.
    ///   - arguments: As they are; no shell looks at them.
    ///   - environment: What differs from this process's environment; nil removes a variable.
    ///   - directory: The folder to run it in; nil for this process's own.
    ///   - input: What it reads on standard input; nothing by default.
    ///   - timeout: After that it is killed.
    ///   - body: Called while it runs, to signal it or to change the world around it. The program is waited for all the same.
    /// - Returns: How it ended. A status other than 0 is no error.
    /// - Throws: ``TestSupportError/notStarted(tool:reason:)``, ``TestSupportError/timedOut(tool:after:)``, and what `body` throws.
    @discardableResult
    public static func run(
        _ executable: String,
        _ arguments: [String] = [],
        environment: [String: String?] = [:],
        in directory: String? = nil,
        input: String = "",
        timeout: Duration = .seconds(120),
        whileRunning body: @escaping @Sendable (RunningTool) async throws -> Void = { _ in }
    ) async throws -> ToolResult {
        var changes: [Environment.Key: String?] = [:]
        for (name, value) in environment {
            guard let key = Environment.Key(rawValue: name) else { continue }
            changes.updateValue(value, forKey: key)
        }
        let configuration = Configuration(
            executable: executable.contains("/") ? .path(verbatim(executable)) : .name(executable),
            arguments: Arguments(arguments),
            environment: .inherit.updating(changes),
            workingDirectory: directory.map { verbatim($0) }
        )
        return try await withThrowingTaskGroup(of: ToolResult.self) { group in
            group.addTask {
                try await run(configuration, named: executable, input: Array(input.utf8), body: body)
            }
            group.addTask {
                try await Task.sleep(for: timeout)
                throw TestSupportError.timedOut(tool: executable, after: timeout)
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        }
    }

    private static func run(
        _ configuration: Configuration,
        named name: String,
        input: [UInt8],
        body: @Sendable (RunningTool) async throws -> Void
    ) async throws -> ToolResult {
        let started = ContinuousClock.now
        do {
            let result = try await Subprocess.run(
                configuration,
                input: .array(input),
                output: .bytes(limit: outputLimit),
                error: .bytes(limit: outputLimit)
            ) { execution in
                let tool = RunningTool(processIdentifier: execution.processIdentifier.value) { number in
                    try execution.send(signal: Signal(rawValue: number))
                }
                try await body(tool)
            }
            let (status, signal): (Int32, Int32?) =
                switch result.terminationStatus {
                case .exited(let code): (code, nil)
                case .signaled(let number): (128 + number, number)
                }
            return ToolResult(
                stdout: String(decoding: result.standardOutput, as: UTF8.self),
                stderr: String(decoding: result.standardError, as: UTF8.self),
                status: status,
                signal: signal,
                duration: started.duration(to: .now)
            )
        } catch let error as SubprocessError where error.code == .executableNotFound || error.code == .spawnFailed {
            throw TestSupportError.notStarted(tool: name, reason: "\(error)")
        }
    }

    /// Text as a path of Subprocess's own type, which belongs to a package that this target need not depend on for that.
    private static func verbatim<Path: ExpressibleByStringLiteral>(_ text: String) -> Path
    where Path.StringLiteralType == String {
        Path(stringLiteral: text)
    }
}
