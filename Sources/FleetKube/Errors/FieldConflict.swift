/// A field that another field manager owns, as server-side apply reports it.
public struct FieldConflict: Hashable, Sendable, CustomStringConvertible {
    /// The field's path as the server writes it, such as `.spec.replicas`.
    public var field: String
    /// The manager that owns it, or empty when the message has another form than known servers give it.
    public var manager: String
    /// The server's own words.
    public var message: String
    /// Whether the manager wrote the field with an update (also a create or patch) rather than with an apply.
    public var isUpdate: Bool

    /// Makes a conflict of its parts.
    public init(field: String, manager: String, message: String, isUpdate: Bool) {
        self.field = field
        self.manager = manager
        self.message = message
        self.isUpdate = isUpdate
    }

    /// Reads one cause of a conflict.
    ///
    /// The manager stands in the message, quoted as Go does: `conflict with "kubectl" using apps/v1 at 2020-…`, where
    /// `using` stands for updates only, and `with subresource "status"` may stand before it. Follows
    /// k8s.io/apimachinery managedfields conflict.go.
    init(field: String, message: String) {
        self.field = field
        self.message = message
        manager = ""
        isUpdate = false
        let bytes = Array(message.utf8)
        guard let start = bytes.firstIndex(of: UInt8(ascii: "\"")),
            let (name, end) = Self.unquoted(bytes, from: start)
        else { return }
        manager = name
        let rest = String(decoding: bytes[end...], as: UTF8.self)
        isUpdate = rest.hasPrefix(" using ") || rest.contains("\" using ")
    }

    /// The field and its owner: `.spec.replicas (owned by "kubectl")`.
    public var description: String {
        manager.isEmpty ? "\(field) (\(message))" : "\(field) (owned by \"\(manager)\")"
    }

    /// What a letter after a backslash stands for.
    private static let controls: [UInt8: UInt8] = [
        UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "t"): 9, UInt8(ascii: "n"): 10, UInt8(ascii: "v"): 11,
        UInt8(ascii: "f"): 12, UInt8(ascii: "r"): 13,
    ]

    /// Reads a Go string literal.
    ///
    /// - Returns: The text and the place after its closing quote, or nil when it is not closed.
    private static func unquoted(_ bytes: [UInt8], from start: Int) -> (text: String, end: Int)? {
        var text: [UInt8] = []
        var position = start + 1
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") { return (String(decoding: text, as: UTF8.self), position + 1) }
            position += 1
            guard byte == UInt8(ascii: "\\"), position < bytes.count else {
                text.append(byte)
                continue
            }
            let escape = bytes[position]
            position += 1
            let width: Int
            switch escape {
            case UInt8(ascii: "x"): width = 2
            case UInt8(ascii: "u"): width = 4
            case UInt8(ascii: "U"): width = 8
            default:
                text.append(Self.controls[escape] ?? escape)
                continue
            }
            guard bytes.count - position >= width,
                let code = UInt32(String(decoding: bytes[position..<position + width], as: UTF8.self), radix: 16)
            else { return nil }
            position += width
            if width == 2, code < 256 {
                text.append(UInt8(code))
            } else if let scalar = Unicode.Scalar(code) {
                text += Array(String(Character(scalar)).utf8)
            }
        }
        return nil
    }
}
