public import FleetValue

/// A value as Go's `text/template` sees it: what parameters, variables and functions pass around.
///
/// More than a ``Value``: Go tells types of numbers and lists apart (`printf "%d" 3.0` is a complaint, `typeOf` names
/// them), maps are shared and can be changed in place (`set`), and a key that is missing is not one that holds null.
///
/// - SeeAlso: <https://pkg.go.dev/text/template>
public enum GoValue {
    /// No value at all: what a missing key of a map gives. Prints as `<no value>`.
    case none
    /// A nil of type `interface {}`: JSON's `null`. Prints as `<no value>` alone and `<nil>` through `fmt`.
    case null
    /// A `bool`.
    case bool(Bool)
    /// A whole number of a type.
    case integer(Int64, IntegerType)
    /// A `float64`, which is what every number decoded from JSON or YAML is.
    case float(Double)
    /// A `complex128`: real and imaginary part.
    case complex(Double, Double)
    /// A `string` that is valid UTF-8.
    case string(String)
    /// A `string` that is not valid UTF-8; only ``string(bytes:)`` makes it, and never of valid text.
    case rawString([UInt8])
    /// A slice.
    case list(GoList)
    /// A map with string keys; a reference, as in Go.
    case map(GoMap)
    /// Anything else: a time, a version, an object with methods.
    case object(any GoObject)

    /// The types of whole numbers.
    public enum IntegerType: UInt8, Hashable, Sendable {
        case int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64
        /// `time.Duration`, in nanoseconds.
        case duration
        /// `time.Month`, 1 to 12.
        case month
        /// `time.Weekday`, 0 (Sunday) to 6.
        case weekday
    }

    /// An `int`, the type of whole numbers in templates and of most functions' results.
    public static func int(_ value: Int) -> GoValue { .integer(Int64(value), .int) }

    /// An `int64`, the type that Sprig's arithmetic gives.
    public static func int64(_ value: Int64) -> GoValue { .integer(value, .int64) }

    /// A Go string of bytes: ``string(_:)`` when they are valid UTF-8, ``rawString(_:)`` otherwise.
    public static func string(bytes: [UInt8]) -> GoValue {
        String(validating: bytes, as: UTF8.self).map { .string($0) } ?? .rawString(bytes)
    }

    /// A `[]interface {}`.
    public static func list(_ elements: [GoValue]) -> GoValue { .list(GoList(elements, of: .any)) }

    /// A `[]string`.
    public static func strings(_ texts: [String]) -> GoValue {
        .list(GoList(texts.map { .string($0) }, of: .string))
    }

    /// What Go decodes from JSON or YAML: all numbers are `float64`, lists `[]interface {}`, mappings
    /// `map[string]interface {}`.
    public init(_ value: Value) {
        switch value {
        case .null: self = .null
        case .bool(let truth): self = .bool(truth)
        case .integer(let number): self = .float(Double(number))
        case .double(let number): self = .float(number)
        case .string(let text): self = .string(text)
        case .array(let values): self = .list(GoList(values.map { GoValue($0) }, of: .any))
        case .mapping(let mapping): self = .map(GoMap(mapping))
        }
    }

    /// The bytes of a Go string, or nil for anything else.
    public var stringBytes: [UInt8]? {
        switch self {
        case .string(let text): Array(text.utf8)
        case .rawString(let bytes): bytes
        default: nil
        }
    }

    /// The text of a Go string, invalid bytes replaced by U+FFFD, or nil for anything else.
    public var text: String? {
        switch self {
        case .string(let text): text
        case .rawString(let bytes): String(decoding: bytes, as: UTF8.self)
        default: nil
        }
    }
}

/// A Go slice: elements and the type they were declared with.
public struct GoList {
    /// What a list was declared to hold, which `typeOf` and some functions look at.
    public enum Element: UInt8, Hashable, Sendable {
        /// `interface {}`.
        case any
        case string
        case int
        case int64
        case float64
        case bool
        /// `byte`.
        case uint8
        /// `map[string]interface {}`.
        case map
        /// `[]string`.
        case strings
        /// `[]interface {}`.
        case lists
    }

    /// The elements in order.
    public var elements: [GoValue]
    /// The declared type of each.
    public var element: Element
    /// Whether this is Go's nil slice, which is like an empty one but for JSON and YAML: they write `null`.
    public var isNil: Bool

    /// Makes a list.
    public init(_ elements: [GoValue], of element: Element) {
        self.elements = elements
        self.element = element
        isNil = false
    }

    /// Makes a nil slice.
    public init(nilOf element: Element) {
        elements = []
        self.element = element
        isNil = true
    }
}
