import FleetTemplate
import FleetValue

/// Writes maps as TOML, laid out as Helm's library does it: keys sorted, those with plain values before tables, each
/// level of tables indented by two spaces.
///
/// Follows `github.com/BurntSushi/toml` (`encode.go`), version 1.6.
struct TOMLWriter {
    private static let maximumDepth = 500

    private let context: RenderContext
    private var bytes: [UInt8] = []

    /// Writes a map.
    ///
    /// - Throws: ``FunctionError`` for what TOML has no text for; and when it is too much.
    static func text(of value: GoValue, context: RenderContext) throws(FunctionError) -> String {
        guard let map = table(value) else { throw FunctionError("toml: top-level values must be Go maps or structs") }
        var writer = TOMLWriter(context: context)
        try writer.append(map, at: [])
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private init(context: RenderContext) {
        self.context = context
    }

    // MARK: Tables

    /// Appends the entries of a table: plain values, then tables.
    private mutating func append(_ map: GoMap, at path: [String]) throws(FunctionError) {
        guard path.count < Self.maximumDepth else { throw FunctionError("toml: nested too deep") }
        let indent = String(repeating: "  ", count: path.count)
        let (plain, tables) = try entries(of: map)
        for (key, value) in plain {
            try put(indent + Self.keyText(key) + " = ")
            try append(element: value, depth: path.count)
            try put("\n")
        }
        for (key, value) in tables {
            let path = path + [key]
            let name = path.map(Self.keyText).joined(separator: ".")
            if let inner = Self.table(value) {
                if path.count == 1 { try breakLine() }
                try put("\(indent)[\(name)]\n")
                try append(inner, at: path)
            } else if case .list(let list) = value {
                for element in list.elements {
                    try breakLine()
                    try put("\(indent)[[\(name)]]\n")
                    if let inner = Self.table(element) { try append(inner, at: path) }
                }
            }
        }
    }

    /// The entries that have a value, by key: plain ones, and those that are written as tables.
    private func entries(
        of map: GoMap
    ) throws(FunctionError) -> (plain: [(String, GoValue)], tables: [(String, GoValue)]) {
        var plain: [(String, GoValue)] = []
        var tables: [(String, GoValue)] = []
        for key in map.sortedKeys {
            try context.charge(1)
            guard let value = map[key], !value.isNil else { continue }
            let isList = try isListOfTables(value)
            if isList || Self.table(value) != nil {
                tables.append((key, value))
            } else {
                plain.append((key, value))
            }
        }
        return (plain, tables)
    }

    /// Whether all elements of a list are tables.
    ///
    /// - Throws: ``FunctionError`` when one is nothing.
    private func isListOfTables(_ value: GoValue) throws(FunctionError) -> Bool {
        guard case .list(let list) = value, !list.elements.isEmpty else { return false }
        try context.charge(list.elements.count)
        if list.elements.contains(where: \.isNil) {
            throw FunctionError("toml: cannot encode array with nil element")
        }
        return list.elements.allSatisfy { Self.table($0) != nil }
    }

    private static func table(_ value: GoValue) -> GoMap? {
        switch value {
        case .map(let map): map
        case .object(let object as any JSONRepresentable): table(object.jsonValue)
        default: nil
        }
    }

    /// Ends the line unless nothing has been written.
    private mutating func breakLine() throws(FunctionError) {
        if !bytes.isEmpty { try put("\n") }
    }

    // MARK: Values

    /// Appends a value on one line.
    private mutating func append(element value: GoValue, depth: Int) throws(FunctionError) {
        guard depth < Self.maximumDepth else { throw FunctionError("toml: nested too deep") }
        switch value {
        case .none, .null: throw FunctionError("toml: cannot encode array with nil element")
        case .bool(let truth): try put(truth ? "true" : "false")
        case .integer(_, .duration): try put(Self.quoted(GoFormat.text(of: value)))
        case .integer(let number, let type):
            try put(type.isUnsigned ? String(UInt64(bitPattern: number)) : String(number))
        case .float(let number): try put(Self.text(of: number))
        case .complex: throw FunctionError("toml: unsupported type: complex128")
        case .string, .rawString: try put(Self.quoted(value.textArgument))
        case .list(let list):
            try put("[")
            for (position, element) in list.elements.enumerated() {
                if position > 0 { try put(", ") }
                try append(element: element, depth: depth + 1)
            }
            try put("]")
        case .map(let map): try append(inline: map, depth: depth)
        case .object(let object):
            if let map = Self.table(value) {
                try append(inline: map, depth: depth)
            } else if object.typeName.hasSuffix("time.Time"), case .method(let format)? = object.member("Format") {
                let layout = GoValue.string("2006-01-02T15:04:05.999999999Z07:00")
                try put(format.body([layout], context).textArgument)
            } else {
                try put(Self.quoted(object.text))
            }
        }
    }

    private mutating func append(inline map: GoMap, depth: Int) throws(FunctionError) {
        let (plain, tables) = try entries(of: map)
        try put("{")
        for (position, (key, value)) in (plain + tables).enumerated() {
            if position > 0 { try put(", ") }
            try put(Self.keyText(key) + " = ")
            try append(element: value, depth: depth + 1)
        }
        try put("}")
    }

    // MARK: Texts

    private mutating func put(_ text: String) throws(FunctionError) {
        try context.charge(bytes: bytes.count + text.utf8.count > context.limits.maximumBytes ? .max : text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    /// A number as Go's `%g`, always with a point or an exponent.
    private static func text(of number: Double) -> String {
        if number.isNaN { return number.sign == .minus ? "-nan" : "nan" }
        if number.isInfinite { return number < 0 ? "-inf" : "inf" }
        let text = GoFormat.text(of: .float(number))
        return text.utf8.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "e") } ? text : text + ".0"
    }

    /// A key, in quotes where it needs them.
    private static func keyText(_ key: String) -> String {
        let isBare = key.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return isBare && !key.isEmpty ? key : quoted(key)
    }

    private static func quoted(_ text: String) -> String {
        var result = String.UnicodeScalarView("\"".unicodeScalars)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\":
                result.append("\\")
                result.append(scalar)
            case "\u{8}": result.append(contentsOf: "\\b".unicodeScalars)
            case "\t": result.append(contentsOf: "\\t".unicodeScalars)
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            case "\u{C}": result.append(contentsOf: "\\f".unicodeScalars)
            case "\r": result.append(contentsOf: "\\r".unicodeScalars)
            case "\0"..<" ", "\u{7F}":
                let digits = String(scalar.value, radix: 16)
                result.append(
                    contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits).unicodeScalars
                )
            default: result.append(scalar)
            }
        }
        result.append("\"")
        return String(result)
    }
}
