/// Where a document stands.
public struct SourcePlace: Hashable, Sendable, CustomStringConvertible {
    /// The file's path as it was given or found; `<stdin>` for standard input.
    public var file: String
    /// The line of the document's first content, from 1.
    public var line: Int

    /// Makes a place.
    public init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    /// `file:line`.
    public var description: String { "\(file):\(line)" }
}

/// Something declared, and where.
public struct Declared<Content: Sendable>: Sendable {
    /// What was declared.
    public var content: Content
    /// Where.
    public var place: SourcePlace

    /// Makes a declaration.
    public init(_ content: Content, at place: SourcePlace) {
        self.content = content
        self.place = place
    }
}
