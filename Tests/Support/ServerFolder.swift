import Foundation
import Synchronization

/// The folder in which this process's API servers live, and the script that runs them.
enum ServerFolder {
    /// `Tests/kubernetes`: the one place that knows how a server is started.
    static let script = Project.path("Tests/kubernetes")

    private static let made = Mutex<String?>(nil)

    /// The folder, made when it is first asked for and from then on tied to the end of this process.
    static func path() throws(TestSupportError) -> String {
        try made.withLock { made throws(TestSupportError) in
            if let made { return made }
            let path = try ScratchFolder.make("servers")
            made = path
            endWithProcess()
            return path
        }
    }

    /// Runs the script.
    ///
    /// - Throws: ``TestSupportError/serverFailed(command:output:)`` when its exit status is not 0.
    static func command(_ arguments: [String]) async throws {
        // The script itself gives a server two minutes, and etcd half a minute.
        let result = try await Tool.run(script, arguments, timeout: .seconds(300))
        guard result.status == 0 else {
            let command = (["Tests/kubernetes"] + arguments).joined(separator: " ")
            throw TestSupportError.serverFailed(command: command, output: result.stderr)
        }
    }

    /// Whether a shell command ends well; what it prints is dropped.
    ///
    /// Waits, so only for what takes milliseconds.
    static func runsQuietly(_ command: String) -> Bool {
        unsafe system("\(command) >/dev/null 2>&1") == 0
    }

    /// Ends the servers when this process ends in the ordinary way, and removes their folder if the run went well.
    ///
    /// A crash is noticed by the servers' watchers, which were told this process's number.
    private static func endWithProcess() {
        // Unlike atexit's, this handler is told the exit status, which is how it knows whether tests failed.
        _ = unsafe on_exit(
            { status, _ in
                guard let path = ServerFolder.made.withLock({ $0 }) else { return }
                _ = ServerFolder.runsQuietly("'\(ServerFolder.script)' stop '\(path)'")
                if status == 0 {
                    try? FileManager.default.removeItem(atPath: path)
                } else {
                    try? FileManager.default.removeItem(atPath: path + "/etcd/data")
                    print("The API servers' logs: \(path)/*/log")
                }
            },
            nil
        )
    }
}
