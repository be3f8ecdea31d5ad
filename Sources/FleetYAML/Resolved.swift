import FleetValue

/// What a plain scalar stands for.
enum Resolved: Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// A whole number above the range of ``integer(_:)`` that Go still holds as `uint64`.
    case unsigned(UInt64)
    case double(Double)
    /// Nothing but its text.
    case text

    /// The node's value, or nil for ``text``.
    var value: Value? {
        switch self {
        case .null: .null
        case .bool(let value): .bool(value)
        case .integer(let value): .integer(value)
        // The end of kubectl's way from YAML over JSON to unstructured content.
        case .unsigned(let value): .double(Double(value))
        // There `-0.0` loses its sign.
        case .double(let value): .double(value == 0 ? 0 : value)
        case .text: nil
        }
    }

    /// The name of the YAML type.
    var tag: String {
        switch self {
        case .null: "!!null"
        case .bool: "!!bool"
        case .integer, .unsigned: "!!int"
        case .double: "!!float"
        case .text: "!!str"
        }
    }
}
