/// One manifest that a chart rendered to.
public struct ChartManifest: Hashable, Sendable {
    /// The template that it comes from: `app/templates/cm.yaml`.
    public var path: String
    /// The `kind`; empty for text that has none.
    public var kind: String
    /// The document's text as it was rendered.
    public var text: String
}

/// A hook of a chart.
public struct ChartHook: Hashable, Sendable {
    /// The resource's name.
    public var name: String
    /// The resource's kind.
    public var kind: String
    /// The template that it comes from.
    public var path: String
    /// The document's text.
    public var text: String
    /// When it runs: `pre-install` and so on, in the order given.
    public var events: [String]
    /// The order among hooks of one event, ascending.
    public var weight: Int
    /// When it is deleted, as written, in lower case.
    public var deletePolicies: [String]
}
