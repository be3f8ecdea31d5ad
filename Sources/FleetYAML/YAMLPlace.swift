/// A place in a YAML text, with the line that it is in.
public struct YAMLPlace: Hashable, Sendable {
    /// The name of the file, as the caller gave it.
    public var file: String
    /// The line, from 1.
    public var line: Int
    /// The column, from 1, in Unicode scalars.
    public var column: Int
    /// The source line and a caret under the place, two lines without a line end; empty when there is no such line.
    public var snippet: String

    /// Makes a place.
    public init(file: String, line: Int, column: Int, snippet: String) {
        self.file = file
        self.line = line
        self.column = column
        self.snippet = snippet
    }
}
