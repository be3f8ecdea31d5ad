import FoundationEssentials
import GRDB

/// One run of `fleet` that holds leases and carries out operations.
public struct LeaseHolder: Hashable, Sendable {
    /// Unique to the run, such as a UUID.
    public var id: String
    /// The process.
    public var process: ProcessIdentity
    /// What it does, for whoever waits: `fleet sync`.
    public var purpose: String

    /// Makes a holder.
    public init(id: String, process: ProcessIdentity, purpose: String) {
        self.id = id
        self.process = process
        self.purpose = purpose
    }

    /// Makes a holder of this process with a new ID.
    public static func current(purpose: String) -> LeaseHolder {
        LeaseHolder(id: UUID().uuidString, process: .current(), purpose: purpose)
    }
}

extension LeaseHolder: CustomStringConvertible {
    /// `"fleet sync" (process 4711 on host build-3)`.
    public var description: String { "\"\(purpose)\" (process \(process.pid) on host \(process.host))" }
}

extension LeaseHolder {
    /// The columns that ``init(_:at:)`` reads and ``values`` fills, in this order.
    static let columns = "holder, host, pid, boot, process_start, purpose"

    /// Makes a holder of six columns of a row, from `index` on.
    init(_ row: Row, at index: Int) throws {
        self.init(
            id: try row.text(index),
            process: ProcessIdentity(
                host: try row.text(index + 1),
                pid: try row.decode(Int32.self, atIndex: index + 2),
                boot: try row.text(index + 3),
                start: try row.text(index + 4)
            ),
            purpose: try row.text(index + 5)
        )
    }

    /// The values of ``columns``.
    var values: StatementArguments {
        [id, process.host, process.pid, process.boot, process.start, purpose]
    }
}
