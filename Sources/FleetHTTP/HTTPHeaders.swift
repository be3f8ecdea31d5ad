/// Header fields in the order they came, looked up without regard to case.
///
/// A collection of fields; a name may be there more than once.
public struct HTTPHeaders: Hashable, Sendable, RandomAccessCollection {
    /// One field.
    public struct Field: Hashable, Sendable {
        /// The name as it came; HTTP/2 names are lower case.
        public var name: String
        /// The value without surrounding blanks; may be empty.
        public var value: String

        /// Makes a field.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    private var fields: [Field]

    /// Makes headers of the given fields, kept in order.
    public init(_ fields: [Field] = []) {
        self.fields = fields
    }

    /// 0.
    public var startIndex: Int { fields.startIndex }

    /// The number of fields.
    public var endIndex: Int { fields.endIndex }

    /// The field at a position, counted from 0.
    public subscript(position: Int) -> Field { fields[position] }

    /// The first value under a name, or nil.
    ///
    /// - Complexity: Linear in the number of fields; nothing is allocated.
    public subscript(name: String) -> String? {
        fields.first { Self.isSame($0.name, name) }?.value
    }

    /// All values under a name, in order; empty if there is none.
    public func values(for name: String) -> [String] {
        fields.compactMap { Self.isSame($0.name, name) ? $0.value : nil }
    }

    /// Adds a field at the end.
    public mutating func append(name: String, value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// Adds a continuation line to the last field's value, after one blank; without a field it is dropped.
    mutating func continueLast(with text: String) {
        guard !fields.isEmpty else { return }
        fields[fields.count - 1].value += " " + text
    }

    /// Whether two field names are the same: ASCII letters compare without case.
    static func isSame(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        return zip(left.utf8, right.utf8).allSatisfy { asciiLowercased($0) == asciiLowercased($1) }
    }
}

/// A byte, or its lower-case form if it is a capital ASCII letter.
func asciiLowercased(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
}
