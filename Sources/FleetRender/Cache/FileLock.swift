import Glibc

/// A lock that one process at a time holds, given back with the last reference or with the process.
///
/// A class, because the descriptor has to be closed once.
final class FileLock: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Waits until no other process, and nobody in this one, holds the lock.
    ///
    /// Asks again every 20 ms instead of sleeping in the kernel, so that no thread waits. Calls `open` and `flock`.
    ///
    /// - Parameters:
    ///   - path: The lock's file, which is made and never removed.
    ///   - patience: How long to wait at most.
    /// - Returns: The lock, held.
    /// - Throws: ``RenderError/cacheUnusable(path:message:)`` when it can not be had.
    static func acquire(_ path: String, patience: Duration) async throws(RenderError) -> FileLock {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .cacheUnusable(path: path, message: "the lock can not be opened") }
        let lock = FileLock(descriptor: descriptor)
        let end = ContinuousClock.now + patience
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw .cacheUnusable(path: path, message: "it can not be locked here")
            }
            guard ContinuousClock.now < end else {
                throw .cacheUnusable(
                    path: path,
                    message: "another process has held it for \(patience.components.seconds) seconds"
                )
            }
            do {
                try await Task.sleep(for: .milliseconds(20))
            } catch {
                throw .cancelled
            }
        }
        return lock
    }
}
