import FoundationEssentials
import GRDB
import Glibc

/// The registry's file on disk: its folder, its mode, and how it is opened.
enum RegistryFile {
    /// How long a connection waits for another process's lock, in seconds.
    static let busyTimeout = 10.0

    /// Opens the file, making it and its folder when they are missing.
    ///
    /// Folders are made with mode 0700, the file with 0600; `-wal` and `-shm` take their mode from it. An existing file
    /// loses what its mode grants to group and others.
    ///
    /// - Parameters:
    ///   - path: The file, absolute or relative to the working directory.
    ///   - check: Runs on a connection before anything is written; what it throws leaves the file untouched.
    /// - Returns: The pool, in WAL mode.
    /// - Throws: ``RegistryError`` for the folder and the file, whatever `check` throws, and `DatabaseError`.
    static func open(_ path: String, check: @escaping @Sendable (Database) throws -> Void) throws -> DatabasePool {
        try makeFolder(parent(of: path), for: path)
        try makeFile(path)
        var configuration = Configuration()
        configuration.label = "fleet.registry"
        configuration.busyMode = .timeout(busyTimeout)
        configuration.prepareDatabase { database in
            if database.configuration.readonly { return }
            try check(database)
            // Only now is it known to be ours.
            for suffix in ["", "-wal", "-shm"] { restrict(path + suffix) }
        }
        return try connect(path, configuration)
    }

    /// Opens the pool, again as long as another process is doing the same.
    ///
    /// Switching a new file to WAL needs all other connections away and fails at once when it would deadlock, without
    /// asking the busy handler. <https://www.sqlite.org/c3ref/busy_handler.html>
    private static func connect(_ path: String, _ configuration: Configuration) throws -> DatabasePool {
        let deadline = ContinuousClock.now.advanced(by: .seconds(busyTimeout))
        while true {
            do {
                return try DatabasePool(path: path, configuration: configuration)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && ContinuousClock.now < deadline
            {
                usleep(5000)
            }
        }
    }

    /// The folder that `path` stands in; `.` for a bare name.
    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Makes a folder and those above it with mode 0700; one that exists is left as it is.
    private static func makeFolder(_ folder: String, for path: String) throws(RegistryError) {
        if folder.isEmpty || FileManager.default.fileExists(atPath: folder) { return }
        try makeFolder(parent(of: folder), for: path)
        if unsafe mkdir(folder, 0o700) != 0, errno != EEXIST {
            throw .cannotOpen(path: path, reason: "folder \"\(folder)\": \(reason(errno))")
        }
    }

    /// Makes an empty file with mode 0600 unless there is one.
    ///
    /// `mknod` because it opens nothing: closing a descriptor of a file drops every lock that this process holds on it,
    /// those of SQLite in another thread too. <https://www.sqlite.org/howtocorrupt.html>, section 2.2
    private static func makeFile(_ path: String) throws(RegistryError) {
        if unsafe mknod(path, S_IFREG | 0o600, 0) == 0 || FileManager.default.fileExists(atPath: path) { return }
        // A link that leads nowhere is there and is not: opening follows it. Nobody can hold locks on what is not there.
        let descriptor = unsafe Glibc.open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .cannotOpen(path: path, reason: reason(errno)) }
        close(descriptor)
    }

    /// Takes from a file's mode what it grants to group and others.
    ///
    /// A file of somebody else stays as it is: that is no reason not to work, no secret is in it.
    private static func restrict(_ path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 != 0 else {
            return
        }
        _ = unsafe chmod(path, status.st_mode & 0o700)
    }

    /// The C library's words for an error number.
    private static func reason(_ code: Int32) -> String {
        unsafe String(cString: strerror(code))
    }
}
