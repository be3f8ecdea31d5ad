/// An Application that can not be synced in this run, for whom others may have to wait.
public struct BlockedApplication: Sendable {
    /// Its name, or `applicationset/NAME` for all that a set would have brought.
    public var name: String
    /// The Application that brought it; nil for roots.
    public var parent: String?
    /// Its sync wave among the parent's children.
    public var wave: Int
    /// What is reported of it; nil when it was reported otherwise.
    public var result: ApplicationResult?
    /// Whether what it brings has to wait for it too.
    public var holdsChildren: Bool

    /// Makes an entry.
    public init(
        name: String,
        parent: String?,
        wave: Int,
        result: ApplicationResult? = nil,
        holdsChildren: Bool = true
    ) {
        self.name = name
        self.parent = parent
        self.wave = wave
        self.result = result
        self.holdsChildren = holdsChildren
    }
}
