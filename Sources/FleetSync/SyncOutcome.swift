public import FleetDeclarations

/// What came of syncing a selection of the fleet.
public struct SyncOutcome: Sendable {
    /// One result an application, sorted by name; also for those whose cluster could not be looked at.
    public var results: [ApplicationResult]
    /// Applications and ApplicationSets that could not be brought as far as their manifests.
    public var failures: [ApplicationFailure]
    /// Clusters that could not be looked at, by name.
    public var unreachable: [String: ClusterFailure]
    /// Applications that are no longer declared, sorted, and were left alone because pruning was not asked for.
    public var undeclared: [String]
    /// Applications that no ApplicationSet gives any more, and that a set's policy forbids to delete; by name.
    public var kept: [KeptApplication] = []
    /// The operation's number in the journal; nil when nothing was to be changed.
    public var operation: Int64?

    /// Whether everything that was asked for is done.
    public var isComplete: Bool {
        failures.isEmpty && unreachable.isEmpty && results.allSatisfy { $0.phase == .succeeded }
    }
}

/// Why a sync is refused as a whole, before anything is changed.
public enum SyncRunRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// More Applications would vanish than the limit allows.
    case tooManyApplications([String], total: Int)
    /// Nothing at all is declared, though Applications are remembered: that is more often the wrong folder than a wish.
    case nothingDeclared(forgetting: Int)
    /// Applications would vanish of ApplicationSets of which a generator gives nothing.
    case emptyGenerator([String])

    /// One sentence with the list and the flag that allows it.
    public var description: String {
        switch self {
        case .tooManyApplications(let names, let total):
            let list = names.prefix(10).joined(separator: ", ")
            let rest = names.count > 10 ? " and \(names.count - 10) more" : ""
            return
                "\(names.count) of \(total) Applications are no longer declared and would be deleted (\(list)\(rest)); "
                + "if that is meant, allow it with --allow-deletions \(names.count)"
        case .nothingDeclared(let count):
            return "no Application is declared at all, and the \(count) that the state remembers would be deleted; "
                + "if that is meant, allow it with --allow-deletions \(count)"
        case .emptyGenerator(let names):
            let list = names.prefix(10).joined(separator: ", ")
            let rest = names.count > 10 ? " and \(names.count - 10) more" : ""
            return
                "a generator gives nothing of the ApplicationSets that gave \(list)\(rest), which would be deleted; "
                + "see \"fleet appset validate\", and if that is meant, allow it with --allow-deletions \(names.count)"
        }
    }
}
