/// Why a text is not the JSON that it should be, and where.
public enum JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The text breaks JSON's grammar; the message says what was found or missing.
    case malformed(TextPosition, message: String)
    /// A key stands twice in one object; the place is that of the second.
    case duplicateKey(TextPosition, key: String)
    /// Lists and objects are nested deeper than the caller allows.
    case tooDeep(TextPosition, limit: Int)

    /// Where the problem starts.
    public var position: TextPosition {
        switch self {
        case .malformed(let position, _), .duplicateKey(let position, _), .tooDeep(let position, _): position
        }
    }

    /// What is wrong, without the place: one lower-case sentence.
    public var message: String {
        switch self {
        case .malformed(_, let message): message
        case .duplicateKey(_, let key): "key \(Self.quoted(key)) stands twice in one object"
        case .tooDeep(_, let limit): "nested deeper than \(limit) levels"
        }
    }

    /// Place and message: `2:7: "t" where a value is expected`.
    public var description: String { "\(position): \(message)" }

    /// A key as JSON text, so that an odd key can not disturb the line it is printed on.
    private static func quoted(_ key: String) -> String {
        JSONWriter.text(of: .string(key))
    }
}
