public import FleetModel

/// What is remembered of a cluster from earlier runs.
public struct ClusterMemory: Sendable {
    /// The resources that each application put on the cluster, with the API version they were applied with.
    public var inventory: [String: [ResourceKey: String]]
    /// Whether ``inventory`` is whole; when not, every kind that the cluster serves is looked through.
    public var isInventoryKnown: Bool
    /// What the server found in sync although it looks different: application, then key.
    public var confirmed: [String: [ResourceKey: ConfirmedResource]]

    /// Makes a memory; by default an empty one of a cluster never seen.
    public init(
        inventory: [String: [ResourceKey: String]] = [:],
        isInventoryKnown: Bool = false,
        confirmed: [String: [ResourceKey: ConfirmedResource]] = [:]
    ) {
        self.inventory = inventory
        self.isInventoryKnown = isInventoryKnown
        self.confirmed = confirmed
    }
}
