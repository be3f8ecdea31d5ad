public import FleetModel
import GRDB

/// One resource that an application put on a cluster.
public struct InventoryEntry: Hashable, Sendable {
    /// What identifies it on the cluster.
    public var key: ResourceKey
    /// The API version it was applied with, without the group, such as `v1`.
    public var version: String
    /// The sync wave it belongs to, by which deletion is ordered.
    public var wave: Int

    /// Makes an entry.
    public init(key: ResourceKey, version: String, wave: Int = 0) {
        self.key = key
        self.version = version
        self.wave = wave
    }
}

extension ResourceKey {
    /// The columns that ``init(_:at:)`` reads and ``values`` fills, in this order.
    static let columns = "api_group, kind, namespace, name"

    /// Makes a key of four columns of a row, from `index` on.
    init(_ row: Row, at index: Int) throws {
        self.init(
            group: try row.text(index),
            kind: try row.text(index + 1),
            namespace: try row.text(index + 2),
            name: try row.text(index + 3)
        )
    }

    /// The values of ``columns``.
    var values: StatementArguments { [group, kind, namespace, name] }
}
