/// A constant in a template, ready to be used as a value.
///
/// Not a ``GoValue``, since that can hold what must not be shared between threads.
enum Constant: Sendable {
    case null
    case none
    case bool(Bool)
    case int(Int64)
    case int64(Int64)
    case duration(Int64)
    case float(Double)
    case complex(Double, Double)
    case string(String)
    case rawString([UInt8])

    /// The constant as a value.
    var value: GoValue {
        switch self {
        case .null: .null
        case .none: .none
        case .bool(let truth): .bool(truth)
        case .int(let number): .integer(number, .int)
        case .int64(let number): .integer(number, .int64)
        case .duration(let number): .integer(number, .duration)
        case .float(let number): .float(number)
        case .complex(let real, let imaginary): .complex(real, imaginary)
        case .string(let text): .string(text)
        case .rawString(let bytes): .rawString(bytes)
        }
    }

    /// A string of bytes that may be damaged.
    static func string(bytes: [UInt8]) -> Constant {
        String(validating: bytes, as: UTF8.self).map { .string($0) } ?? .rawString(bytes)
    }
}
