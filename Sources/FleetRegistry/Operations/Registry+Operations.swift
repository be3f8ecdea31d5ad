public import FleetValue
import GRDB

extension Registry {
    /// Writes down that an operation begins.
    ///
    /// - Parameters:
    ///   - kind: `sync`, `bootstrap`.
    ///   - user: Who asked for it.
    ///   - owner: Who carries it out; ``renewLeases(heldBy:duration:)`` keeps it alive.
    ///   - duration: After which time without renewal the operation counts as left behind.
    ///   - parameters: What was asked for, without secrets.
    /// - Returns: The operation's number.
    /// - Throws: ``RegistryError`` when the file can not be written; then nothing may be sent.
    public func beginOperation(
        kind: String,
        user: String,
        owner: LeaseHolder,
        duration: Duration,
        parameters: Value = [:]
    ) throws -> Int64 {
        let parameters = JSONWriter.text(of: parameters)
        return try write { database in
            let time = now()
            try database.run(
                """
                INSERT INTO operation
                    (kind, user, parameters, \(LeaseHolder.columns), phase, message, started_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [kind, user, parameters] + owner.values
                    + [OperationPhase.running.rawValue, "", time, time + duration.seconds]
            )
            return database.lastInsertedRowID
        }
    }

    /// Writes down that an operation has ended.
    ///
    /// Ended once more, the later end stands.
    ///
    /// - Parameters:
    ///   - id: The operation's number.
    ///   - phase: Any but ``OperationPhase/running``.
    ///   - message: How it ended, for people, without secrets.
    /// - Throws: ``RegistryError/unknownOperation(id:)``.
    public func finishOperation(
        _ id: Int64,
        phase: OperationPhase,
        message: String = ""
    ) throws {
        precondition(phase != .running, "an operation does not end by running")
        try write { database in
            try database.run(
                "UPDATE operation SET phase = ?, message = ?, finished_at = ? WHERE id = ?",
                [phase.rawValue, message, now(), id]
            )
            if database.changesCount == 0 { throw RegistryError.unknownOperation(id: id) }
        }
    }

    /// Takes over an operation whose owner is gone or has let its lease run out, so as to resume it.
    ///
    /// - Parameters:
    ///   - id: The operation's number.
    ///   - owner: Who carries it out from now on.
    ///   - duration: After which time without renewal it counts as left behind again.
    /// - Throws: ``RegistryError/unknownOperation(id:)``, ``RegistryError/operationFinished(id:phase:)``,
    ///   ``RegistryError/operationRunning(id:by:)``.
    public func takeOverOperation(
        _ id: Int64,
        owner: LeaseHolder,
        duration: Duration
    ) throws {
        try write { database in
            guard let operation = try database.operation(id) else { throw RegistryError.unknownOperation(id: id) }
            if operation.finishedAt != nil {
                throw RegistryError.operationFinished(id: id, phase: operation.phase)
            }
            if operation.owner.id != owner.id, !isLeftBehind(operation) {
                throw RegistryError.operationRunning(id: id, by: operation.owner)
            }
            try database.run(
                "UPDATE operation SET (\(LeaseHolder.columns), expires_at) = (?, ?, ?, ?, ?, ?, ?) WHERE id = ?",
                owner.values + [now() + duration.seconds, id]
            )
        }
    }

    /// Answers the operations, latest first.
    ///
    /// - Parameters:
    ///   - limit: At most so many, 0 or more.
    ///   - before: Only those with a lower number, to page on; nil for the latest.
    /// - Returns: Without their steps, which ``steps(of:)`` answers.
    /// - Throws: ``RegistryError`` when the file can not be read.
    public func operations(limit: Int, before: Int64? = nil) throws -> [OperationRecord] {
        let sql = "SELECT \(OperationRecord.columns) FROM operation WHERE id < ? ORDER BY id DESC LIMIT ?"
        return try read { try $0.map(sql, [before ?? .max, limit]) { try OperationRecord($0) } }
    }

    /// The operation of this number, or nil; ``steps(of:)`` answers its steps.
    public func operation(_ id: Int64) throws -> OperationRecord? {
        try read { try $0.operation(id) }
    }

    /// The operations without an end that nobody is at any more, oldest first.
    ///
    /// Their process is gone, or it has not renewed them in time. Those that are still carried out are not among them.
    public func unfinishedOperations() throws -> [OperationRecord] {
        let sql = "SELECT \(OperationRecord.columns) FROM operation WHERE finished_at IS NULL ORDER BY id"
        return try read { try $0.map(sql) { try OperationRecord($0) } }.filter(isLeftBehind)
    }

    /// Forgets all but the latest operations with their steps; those without an end stay.
    ///
    /// - Parameter count: How many to keep, 0 or more.
    /// - Returns: How many were forgotten.
    /// - Throws: ``RegistryError`` when the file can not be written.
    @discardableResult
    public func removeOperations(keepingLatest count: Int) throws -> Int {
        try write { database in
            try database.run(
                """
                DELETE FROM operation WHERE finished_at IS NOT NULL
                    AND id NOT IN (SELECT id FROM operation ORDER BY id DESC LIMIT ?)
                """,
                [count]
            )
            return database.changesCount
        }
    }

    /// Whether nobody is at an operation any more.
    private func isLeftBehind(_ operation: OperationRecord) -> Bool {
        operation.expiresAt <= now() || isGone(operation.owner.process)
    }
}

extension Database {
    fileprivate func operation(_ id: Int64) throws -> OperationRecord? {
        try first("SELECT \(OperationRecord.columns) FROM operation WHERE id = ?", [id]) { try OperationRecord($0) }
    }
}
