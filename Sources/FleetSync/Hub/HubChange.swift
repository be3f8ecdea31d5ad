public import FleetDiff
import FleetKube
public import FleetModel

/// What is to be done, or was done, to one Application or AppProject on a hub.
public struct HubChange: Sendable {
    /// What.
    public enum Kind: String, Sendable, Hashable {
        /// It is made.
        case created
        /// It is changed.
        case changed
        /// It is deleted.
        case deleted
        /// Nothing differs.
        case unchanged
        /// It stays as it is though it is not as declared; the message says why.
        case kept
        /// It can not be done; the message says why.
        case failed
    }

    /// The resource.
    public var key: ResourceKey
    /// The ApplicationSet that gave it; empty for none.
    public var applicationSet: String
    /// What is done.
    public var kind: Kind
    /// Why, or what is noteworthy; empty for nothing to say.
    public var message: String
    /// The fields that change, in the order of their paths; only when ``Kind/changed``.
    public var fields: [FieldChange] = []
    /// As the hub has it; nil when it is not there.
    public var live: Manifest?
    /// As it will be, by the hub's own answer; nil when it goes.
    public var predicted: Manifest?

    /// What is applied.
    var desired: Manifest?
    /// The finalizers to leave before it is deleted; nil for as they are.
    var finalizers: [String]?
    /// Whether fields that others changed are taken back.
    var isForced = false

    /// Makes a change.
    init(_ entry: HubPlan.Entry, _ kind: Kind, _ message: String = "") {
        key = entry.key
        applicationSet = entry.applicationSet
        self.kind = kind
        self.message = message
    }

    /// Whether the hub changes.
    public var isChange: Bool { kind == .created || kind == .changed || kind == .deleted }
}

extension Sequence<HubChange> {
    /// How many are of a kind.
    public func count(_ kind: HubChange.Kind) -> Int { count { $0.kind == kind } }
}
