import FoundationEssentials
import GRDB

/// All state of a fleet, in one SQLite file.
///
/// Every call is one short transaction: it is on disk as a whole or not at all when the call returns or throws, and
/// a process killed at any moment loses nothing that a call has returned from. (A machine that loses power may lose the
/// last transactions, never half of one; what a sync has put on the clusters is then found again by its labels.)
///
/// Calls may come from any thread and block it until they are done, for up to 10 seconds while another process writes.
/// Several registries, in one process or in many, may use one file at once. Secrets are never stored: credentials are
/// references, and callers mask what they put into messages.
///
/// Every call throws ``RegistryError`` and nothing else, only ``update(named:_:)`` passes on what its change throws. The
/// throws are untyped because Swift 6.3.1 crashes where a function with an endless loop catches one case of a typed error.
///
/// A class because it owns connections; they close when the last reference goes.
public final class Registry: Sendable {
    /// Seconds since 1970, by which leases run out and the journal is dated.
    public typealias Clock = @Sendable () -> Double

    /// The file, as it was given; `:memory:` for ``inMemory(clock:)``.
    public let path: String

    let now: Clock
    let isGone: @Sendable (ProcessIdentity) -> Bool
    private let database: any DatabaseWriter
    private let schema: Schema

    /// Opens a registry's file, or makes a new one.
    ///
    /// Missing folders are made with mode 0700, the file and its `-wal` and `-shm` with mode 0600. The file is in WAL
    /// mode and is moved forward to this binary's schema, in one transaction.
    ///
    /// - Parameters:
    ///   - path: The file, absolute or relative to the working directory.
    ///   - clock: The time; the system's by default.
    /// - Throws: ``RegistryError/newerSchema(path:found:known:)``, ``RegistryError/notDatabase(path:)`` and
    ///   ``RegistryError/foreignDatabase(path:)``, with the file untouched;
    ///   ``RegistryError/cannotOpen(path:reason:)``, ``RegistryError/readOnly(path:)``,
    ///   ``RegistryError/corrupted(path:detail:)``, ``RegistryError/diskFull(path:)`` and
    ///   ``RegistryError/busy(path:)`` as they are.
    public convenience init(path: String, clock: @escaping Clock = Registry.systemClock) throws {
        try self.init(path: path, clock: clock, schema: .current) { $0.isGone() }
    }

    /// Opens a registry's file with another schema or another view of which processes live: for tests.
    package init(
        path: String,
        clock: @escaping Clock,
        schema: Schema,
        isGone: @escaping @Sendable (ProcessIdentity) -> Bool
    ) throws {
        self.path = path
        self.now = clock
        self.isGone = isGone
        self.schema = schema
        do {
            database = try RegistryFile.open(path) { try schema.check($0, path: path) }
            if try !database.read(schema.isCurrent) {
                try database.write { try schema.migrate($0, path: path) }
            }
        } catch {
            throw RegistryError(error, path: path)
        }
    }

    /// Makes an empty registry that ends with its last reference: for tests and for runs without state.
    ///
    /// - Parameter clock: The time; the system's by default.
    /// - Returns: A registry that nobody else sees.
    /// - Throws: ``RegistryError/sqlite(path:code:message:)`` if SQLite refuses.
    public static func inMemory(clock: @escaping Clock = Registry.systemClock) throws -> Registry {
        try Registry(inMemory: clock) { $0.isGone() }
    }

    /// As ``inMemory(clock:)``, with another view of which processes live: for tests.
    package init(
        inMemory clock: @escaping Clock,
        isGone: @escaping @Sendable (ProcessIdentity) -> Bool
    ) throws {
        path = ":memory:"
        now = clock
        self.isGone = isGone
        schema = .current
        do {
            let queue = try DatabaseQueue()
            try queue.write { try Schema.current.migrate($0, path: ":memory:") }
            database = queue
        } catch {
            throw RegistryError(error, path: ":memory:")
        }
    }

    /// The system's time in seconds since 1970.
    public static let systemClock: Clock = { Date().timeIntervalSince1970 }

    /// Runs statements in a transaction, past the API: for tests.
    package func execute(_ sql: String) throws {
        try write { try $0.execute(sql: sql) }
    }

    /// The first value of a query on the writing connection as text, past the API: for tests.
    package func value(_ sql: String) throws -> String? {
        try write { try String.fetchOne($0, sql: sql) }
    }

    /// Runs `body` on one state of the file, whatever is written meanwhile.
    func read<Output>(_ body: (Database) throws -> Output) throws -> Output {
        do {
            return try database.read(body)
        } catch {
            throw RegistryError(error, path: path)
        }
    }

    /// Runs `body` in a transaction that holds the file's write lock from its start; what it throws undoes all of it.
    func write<Output>(_ body: (Database) throws -> Output) throws -> Output {
        do {
            return try database.write { database in
                // A newer binary may have moved the file forward since this process opened it.
                try schema.checkVersion(of: database, path: path)
                return try body(database)
            }
        } catch {
            throw RegistryError(error, path: path)
        }
    }
}
