/// Why a text is not the YAML that it should be, and where.
public enum YAMLError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The text breaks YAML's grammar.
    case malformed(YAMLPlace, message: String)
    /// A byte or character that YAML does not allow.
    case invalidCharacter(YAMLPlace, message: String)
    /// A key stands twice in one mapping; the place is that of the second.
    case duplicateKey(YAMLPlace, key: String)
    /// A key that has no text form, such as a list.
    case unsuitableKey(YAMLPlace, message: String)
    /// A tagged scalar whose text is not what its tag says, such as `!!int abc`.
    case unsuitableTag(YAMLPlace, message: String)
    /// An alias or merge key that can not be resolved.
    case unsuitableAlias(YAMLPlace, message: String)
    /// Nested deeper, or expanded by aliases to more, than the reader allows.
    case tooLarge(YAMLPlace, message: String)
    /// The text holds another number of documents than the one that was asked for.
    case notOneDocument(YAMLPlace, count: Int)

    /// Where the problem is.
    public var place: YAMLPlace {
        switch self {
        case .malformed(let place, _), .invalidCharacter(let place, _), .duplicateKey(let place, _),
            .unsuitableKey(let place, _), .unsuitableTag(let place, _), .unsuitableAlias(let place, _),
            .tooLarge(let place, _), .notOneDocument(let place, _):
            place
        }
    }

    /// The name of the file, as the caller gave it.
    public var file: String { place.file }

    /// The line, from 1.
    public var line: Int { place.line }

    /// The column, from 1, in Unicode scalars.
    public var column: Int { place.column }

    /// The source line and a caret under the place, two lines without a line end; empty when there is no such line.
    public var snippet: String { place.snippet }

    /// What is wrong, without the place: one lower-case sentence.
    public var message: String {
        switch self {
        case .malformed(_, let message), .invalidCharacter(_, let message), .unsuitableKey(_, let message),
            .unsuitableTag(_, let message), .unsuitableAlias(_, let message), .tooLarge(_, let message):
            message
        case .duplicateKey(_, let key):
            "key \(YAMLText.quoted(key)) stands twice in one mapping"
        case .notOneDocument(_, let count):
            "expected one document, found \(count)"
        }
    }

    /// `file:line:column: message`, and where there is one, the source line and a caret below.
    public var description: String {
        let head = "\(file):\(line):\(column): \(message)"
        return snippet.isEmpty ? head : head + "\n" + snippet
    }
}
