import FleetTemplate
import FleetValue
import FleetYAML

/// YAML of templates, as Argo CD and Helm make and read it with `sigs.k8s.io/yaml`.
enum YAMLFunctions {
    /// Writes a value, without the line end behind it.
    ///
    /// - Throws: ``FunctionError`` for what has no text, in Go's words; and when it is too much.
    static func text(of value: GoValue, context: RenderContext) throws(FunctionError) -> GoValue {
        let tree: Value
        do throws(FunctionError) {
            tree = try GoJSON.tree(of: value, context: context)
        } catch  where error.message.hasPrefix("json: ") {
            throw FunctionError("error marshaling into JSON: " + error.message)
        }
        return try written(try readBack(tree), style: .folded, context: context)
    }

    /// Writes a value with indented lists, as Helm's `toYamlPretty` does.
    ///
    /// - Throws: As ``text(of:context:)``.
    static func prettyText(of value: GoValue, context: RenderContext) throws(FunctionError) -> GoValue {
        try written(GoJSON.tree(of: value, context: context), style: .indented, context: context)
    }

    /// Reads a mapping.
    ///
    /// - Throws: ``FunctionError`` with what Go says of other YAML and of none.
    static func mapping(in text: [UInt8], context: RenderContext) throws(FunctionError) -> GoValue {
        switch try value(in: text, context: context) {
        case .null: .map(GoMap())
        case .mapping(let mapping): .map(GoMap(mapping))
        case let other: throw unfit(other, type: "map[string]interface {}")
        }
    }

    /// Reads a list.
    ///
    /// - Throws: ``FunctionError`` with what Go says of other YAML and of none.
    static func list(in text: [UInt8], context: RenderContext) throws(FunctionError) -> GoValue {
        switch try value(in: text, context: context) {
        case .null: .list([])
        case .array(let values): .list(values.map { GoValue($0) })
        case let other: throw unfit(other, type: "[]interface {}")
        }
    }

    // MARK: Pieces

    private static func value(in text: [UInt8], context: RenderContext) throws(FunctionError) -> Value {
        // A node takes two bytes at least; aliases have a limit of their own.
        try context.charge(text.count / 2)
        do throws(GoYAMLError) {
            return try GoYAMLReader.value(in: text)
        } catch {
            throw FunctionError(error.message)
        }
    }

    private static func unfit(_ value: Value, type: String) -> FunctionError {
        let kind =
            switch value {
            case .null: "null"
            case .bool: "bool"
            case .integer, .double: "number"
            case .string: "string"
            case .array: "array"
            case .mapping: "object"
            }
        return FunctionError(
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal \(kind) into Go value of type \(type)"
        )
    }

    private static func written(
        _ tree: Value,
        style: GoYAMLWriter.Style,
        context: RenderContext
    ) throws(FunctionError) -> GoValue {
        let bytes = GoYAMLWriter.bytes(of: tree, style: style)
        try context.charge(bytes: bytes.count)
        return .string(
            String(decoding: bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...], as: UTF8.self)
        )
    }

    /// The tree once its JSON has been read as YAML, which is the way the library takes.
    ///
    /// It changes nothing but for a few characters: those that YAML does not allow make it fail, and U+0085 is a line
    /// break there, which folds.
    private static func readBack(_ tree: Value) throws(FunctionError) -> Value {
        guard holdsUnusualText(tree) else { return tree }
        do throws(GoYAMLError) {
            return try GoYAMLReader.value(in: JSONWriter.bytes(of: tree, escapesHTML: true))
        } catch {
            throw FunctionError(
                error.message.replacingPrefix("error converting YAML to JSON", with: "error converting JSON to YAML")
            )
        }
    }

    private static func holdsUnusualText(_ tree: Value) -> Bool {
        switch tree {
        case .null, .bool, .integer, .double: false
        case .string(let text): isUnusual(text)
        case .array(let values): values.contains { holdsUnusualText($0) }
        // Longer keys are too long for a scanner of YAML.
        case .mapping(let mapping):
            mapping.contains { $0.key.utf8.count > 500 || isUnusual($0.key) || holdsUnusualText($0.value) }
        }
    }

    /// Whether a text holds U+007F to U+009F, U+FFFE or U+FFFF.
    private static func isUnusual(_ text: String) -> Bool {
        let bytes = text.utf8Span.span
        for index in bytes.indices {
            switch bytes[index] {
            case 0x7F: return true
            case 0xC2 where bytes[index + 1] < 0xA0: return true
            case 0xEF where bytes[index + 1] == 0xBF && bytes[index + 2] >= 0xBE: return true
            default: continue
            }
        }
        return false
    }
}

extension String {
    /// This text with another beginning, if it has the first one.
    fileprivate func replacingPrefix(_ prefix: String, with replacement: String) -> String {
        hasPrefix(prefix) ? replacement + dropFirst(prefix.count) : self
    }
}
