import Foundation

/// The built `fleet`, as a user runs it.
public enum FleetBinary {
    /// Its absolute path: `FLEET_BINARY` if that is set, else the one beside the test bundle, which `swift test` built.
    ///
    /// - Throws: ``TestSupportError/noBinary(folder:)``.
    public static var path: String {
        get throws(TestSupportError) {
            if let given = ProcessInfo.processInfo.environment["FLEET_BINARY"] { return given }
            // On Linux the test bundle is itself the running program.
            let bundle = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            let folder = bundle.deletingLastPathComponent()
            let binary = folder.appending(path: "fleet").path(percentEncoded: false)
            guard FileManager.default.isExecutableFile(atPath: binary) else {
                throw .noBinary(folder: folder.path(percentEncoded: false).trimmingTrailingSlash)
            }
            return binary
        }
    }

    /// Runs `fleet` to its end, shielded from whatever the machine's user has set up.
    ///
    /// State, cache and home are in `home`; `KUBECONFIG`, every `FLEET_…` variable, proxies and git's configuration are
    /// those of `environment` or none.
    ///
    /// - Parameters:
    ///   - arguments: What stands behind `fleet`.
    ///   - home: A folder that runs which belong together share.
    ///   - environment: What else to set; nil removes a variable.
    ///   - directory: The folder to run it in; `home` by default.
    ///   - input: What it reads on standard input.
    ///   - timeout: After that it is killed.
    ///   - body: Called while it runs.
    /// - Returns: How it ended and what it printed.
    /// - Throws: ``TestSupportError``, and what `body` throws. An exit status other than 0 is no error.
    public static func run(
        _ arguments: [String],
        home: ScratchFolder,
        environment: [String: String?] = [:],
        in directory: String? = nil,
        input: String = "",
        timeout: Duration = .seconds(120),
        whileRunning body: @escaping @Sendable (RunningTool) async throws -> Void = { _ in }
    ) async throws -> ToolResult {
        var changes = shield(home: home)
        for (name, value) in environment { changes.updateValue(value, forKey: name) }
        return try await Tool.run(
            try path,
            arguments,
            environment: changes,
            in: directory ?? home.path,
            input: input,
            timeout: timeout,
            whileRunning: body
        )
    }

    private static func shield(home: ScratchFolder) -> [String: String?] {
        var changes: [String: String?] = [
            "HOME": home.path,
            "XDG_CACHE_HOME": home.path("cache"),
            "XDG_CONFIG_HOME": home.path("config"),
            "XDG_STATE_HOME": home.path("state"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "NO_COLOR": "1",
            "TZ": "UTC",
        ]
        let dropped: Set<String> = [
            "ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "KUBECONFIG", "NO_PROXY", "all_proxy", "http_proxy",
            "https_proxy", "no_proxy",
        ]
        for name in ProcessInfo.processInfo.environment.keys where dropped.contains(name) || name.hasPrefix("FLEET_") {
            changes.updateValue(nil, forKey: name)
        }
        return changes
    }
}
