/// A node of the tree that YAML and JSON both become.
///
/// Numbers keep the distinction Kubernetes makes: whole numbers that fit 64 bits are ``integer``,
/// everything else is ``double``. This is how `k8s.io/apimachinery` reads JSON into unstructured content.
public enum Value: Sendable {
    /// JSON `null`, YAML `~` or an empty value.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A whole number in the range of a signed 64-bit integer.
    case integer(Int64)
    /// Any other number. YAML's `.inf` and `.nan` are possible; JSON has no text for them.
    case double(Double)
    /// Text, always valid Unicode.
    case string(String)
    /// A sequence, in order.
    case array([Value])
    /// An ordered mapping with unique string keys.
    case mapping(Mapping)
}

extension Value: Hashable {
    /// Whether two trees hold the same content.
    ///
    /// The order of mapping keys is no content; texts are compared by their bytes, so "é" as one scalar and as two
    /// differ.
    ///
    /// An ``integer`` never equals a ``double``; see ``isNumericallyEqual(to:)`` where that is wanted.
    public static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.double(let left), .double(let right)): left == right || (left.isNaN && right.isNaN)
        case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
        case (.array(let left), .array(let right)): left == right
        case (.mapping(let left), .mapping(let right)): left == right
        default: false
        }
    }

    /// Feeds the content, without the order of mapping keys.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .integer(let value): hasher.combine(value)
        case .double(let value): hasher.combine(value.isNaN ? 0 : value)
        case .string(let value): hasher.combine(value)
        case .array(let values): hasher.combine(values)
        case .mapping(let mapping): hasher.combine(mapping)
        }
    }
}

extension Value: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// Makes a null.
    public init(nilLiteral: ()) { self = .null }

    /// Makes a truth value.
    public init(booleanLiteral value: Bool) { self = .bool(value) }

    /// Makes a whole number.
    public init(integerLiteral value: Int64) { self = .integer(value) }

    /// Makes a floating-point number, whole or not.
    public init(floatLiteral value: Double) { self = .double(value) }

    /// Makes a text.
    public init(stringLiteral value: String) { self = .string(value) }

    /// Makes a list.
    public init(arrayLiteral elements: Value...) { self = .array(elements) }

    /// Makes a mapping; a key that stands twice keeps its first place and its last value.
    public init(dictionaryLiteral elements: (String, Value)...) {
        var mapping = Mapping()
        for (key, value) in elements { mapping[key] = value }
        self = .mapping(mapping)
    }
}
