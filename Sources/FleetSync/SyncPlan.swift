import FleetHealth
public import FleetKube
public import FleetModel

/// One thing to do to one resource.
public struct SyncTask: Sendable {
    /// What to do.
    public enum Action: Sendable {
        /// Apply the manifest.
        case apply(Manifest)
        /// Delete the live resource.
        case prune(Manifest)
    }

    /// The resource.
    public var key: ResourceKey
    /// How its kind is served; nil when the kind comes into being during this sync.
    public var type: APIResource?
    /// What to do.
    public var action: Action
    /// When, among all tasks of the application.
    public var phase: SyncPhase
    /// When, within the phase.
    public var wave: Int
    /// Whether the resource was found to be the application's own, so that fields others changed are taken back.
    public var isTracked: Bool
    /// Whether the resource does not exist yet.
    public var isNew: Bool
    /// Whether it is the destination's namespace, which belongs to no application's inventory.
    public var isManagedNamespace: Bool

    /// Makes a task.
    package init(
        key: ResourceKey,
        type: APIResource?,
        action: Action,
        phase: SyncPhase = .sync,
        wave: Int = 0,
        isTracked: Bool = false,
        isNew: Bool = false,
        isManagedNamespace: Bool = false
    ) {
        self.key = key
        self.type = type
        self.action = action
        self.phase = phase
        self.wave = wave
        self.isTracked = isTracked
        self.isNew = isNew
        self.isManagedNamespace = isManagedNamespace
    }

    /// Whether the resource is deleted.
    public var isPrune: Bool {
        if case .prune = action { true } else { false }
    }
}

/// A resource that nothing declares any more and that is kept all the same.
public struct SkippedPrune: Sendable, Hashable {
    /// The resource.
    public var key: ResourceKey
    /// Why, in Argo CD's words where it has any.
    public var reason: String
    /// Whether it stays for good by somebody's declared wish, also when its application is gone.
    public var staysForGood: Bool

    /// Makes an entry.
    package init(key: ResourceKey, reason: String, staysForGood: Bool = false) {
        self.key = key
        self.reason = reason
        self.staysForGood = staysForGood
    }
}

/// What is to be done to bring one application to its desired state, in order.
public struct SyncPlan: Sendable {
    /// The steps; the tasks of one share phase and wave.
    public var steps: [Step]
    /// What is not pruned though it is extra, sorted by key.
    public var skipped: [SkippedPrune]

    /// The tasks of one phase and wave, prunes first, then by kind, then by name.
    public struct Step: Sendable {
        /// The phase of all tasks.
        public var phase: SyncPhase
        /// The wave of all tasks.
        public var wave: Int
        /// What to do.
        public var tasks: [SyncTask]
        /// Resources of this phase and wave that are in sync already and must be healthy before the next step.
        public var gates: [ResourceComparison]
    }

    /// All tasks in order.
    public var tasks: [SyncTask] { steps.flatMap(\.tasks) }
    /// Whether nothing is to be done.
    public var isEmpty: Bool { steps.allSatisfy(\.tasks.isEmpty) }
}

/// Why an application can not be synced as asked.
public enum SyncRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// Something could not be compared; nothing is changed before everything is known.
    case notCompared(ResourceKey, String)
    /// Not everything that may belong to it could be looked at; why.
    case notSeen(String)
    /// It has sync hooks, which this version does not run.
    case hooks([ResourceKey])
    /// More would vanish than the limit allows.
    case tooManyDeletions([ResourceKey], total: Int)
    /// Nothing is declared, though something is there; an empty rendering is more often a mistake than a wish.
    case wouldWipeOut(count: Int)

    /// One sentence that names the resource and the way out.
    public var description: String {
        switch self {
        case .notCompared(let key, let reason):
            return "\(key): \(reason)"
        case .notSeen(let reason):
            return reason
        case .hooks(let keys):
            let first = keys.first?.description ?? ""
            let rest = keys.count > 1 ? " (and \(keys.count - 1) more)" : ""
            return "\(first) is a sync hook\(rest); this version does not run hooks, so nothing of the application "
                + "was changed"
        case .tooManyDeletions(let keys, let total):
            let list = keys.prefix(10).map(\.description).joined(separator: ", ")
            let rest = keys.count > 10 ? " and \(keys.count - 10) more" : ""
            return "\(keys.count) of \(total) resources would be deleted (\(list)\(rest)); "
                + "if that is meant, allow it with --allow-deletions \(keys.count)"
        case .wouldWipeOut(let count):
            let what = count == 1 ? "its only resource" : "all \(count) resources"
            return "the sources render to nothing and \(what) would be deleted; "
                + "if that is meant, allow it with --allow-deletions \(count)"
        }
    }
}
