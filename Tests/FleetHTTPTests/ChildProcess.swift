import Glibc

/// A program that runs beside the test, with a way to its standard input and output; killed on release.
///
/// Not Foundation's `Process`: that hands on the signal mask of the thread that starts it, which on a Dispatch
/// thread blocks SIGTERM, and spins while it waits.
final class ChildProcess: Sendable {
    private let identifier: pid_t
    private let descriptor: Int32

    /// Starts a program that is looked for in `PATH`; what it writes on standard error is dropped.
    init(_ arguments: [String]) throws {
        (identifier, descriptor) = try Self.spawn(arguments)
    }

    deinit {
        kill(identifier, SIGKILL)
        _ = Self.wait(for: identifier)
        close(descriptor)
    }

    /// Runs a program to its end, without input, and answers its exit status.
    static func run(_ arguments: [String]) throws -> Int32 {
        let (identifier, descriptor) = try spawn(arguments)
        _ = read(descriptor) { _ in false }
        close(descriptor)
        return wait(for: identifier)
    }

    private static func spawn(_ arguments: [String]) throws -> (identifier: pid_t, descriptor: Int32) {
        // One socket for both directions; a pipe can not be made close-on-exec in one step from Swift.
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw SystemError(number: errno)
        }
        defer { close(ends[1]) }
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        var noSignals = sigset_t()
        sigemptyset(&noSignals)
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        posix_spawnattr_init(&attributes)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        posix_spawnattr_setsigmask(&attributes, &noSignals)
        let words = arguments.map { strdup($0) }
        defer {
            for word in words { free(word) }
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        var identifier: pid_t = 0
        let code = posix_spawnp(&identifier, arguments[0], &actions, &attributes, words + [nil], environ)
        guard code == 0 else {
            close(ends[0])
            throw SystemError(number: code)
        }
        return (identifier, ends[0])
    }

    private static func wait(for identifier: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        return status >> 8
    }

    /// Reads until a condition on the whole text holds, or until the end.
    func read(until isEnough: (String) -> Bool) -> String {
        Self.read(descriptor, until: isEnough)
    }

    /// Reads and then writes, on a thread of its own so that tests can wait for it.
    func exchange(_ answer: String, after isEnough: @escaping @Sendable (String) -> Bool) async -> String {
        let descriptor = descriptor
        return await withCheckedContinuation { continuation in
            onNewThread {
                let text = Self.read(descriptor, until: isEnough)
                let bytes = Array(answer.utf8)
                _ = Glibc.write(descriptor, bytes, bytes.count)
                continuation.resume(returning: text)
            }
        }
    }

    private static func read(_ descriptor: Int32, until isEnough: (String) -> Bool) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !isEnough(String(decoding: bytes, as: UTF8.self)) {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
