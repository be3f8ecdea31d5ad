import FleetTemplate
import FleetValue

/// An object that `encoding/json` writes as something of its own.
protocol JSONRepresentable: GoObject {
    /// What is written instead of the object.
    var jsonValue: GoValue { get }
}

/// Values as Go's `encoding/json` writes them.
enum GoJSON {
    /// Writes a value.
    ///
    /// - Parameters:
    ///   - value: Any value; keys are sorted.
    ///   - layout: How the text is spread over lines.
    ///   - escapesHTML: Whether `<`, `>` and `&` are written as escapes, as Go does unless told otherwise.
    ///   - context: Counts the work and bounds the size.
    /// - Returns: The text, without a line end.
    /// - Throws: ``FunctionError`` for what JSON has no text for, in Go's words; and when it is too much.
    static func text(
        of value: GoValue,
        layout: JSONWriter.Layout = .compact,
        escapesHTML: Bool = true,
        context: RenderContext
    ) throws(FunctionError) -> String {
        let tree = try self.tree(of: value, context: context)
        var bytes = JSONWriter.bytes(of: tree, layout: layout, escapesHTML: escapesHTML)
        if !escapesHTML { bytes = escapingLineSeparators(bytes) }
        try context.charge(bytes: bytes.count)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The tree that a value is once it has been through JSON, keys sorted.
    ///
    /// - Parameters:
    ///   - value: Any value.
    ///   - context: Counts the work and bounds the size.
    /// - Returns: The tree; floating-point numbers stay what they are.
    /// - Throws: ``FunctionError`` for what JSON has no text for, in Go's words; and when it is too much.
    static func tree(of value: GoValue, context: RenderContext) throws(FunctionError) -> Value {
        var conversion = Conversion(context: context)
        return try conversion.tree(of: value, depth: 0)
    }

    /// Writes U+2028 and U+2029 as escapes, which Go does in any case, since JavaScript takes them for line ends.
    private static func escapingLineSeparators(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == 0xE2, index + 2 < bytes.count, bytes[index + 1] == 0x80, bytes[index + 2] | 1 == 0xA9 {
                result.append(contentsOf: bytes[index + 2] == 0xA8 ? "\\u2028".utf8 : "\\u2029".utf8)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    private struct Conversion {
        /// What is nested deeper is taken for a map that holds itself.
        private static let maximumDepth = 500
        /// What a node counts beside its text, in bytes.
        private static let nodeSize = 16

        let context: RenderContext
        /// At least as many bytes as the text of what was converted will have.
        private var size = 0

        init(context: RenderContext) {
            self.context = context
        }

        mutating func tree(of value: GoValue, depth: Int) throws(FunctionError) -> Value {
            try count(2 * depth)
            switch value {
            case .none, .null: return .null
            case .bool(let truth): return .bool(truth)
            case .integer(let number, let type):
                return type.isUnsigned && number < 0 ? .double(Double(UInt64(bitPattern: number))) : .integer(number)
            case .float(let number):
                guard number.isFinite else {
                    let text = number.isNaN ? "NaN" : number < 0 ? "-Inf" : "+Inf"
                    throw FunctionError("json: unsupported value: \(text)")
                }
                return .double(number)
            case .complex: throw FunctionError("json: unsupported type: complex128")
            case .string(let text):
                try count(text.utf8.count)
                return .string(text)
            case .rawString(let bytes):
                try count(bytes.count)
                return .string(String(decoding: bytes, as: UTF8.self))
            case .list(let list): return try tree(of: list, depth: depth)
            case .map(let map): return try tree(of: map, depth: depth)
            case .object(let object): return try tree(of: object, depth: depth)
            }
        }

        private mutating func tree(of list: GoList, depth: Int) throws(FunctionError) -> Value {
            if list.isNil { return .null }
            if let bytes = list.bytes {
                try count(bytes.count * 4 / 3)
                return .string(Base64.encoded(bytes))
            }
            guard depth < Self.maximumDepth else { throw Self.cycle(via: list.element.sliceName) }
            var values: [Value] = []
            for element in list.elements { values.append(try tree(of: element, depth: depth + 1)) }
            return .array(values)
        }

        private mutating func tree(of map: GoMap, depth: Int) throws(FunctionError) -> Value {
            guard depth < Self.maximumDepth else { throw Self.cycle(via: map.element.mapName) }
            var mapping = Mapping()
            mapping.reserveCapacity(map.count)
            for key in map.sortedKeys {
                try count(key.utf8.count)
                mapping.append(key, try tree(of: map[key] ?? .null, depth: depth + 1))
            }
            return .mapping(mapping)
        }

        private mutating func tree(of object: any GoObject, depth: Int) throws(FunctionError) -> Value {
            if let object = object as? any JSONRepresentable { return try tree(of: object.jsonValue, depth: depth + 1) }
            // Times write themselves in RFC 3339, versions as their text; other structures show no fields.
            if object.typeName.hasSuffix("time.Time"), case .method(let format)? = object.member("Format") {
                let layout = GoValue.string("2006-01-02T15:04:05.999999999Z07:00")
                return try tree(of: try format.body([layout], context), depth: depth + 1)
            }
            if object.typeName.hasSuffix("semver.Version") || object.kindName == "string" {
                return try tree(of: .string(object.text), depth: depth + 1)
            }
            guard object.kindName != "func" else { throw FunctionError("json: unsupported type: \(object.typeName)") }
            return .mapping(Mapping())
        }

        private mutating func count(_ bytes: Int) throws(FunctionError) {
            size += Self.nodeSize + bytes
            try context.charge(1 + bytes / 64)
            guard size <= context.limits.maximumBytes else {
                throw FunctionError("the template makes a text of more than \(context.limits.maximumBytes) bytes")
            }
        }

        private static func cycle(via type: String) -> FunctionError {
            FunctionError("json: unsupported value: encountered a cycle via \(type)")
        }
    }
}
