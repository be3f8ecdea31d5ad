/// The state in which a live resource was last found in sync: while both still hold, it need not be compared again.
public struct Observation: Hashable, Sendable {
    /// The live resource's `metadata.resourceVersion`.
    public var resourceVersion: String
    /// The hash of the desired manifest it was compared with.
    public var desiredHash: String

    /// Makes an observation.
    public init(resourceVersion: String, desiredHash: String) {
        self.resourceVersion = resourceVersion
        self.desiredHash = desiredHash
    }
}
