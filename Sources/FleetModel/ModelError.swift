public import FleetValue

/// Why a document is not what its kind demands.
///
/// The place is a path in the document; whoever has the text turns it into file, line and column.
public struct ModelError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The field at fault.
    public var path: ValuePath
    /// What is wrong with it, a lower-case sentence without the field's name.
    public var message: String

    /// Makes an error.
    public init(_ path: ValuePath, _ message: String) {
        self.path = path
        self.message = message
    }

    /// `spec.source.path: expected a string, found a number`, or the message alone.
    public var description: String {
        path.steps.isEmpty ? message : "\(path): \(message)"
    }
}
