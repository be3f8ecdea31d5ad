import FleetModel
import GRDB

/// How far a step has come.
public enum StepState: String, Hashable, Sendable, CaseIterable {
    /// It was written down and nothing was sent.
    case planned
    /// It was about to be sent; after a kill it may or may not have arrived.
    case started
    /// The server has accepted it.
    case succeeded
    /// The server has refused it, or could not be reached.
    case failed
    /// It was not sent and will not be.
    case skipped
}

/// How a step ended.
public struct StepOutcome: Hashable, Sendable {
    /// The step's number.
    public var id: Int64
    /// ``StepState/succeeded``, ``StepState/failed`` or ``StepState/skipped``.
    public var state: StepState
    /// What the server said, without secrets; may be empty.
    public var message: String

    /// Makes an outcome.
    public init(id: Int64, state: StepState, message: String = "") {
        self.id = id
        self.state = state
        self.message = message
    }
}

/// One step in the journal.
public struct StepRecord: Hashable, Sendable {
    /// Its number, unique in the registry; steps of one operation ascend as planned.
    public var id: Int64
    /// What was planned.
    public var step: JournalStep
    /// How far it has come.
    public var state: StepState
    /// What was said at its end; empty before.
    public var message: String
    /// When it was written down, in seconds since 1970.
    public var plannedAt: Double
    /// When it was about to be sent, in seconds since 1970; nil before.
    public var startedAt: Double?
    /// When it ended, in seconds since 1970; nil before.
    public var finishedAt: Double?

    /// Makes a record.
    public init(
        id: Int64,
        step: JournalStep,
        state: StepState,
        message: String,
        plannedAt: Double,
        startedAt: Double?,
        finishedAt: Double?
    ) {
        self.id = id
        self.step = step
        self.state = state
        self.message = message
        self.plannedAt = plannedAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
    }
}

extension StepRecord {
    /// The columns that ``init(_:)`` reads, in this order.
    static let columns = """
        id, cluster, application, action, \(ResourceKey.columns), phase, wave, \
        state, message, planned_at, started_at, finished_at
        """

    /// Makes a record of a row of ``columns``; words that are not known are an error.
    init(_ row: Row) throws {
        guard let action = StepAction(rawValue: try row.text(3)), let state = StepState(rawValue: try row.text(10))
        else {
            throw UnknownWord()
        }
        self.init(
            id: try row.integer(0),
            step: JournalStep(
                cluster: try row.text(1),
                application: try row.text(2),
                action: action,
                key: try ResourceKey(row, at: 4),
                phase: try row.text(8),
                wave: Int(try row.integer(9))
            ),
            state: state,
            message: try row.text(11),
            plannedAt: try row.time(12),
            startedAt: try row.optionalTime(13),
            finishedAt: try row.optionalTime(14)
        )
    }
}
