public import FleetValue

/// One field that differs between a live resource and what applying would make of it.
public struct FieldChange: Hashable, Sendable {
    /// Where.
    public var path: FieldPath
    /// What the server holds; nil when the field is not there.
    public var live: Value?
    /// What applying would set; nil when applying would remove the field.
    public var desired: Value?
    /// Who set the live value, or nil when nobody owns it, as with a removed field.
    public var owner: FieldOwner?

    /// Makes a change.
    public init(path: FieldPath, live: Value?, desired: Value?, owner: FieldOwner? = nil) {
        self.path = path
        self.live = live
        self.desired = desired
        self.owner = owner
    }
}

/// Who changed a field, as the API server remembers it.
public struct FieldOwner: Hashable, Sendable {
    /// The field manager's name.
    public var manager: String
    /// `Apply` or `Update`.
    public var operation: String
    /// The subresource, such as `scale`; empty for the resource itself.
    public var subresource: String
    /// When, RFC 3339; empty where the server does not say.
    public var time: String

    /// Makes an owner.
    public init(manager: String, operation: String, subresource: String = "", time: String = "") {
        self.manager = manager
        self.operation = operation
        self.subresource = subresource
        self.time = time
    }

    /// The owner that an entry of `managedFields` names.
    init(_ entry: ManagedFieldsEntry) {
        self.init(
            manager: entry.manager,
            operation: entry.operation,
            subresource: entry.subresource,
            time: entry.time
        )
    }
}
