public import FleetValue

/// One document of a YAML stream.
public struct YAMLDocument: Hashable, Sendable {
    /// What the document holds.
    public var value: Value
    /// The line on which its content starts, from 1.
    public var line: Int
    /// Its place among the documents that have content, from 0.
    public var index: Int

    /// Makes a document.
    public init(value: Value, line: Int, index: Int) {
        self.value = value
        self.line = line
        self.index = index
    }
}
