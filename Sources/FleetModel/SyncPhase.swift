/// A part of a sync operation; the order is the order in which they run.
public enum SyncPhase: String, Hashable, Sendable, CaseIterable, Comparable {
    /// Hooks that run, and must succeed, before anything is applied.
    case preSync = "PreSync"
    /// Everything that is no hook, and hooks that ask for it.
    case sync = "Sync"
    /// Hooks that run when all that was applied is healthy.
    case postSync = "PostSync"
    /// Hooks that run when the operation has failed.
    case syncFail = "SyncFail"

    /// Argo CD's number of the phase, from -1 to 2.
    public var order: Int {
        switch self {
        case .preSync: -1
        case .sync: 0
        case .postSync: 1
        case .syncFail: 2
        }
    }

    /// Whether the left one runs earlier.
    public static func < (left: SyncPhase, right: SyncPhase) -> Bool { left.order < right.order }
}
