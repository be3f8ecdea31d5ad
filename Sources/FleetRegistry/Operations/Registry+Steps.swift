import FleetModel
import GRDB

extension Registry {
    /// Writes down what an operation is going to do, before anything of it is sent.
    ///
    /// - Parameters:
    ///   - steps: In the order of sending.
    ///   - operation: The operation's number.
    /// - Returns: The steps' numbers, in the same order.
    /// - Throws: ``RegistryError/unknownOperation(id:)``.
    public func planned(_ steps: [JournalStep], operation: Int64) throws -> [Int64] {
        try write { database in
            if try database.first("SELECT 1 FROM operation WHERE id = ?", [operation], { _ in true }) == nil {
                throw RegistryError.unknownOperation(id: operation)
            }
            let time = now()
            let sql = """
                INSERT INTO step (operation, cluster, application, action, \(ResourceKey.columns), phase, wave,
                    state, message, planned_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
            var numbers: [Int64] = []
            numbers.reserveCapacity(steps.count)
            for step in steps {
                try database.run(
                    sql,
                    [operation, step.cluster, step.application, step.action.rawValue] + step.key.values
                        + [step.phase, step.wave, StepState.planned.rawValue, "", time]
                )
                numbers.append(database.lastInsertedRowID)
            }
            return numbers
        }
    }

    /// Writes down that steps are about to be sent.
    ///
    /// - Throws: ``RegistryError/unknownStep(id:)``; then none is written down.
    public func started(_ steps: [Int64]) throws {
        if steps.isEmpty { return }
        try write { database in
            let time = now()
            for id in steps {
                try database.run(
                    "UPDATE step SET state = ?, started_at = ? WHERE id = ?",
                    [StepState.started.rawValue, time, id]
                )
                if database.changesCount == 0 { throw RegistryError.unknownStep(id: id) }
            }
        }
    }

    /// Writes down how steps ended.
    ///
    /// - Throws: ``RegistryError/unknownStep(id:)``; then none is written down.
    public func finished(_ outcomes: [StepOutcome]) throws {
        if outcomes.isEmpty { return }
        try write { database in
            let time = now()
            for outcome in outcomes {
                try database.run(
                    "UPDATE step SET state = ?, message = ?, finished_at = ? WHERE id = ?",
                    [outcome.state.rawValue, outcome.message, time, outcome.id]
                )
                if database.changesCount == 0 { throw RegistryError.unknownStep(id: outcome.id) }
            }
        }
    }

    /// The steps of an operation, as planned; empty when there are none or the operation is not known.
    public func steps(of operation: Int64) throws -> [StepRecord] {
        let sql = "SELECT \(StepRecord.columns) FROM step WHERE operation = ? ORDER BY id"
        return try read { try $0.map(sql, [operation]) { try StepRecord($0) } }
    }
}
