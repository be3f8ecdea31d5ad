public import ArgumentParser
import Dispatch
import Glibc

/// The `fleet` command.
public struct FleetCommand: AsyncParsableCommand {
    /// The command's name, its help and its subcommands.
    public static let configuration = CommandConfiguration(
        commandName: "fleet",
        abstract: "Manages many Kubernetes clusters from one binary: registry, ApplicationSets, sync, drift.",
        version: Version.text,
        subcommands: [
            ClusterCommand.self, AppCommand.self, AppSetCommand.self, BootstrapCommand.self, SyncCommand.self,
            DriftCommand.self, StatusCommand.self, EvalCommand.self,
        ]
    )

    /// Makes the command as the parser wants it.
    public init() {}

    /// Parses the process's arguments, runs the command, and ends the process with its exit status.
    ///
    /// 0 done or nothing differs, 1 something differs, 2 failed, 64 bad usage. The first SIGINT or SIGTERM stops what
    /// is not begun and ends with 2, the second ends at once.
    public static func start() async -> Never {
        // A reader that goes away is an error of the write, also for the tools that are started.
        signal(SIGPIPE, SIG_IGN)
        let work = Task { await run() }
        let signals = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler {
                // A second signal finds the work cancelled already: whoever sends it does not want to wait.
                if work.isCancelled { _exit(128 + number) }
                Output.error("stopping; a second signal ends at once")
                work.cancel()
            }
            source.activate()
            return source
        }
        let status = await work.value
        for source in signals { source.cancel() }
        fflush(nil)
        Glibc.exit(status)
    }

    private static func run() async -> Int32 {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return ExitStatus.done.rawValue
        } catch let code as ExitCode {
            return code.rawValue
        } catch {
            let code = exitCode(for: error)
            if code == .success || code == .validationFailure { exit(withError: error) }
            Output.error(String(describing: error))
            return ExitStatus.failed.rawValue
        }
    }
}
