extension GoValue {
    /// Whether `if` takes the value for true: not false, not zero, not empty and there at all.
    public var isTruthy: Bool {
        switch self {
        case .none, .null: false
        case .bool(let truth): truth
        case .integer(let number, _): number != 0
        case .float(let number): number != 0
        case .complex(let real, let imaginary): real != 0 || imaginary != 0
        case .string(let text): !text.isEmpty
        case .rawString(let bytes): !bytes.isEmpty
        case .list(let list): !list.elements.isEmpty
        case .map(let map): map.count > 0
        case .object(let object): object.isTruthy
        }
    }

    /// The type as `fmt` prints it with `%T`: `map[string]interface {}`, `float64`, `<nil>` for nothing.
    public var typeName: String {
        switch self {
        case .none, .null: "<nil>"
        case .bool: "bool"
        case .integer(_, let type): type.name
        case .float: "float64"
        case .complex: "complex128"
        case .string, .rawString: "string"
        case .list(let list): list.element.sliceName
        case .map(let map): map.element.mapName
        case .object(let object): object.typeName
        }
    }

    /// The kind as `reflect` names it: `map`, `slice`, `int64` for a duration, `invalid` for nothing.
    public var kindName: String {
        switch self {
        case .none, .null: "invalid"
        case .bool: "bool"
        case .integer(_, let type): type.kindName
        case .float: "float64"
        case .complex: "complex128"
        case .string, .rawString: "string"
        case .list: "slice"
        case .map: "map"
        case .object(let object): object.kindName
        }
    }

    /// Whether this is nothing: no value, or null.
    public var isNil: Bool {
        switch self {
        case .none, .null: true
        default: false
        }
    }
}

extension GoValue.IntegerType {
    /// The type as Go prints it with `%T`.
    public var name: String {
        switch self {
        case .int: "int"
        case .int8: "int8"
        case .int16: "int16"
        case .int32: "int32"
        case .int64: "int64"
        case .uint: "uint"
        case .uint8: "uint8"
        case .uint16: "uint16"
        case .uint32: "uint32"
        case .uint64: "uint64"
        case .duration: "time.Duration"
        case .month: "time.Month"
        case .weekday: "time.Weekday"
        }
    }

    /// The type's kind as `reflect` names it.
    public var kindName: String {
        switch self {
        case .duration: "int64"
        case .month, .weekday: "int"
        default: name
        }
    }

    /// Whether the type has no negative numbers; those above the greatest `Int64` are kept as its negative bits.
    public var isUnsigned: Bool {
        switch self {
        case .uint, .uint8, .uint16, .uint32, .uint64: true
        default: false
        }
    }

    /// The text that a number of the type prints as itself, such as `1h0m0s`; nil for plain numbers.
    func text(of number: Int64) -> String? {
        switch self {
        case .duration: GoDuration.text(of: number)
        case .month: Self.name(number &- 1, of: Self.months) ?? "%!Month(\(UInt64(bitPattern: number)))"
        case .weekday: Self.name(number, of: Self.weekdays) ?? "%!Weekday(\(UInt64(bitPattern: number)))"
        default: nil
        }
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    private static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

    private static func name(_ index: Int64, of names: [String]) -> String? {
        names.indices.contains(Int(index)) ? names[Int(index)] : nil
    }
}

extension GoList {
    /// The bytes of a `[]byte`; nil for any other list.
    public var bytes: [UInt8]? {
        guard element == .uint8 else { return nil }
        return elements.map {
            if case .integer(let number, _) = $0 { UInt8(truncatingIfNeeded: number) } else { 0 }
        }
    }
}

extension GoList.Element {
    /// The type of a slice of these as Go prints it with `%T`.
    public var sliceName: String { "[]" + name }

    /// The type as Go prints it.
    var name: String {
        switch self {
        case .any: "interface {}"
        case .string: "string"
        case .int: "int"
        case .int64: "int64"
        case .float64: "float64"
        case .bool: "bool"
        case .uint8: "uint8"
        case .map: "map[string]interface {}"
        case .strings: "[]string"
        case .lists: "[]interface {}"
        }
    }
}

extension GoMap.Element {
    /// The type of a map of these as Go prints it with `%T`.
    public var mapName: String {
        switch self {
        case .any: "map[string]interface {}"
        case .string: "map[string]string"
        }
    }
}
