import Glibc
import Subprocess

/// Starts credential plugins.
///
/// No shell is involved. Where the plugin may ask, it gets this process's standard input and error, as from kubectl;
/// otherwise it has none of the terminal, and what it prints on standard error goes into the error, if there is one.
struct ExecPluginRunner: Sendable {
    /// The longest time for a plugin that does not ask anything.
    var timeout: Duration = .seconds(60)
    /// The longest time for a plugin that may ask.
    var interactiveTimeout: Duration = .seconds(300)
    /// Whether there is somebody to ask.
    var hasTerminal: @Sendable () -> Bool = { isatty(STDIN_FILENO) == 1 }

    /// The most that is read of a plugin's output.
    private static let outputLimit = 1 << 20

    /// Runs a plugin and reads its answer.
    func run(_ plugin: ExecPlugin, _ context: ExecPluginContext) async throws(Failure) -> ExecCredential {
        let isInteractive: Bool
        switch plugin.interactiveMode {
        case .never: isInteractive = false
        case .ifAvailable: isInteractive = hasTerminal()
        case .always:
            isInteractive = hasTerminal()
            guard isInteractive else { throw .fault(.needsTerminal(command: plugin.title)) }
        }
        var environment = context.environment
        environment["KUBERNETES_EXEC_INFO"] = ExecCredential.request(
            version: plugin.apiVersion,
            interactive: isInteractive,
            clusterInfo: context.clusterInfo
        )
        for variable in plugin.environment { environment[variable.name] = variable.value.value }
        let limit = isInteractive ? interactiveTimeout : timeout
        let ended = try await Self.racing(limit, plugin) { [environment] in
            try await Self.start(plugin, environment, isInteractive: isInteractive)
        }
        guard ended.succeeded else {
            let secrets = (try? ExecCredential(parsing: ended.output, version: plugin.apiVersion))?.secrets ?? []
            let tail = Self.tail(of: ended.errors, known: secrets + plugin.environment.map(\.value))
            let detail = tail.isEmpty ? ended.status : "\(ended.status): \(tail)"
            throw .fault(.pluginFailed(command: plugin.title, detail: detail))
        }
        do {
            return try ExecCredential(parsing: ended.output, version: plugin.apiVersion)
        } catch {
            throw .fault(.pluginAnswer(command: plugin.title, problem: error.text))
        }
    }

    /// Why there is no answer.
    enum Failure: Error, Equatable {
        case fault(CredentialFault)
        case cancelled
    }

    /// How a plugin ended.
    fileprivate struct Ended: Sendable {
        var succeeded: Bool
        var status: String
        var output: [UInt8]
        var errors: [UInt8]
    }

    /// Runs a plugin against the clock.
    ///
    /// When time is up, or the task is cancelled, the plugin and what it started are ended first.
    private static func racing(
        _ limit: Duration,
        _ plugin: ExecPlugin,
        _ work: @escaping @Sendable () async throws -> Ended
    ) async throws(Failure) -> Ended {
        do {
            return try await withThrowingTaskGroup(of: Ended?.self) { group in
                group.addTask { try await work() }
                group.addTask {
                    try await Task.sleep(for: limit)
                    return nil
                }
                defer { group.cancelAll() }
                guard let first = try await group.next(), let ended = first else {
                    throw Failure.fault(.pluginTimedOut(command: plugin.title, after: limit))
                }
                return ended
            }
        } catch let failure as Failure {
            if Task.isCancelled { throw .cancelled }
            throw failure
        } catch let error as SubprocessError {
            if Task.isCancelled { throw .cancelled }
            throw .fault(fault(error, plugin))
        } catch {
            throw .cancelled
        }
    }

    private static func fault(_ error: SubprocessError, _ plugin: ExecPlugin) -> CredentialFault {
        switch error.code {
        case .executableNotFound:
            .pluginMissing(command: plugin.title, hint: plugin.hint)
        case .outputLimitExceeded:
            .pluginAnswer(command: plugin.title, problem: "it is longer than \(outputLimit >> 20) MiB")
        default:
            .pluginFailed(
                command: plugin.title,
                detail: "it can not be started" + (error.underlyingError.map { ": \($0)" } ?? "")
            )
        }
    }

    private static func start(
        _ plugin: ExecPlugin,
        _ environment: [String: String],
        isInteractive: Bool
    ) async throws -> Ended {
        let executable: Executable =
            plugin.command.contains("/") ? .path(literal(plugin.command)) : .name(plugin.command)
        let variables = Environment.custom(environment.map { Array("\($0.key)=\($0.value)\0".utf8) })
        var options = PlatformOptions()
        if isInteractive {
            options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .milliseconds(500))]
            let result = try await Subprocess.run(
                executable,
                arguments: Arguments(plugin.arguments),
                environment: variables,
                platformOptions: options,
                input: .currentStandardInput,
                output: .bytes(limit: outputLimit),
                error: .currentStandardError
            )
            return Ended(result.terminationStatus, result.standardOutput, [])
        }
        // A session of its own: it can not reach for the terminal, and its children end with it.
        options.createSession = true
        options.teardownSequence = [
            .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .milliseconds(500)),
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(100)),
        ]
        let result = try await Subprocess.run(
            executable,
            arguments: Arguments(plugin.arguments),
            environment: variables,
            platformOptions: options,
            input: .none,
            output: .bytes(limit: outputLimit),
            error: .bytes(limit: outputLimit)
        )
        return Ended(result.terminationStatus, result.standardOutput, result.standardError)
    }

    /// A type that is made from text in source code, made from other text: Subprocess wants a `FilePath` of swift-system,
    /// which this package does not depend on otherwise.
    private static func literal<T: ExpressibleByStringLiteral>(_ text: String) -> T
    where T.StringLiteralType == String {
        T(stringLiteral: text)
    }

    /// The last lines of what a plugin printed, on one line and without secrets.
    static func tail(of bytes: [UInt8], known: [SecretText]) -> String {
        let text = SecretScrubber.scrubbed(String(decoding: bytes.suffix(4096), as: UTF8.self), known: known)
        let lines = text.split(whereSeparator: \.isNewline)
            .map { line in
                LocalFile.trimmed(String(String.UnicodeScalarView(line.unicodeScalars.filter { $0.value >= 0x20 })))
            }
            .filter { !$0.isEmpty }
        let tail = lines.suffix(3).joined(separator: " | ")
        return tail.count <= 400 ? tail : "…" + tail.suffix(400)
    }
}

extension ExecPluginRunner.Ended {
    fileprivate init(_ status: TerminationStatus, _ output: [UInt8], _ errors: [UInt8]) {
        succeeded = status.isSuccess
        switch status {
        case .exited(let code): self.status = "exit status \(code)"
        case .signaled(let code): self.status = "ended by signal \(code)"
        }
        self.output = output
        self.errors = errors
    }
}
