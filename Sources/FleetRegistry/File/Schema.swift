import GRDB

/// The tables of the registry's file, as a list of steps that lead from each version to the next.
///
/// The version stands in SQLite's `user_version`, and `application_id` tells the file from that of another program.
/// GRDB's own migrator is not used: it decides what to run before it takes the lock, so that two processes that open
/// a new file at once would both run the first step.
package struct Schema: Sendable {
    /// What leads from the version before to this one.
    package struct Step: Sendable {
        /// The version that the file has after this step, from 1, without gaps.
        package var version: Int
        /// The statements, separated by semicolons.
        package var sql: String

        /// Makes a step.
        package init(version: Int, sql: String) {
            self.version = version
            self.sql = sql
        }
    }

    /// `flet` in ASCII.
    static let applicationID = 0x666C_6574

    /// The schema of this binary.
    package static let current = Schema(steps: [
        Step(version: 1, sql: version1), Step(version: 2, sql: version2),
    ])

    /// In ascending order of version.
    package var steps: [Step]

    /// Makes a schema.
    package init(steps: [Step]) {
        self.steps = steps
    }

    /// The version that this binary writes.
    var version: Int { steps.last?.version ?? 0 }

    /// Checks that the file is new or a registry's, and not of a newer version.
    ///
    /// - Throws: ``RegistryError/newerSchema(path:found:known:)`` or ``RegistryError/foreignDatabase(path:)``.
    func check(_ database: Database, path: String) throws {
        let identifier = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let found = try Self.version(of: database)
        if identifier == 0, found == 0 {
            // GRDB's own table may stand in a file whose first opening was cut off.
            let tables =
                "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'grdb\\_%' ESCAPE '\\'"
            guard try Int.fetchOne(database, sql: tables) == 0 else { throw RegistryError.foreignDatabase(path: path) }
        } else if identifier != Self.applicationID {
            throw RegistryError.foreignDatabase(path: path)
        }
        try checkVersion(found, path: path)
    }

    /// Checks that no newer binary has moved the file forward since it was opened.
    func checkVersion(of database: Database, path: String) throws {
        try checkVersion(Self.version(of: database), path: path)
    }

    /// Moves the file forward to this binary's version, in the caller's transaction: all steps or none.
    ///
    /// - Parameters:
    ///   - database: Inside an immediate transaction, so that the version read here stays true.
    ///   - path: The file, for errors.
    /// - Throws: ``RegistryError/newerSchema(path:found:known:)``, and `DatabaseError` of a step that fails.
    func migrate(_ database: Database, path: String) throws {
        let found = try Self.version(of: database)
        try checkVersion(found, path: path)
        for step in steps where step.version > found {
            try database.execute(sql: step.sql)
            try database.execute(sql: "PRAGMA user_version = \(step.version)")
        }
        if found == 0 { try database.execute(sql: "PRAGMA application_id = \(Self.applicationID)") }
    }

    /// Whether nothing is to be migrated.
    func isCurrent(_ database: Database) throws -> Bool {
        try Self.version(of: database) == version
    }

    private static func version(of database: Database) throws -> Int {
        try Int.fetchOne(database.cachedStatement(sql: "PRAGMA user_version")) ?? 0
    }

    private func checkVersion(_ found: Int, path: String) throws {
        if found > version { throw RegistryError.newerSchema(path: path, found: found, known: version) }
    }
}
