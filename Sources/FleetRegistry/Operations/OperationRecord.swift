public import FleetValue
import GRDB

/// How far an operation has come.
public enum OperationPhase: String, Hashable, Sendable, CaseIterable {
    /// It was begun and has no end yet; its process may have been killed.
    case running = "Running"
    /// All of it was done.
    case succeeded = "Succeeded"
    /// It was carried out and some of it failed.
    case failed = "Failed"
    /// It could not be carried out.
    case error = "Error"
    /// Its process ended without finishing it.
    case interrupted = "Interrupted"
    /// A person ended it.
    case terminated = "Terminated"
}

/// One act on the fleet, as the journal knows it: a sync, a bootstrap.
public struct OperationRecord: Hashable, Sendable {
    /// Its number; later operations have higher ones, and none is given twice.
    public var id: Int64
    /// What it is: `sync`, `bootstrap`.
    public var kind: String
    /// Who asked for it.
    public var user: String
    /// Who carries it out.
    public var owner: LeaseHolder
    /// What was asked for: enough to carry it out again.
    public var parameters: Value
    /// How far it has come.
    public var phase: OperationPhase
    /// How it ended, for people; empty while it runs.
    public var message: String
    /// When it began, in seconds since 1970.
    public var startedAt: Double
    /// Until when its owner is believed to be at it unless it renews, in seconds since 1970.
    public var expiresAt: Double
    /// When it ended, in seconds since 1970; nil while it has not.
    public var finishedAt: Double?

    /// Makes a record.
    public init(
        id: Int64,
        kind: String,
        user: String,
        owner: LeaseHolder,
        parameters: Value,
        phase: OperationPhase,
        message: String,
        startedAt: Double,
        expiresAt: Double,
        finishedAt: Double?
    ) {
        self.id = id
        self.kind = kind
        self.user = user
        self.owner = owner
        self.parameters = parameters
        self.phase = phase
        self.message = message
        self.startedAt = startedAt
        self.expiresAt = expiresAt
        self.finishedAt = finishedAt
    }
}

extension OperationRecord {
    /// The columns that ``init(_:)`` reads, in this order.
    static let columns = """
        id, kind, user, parameters, \(LeaseHolder.columns), phase, message, started_at, expires_at, finished_at
        """

    /// Makes a record of a row of ``columns``; a phase that is not known is an error.
    init(_ row: Row) throws {
        guard let phase = OperationPhase(rawValue: try row.text(10)) else { throw UnknownWord() }
        self.init(
            id: try row.integer(0),
            kind: try row.text(1),
            user: try row.text(2),
            owner: try LeaseHolder(row, at: 4),
            parameters: try JSONReader.value(in: row.text(3)),
            phase: phase,
            message: try row.text(11),
            startedAt: try row.time(12),
            expiresAt: try row.time(13),
            finishedAt: try row.optionalTime(14)
        )
    }
}
