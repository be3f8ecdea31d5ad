import Synchronization

/// Credential plugins' answers, shared by all clients that would start the same plugin the same way.
///
/// Kept in memory only. A class because clients share it: a fleet whose clusters all log in through one plugin starts
/// it once. It also lets only one plugin at a time ask on the terminal.
public final class CredentialCache: Sendable {
    private struct Key: Hashable {
        let plugin: ExecPlugin
        let context: ExecPluginContext
    }

    private let sources = Mutex<[Key: CredentialSource]>([:])
    private let terminal = RequestGate(limit: 1)
    private let runner: ExecPluginRunner
    private let time: ClientTime

    /// Makes an empty cache.
    ///
    /// - Parameters:
    ///   - pluginTimeout: The longest time a plugin may take that does not ask anything.
    ///   - time: Where expiry is read from.
    public convenience init(pluginTimeout: Duration = .seconds(60), time: ClientTime = .system) {
        self.init(runner: ExecPluginRunner(timeout: pluginTimeout), time: time)
    }

    /// Makes a cache with a runner of its own, for tests.
    init(runner: ExecPluginRunner, time: ClientTime) {
        self.runner = runner
        self.time = time
    }

    /// The source for a credential.
    func source(for credential: Credential) -> CredentialSource {
        guard case .plugin(let plugin, let context) = credential else { return make(credential) }
        let key = Key(plugin: plugin, context: context)
        return sources.withLock { sources in
            if let source = sources[key] { return source }
            let source = make(credential)
            sources[key] = source
            return source
        }
    }

    private func make(_ credential: Credential) -> CredentialSource {
        CredentialSource(credential: credential, runner: runner, time: time, terminal: terminal)
    }
}
