public import FleetModel

/// Where a sync writes down what it is about to do, before it does it.
///
/// Every call returns only once the entry is safe. An error stops the sync of that application before anything that is
/// not written down is sent.
public protocol SyncJournal: Sendable {
    /// Writes down an application's tasks and answers their numbers, in the same order.
    ///
    /// What is to be applied is added to the inventory at once, so that it is found again however this ends.
    ///
    /// - Parameters:
    ///   - tasks: In the order of sending; at least one.
    ///   - application: The Application's name.
    ///   - cluster: The cluster's name.
    /// - Returns: A number for each task.
    /// - Throws: When nothing was written down.
    func plan(_ tasks: [SyncTask], application: String, cluster: String) throws -> [Int64]
    /// Marks tasks as being sent.
    func start(_ tasks: [Int64]) throws
    /// Marks tasks as ended; what was pruned leaves the inventory.
    ///
    /// - Parameters:
    ///   - results: The tasks' numbers and what came of them.
    ///   - application: The Application's name.
    ///   - cluster: The cluster's name.
    /// - Throws: When nothing was written down.
    func finish(_ results: [(task: Int64, result: ResourceResult)], application: String, cluster: String) throws
    /// Marks tasks as not sent, and never to be.
    func skip(_ tasks: [Int64]) throws
}

/// What came of one task.
public struct ResourceResult: Sendable, Hashable {
    /// The resource.
    public var key: ResourceKey
    /// `Synced`, `SyncFailed`, `Pruned` or `PruneSkipped`.
    public var code: SyncResultCode
    /// The server's words, or what was noteworthy.
    public var message: String

    /// Makes a result.
    public init(key: ResourceKey, code: SyncResultCode, message: String = "") {
        self.key = key
        self.code = code
        self.message = message
    }
}
