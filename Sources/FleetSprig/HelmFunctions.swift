import FleetTemplate
import FleetValue

extension FunctionTable {
    /// What Helm adds to Sprig for charts; where it swallows errors, so do these.
    ///
    /// `lookup` finds nothing, as when a chart is rendered without a cluster, and `getHostByName` asks nobody.
    ///
    /// Follows helm `pkg/engine/funcs.go` and `engine.go`.
    static let helmAdditions = [helmTemplates, helmYAML, helmJSON, helmTOML, helmDurations]
        .reduce(FunctionTable()) { $0.merging($1) }

    private static let helmTemplates = FunctionTable([
        "include": GoFunction(.string, .any) { (arguments, context) throws(FunctionError) in
            try context.render(named: arguments[0].textArgument, arguments[1])
        },
        "tpl": GoFunction(.string, .any) { (arguments, context) throws(FunctionError) in
            let text = arguments[0].textArgument
            let output = try context.render(text: text, name: context.mainName, arguments[1])
            return .string(bytes: withoutMissingValues(output.bytesArgument))
        },
        "required": GoFunction(.string, .any) { (arguments, _) throws(FunctionError) in
            if arguments[1].isNil || arguments[1].stringBytes?.isEmpty == true {
                throw FunctionError(arguments[0].textArgument)
            }
            return arguments[1]
        },
        "fail": GoFunction(.string) { (arguments, _) throws(FunctionError) in
            throw FunctionError(arguments[0].textArgument)
        },
        "lookup": GoFunction(.string, .string, .string, .string) { _, _ in .map(GoMap()) },
        "getHostByName": GoFunction(.string) { _, _ in .string("") },
    ])

    private static let helmYAML = FunctionTable([
        "toYaml": GoFunction(.any) { (arguments, context) throws(FunctionError) in
            do throws(FunctionError) {
                return try YAMLFunctions.text(of: arguments[0], context: context)
            } catch  where error.isSwallowed {
                return .string("")
            }
        },
        "mustToYaml": GoFunction(.any) { (arguments, context) throws(FunctionError) in
            try YAMLFunctions.text(of: arguments[0], context: context)
        },
        "toYamlPretty": GoFunction(.any) { (arguments, context) throws(FunctionError) in
            do throws(FunctionError) {
                return try YAMLFunctions.prettyText(of: arguments[0], context: context)
            } catch  where error.isSwallowed {
                return .string("")
            }
        },
        "fromYaml": .lenientMapping { (bytes, context) throws(FunctionError) in
            try YAMLFunctions.mapping(in: bytes, context: context)
        },
        "fromYamlArray": .lenientList { (bytes, context) throws(FunctionError) in
            try YAMLFunctions.list(in: bytes, context: context)
        },
    ])

    private static let helmJSON = FunctionTable([
        "toJson": .json(orEmpty: true),
        "mustToJson": .json(),
        "fromJson": .lenientMapping { (bytes, context) throws(FunctionError) in
            switch try GoJSONReader.value(in: bytes, context: context) {
            case .null: return .map(GoMap())
            case .map(let map): return .map(map)
            case let other: throw unfit(other, type: "map[string]interface {}")
            }
        },
        "fromJsonArray": .lenientList { (bytes, context) throws(FunctionError) in
            switch try GoJSONReader.value(in: bytes, context: context) {
            case .null: return .list(GoList(nilOf: .any))
            case .list(let list): return .list(list)
            case let other: throw unfit(other, type: "[]interface {}")
            }
        },
    ])

    private static let helmTOML = FunctionTable([
        "toToml": GoFunction(.any) { (arguments, context) throws(FunctionError) in
            do throws(FunctionError) {
                return .string(try TOMLWriter.text(of: arguments[0], context: context))
            } catch  where error.isSwallowed {
                return .string(error.message)
            }
        },
        "mustToToml": GoFunction(.any) { (arguments, context) throws(FunctionError) in
            .string(try TOMLWriter.text(of: arguments[0], context: context))
        },
        "fromToml": .lenientMapping { (bytes, context) throws(FunctionError) in
            .map(try TOMLReader.table(in: bytes, context: context))
        },
    ])

    // MARK: Pieces

    /// A text without Go's `<no value>`, which Helm takes out of whatever it renders.
    private static func withoutMissingValues(_ text: [UInt8]) -> [UInt8] {
        let pattern = BytePattern(Array("<no value>".utf8))
        var result: [UInt8] = []
        var start = 0
        while let index = pattern.firstIndex(in: text, from: start) {
            result.append(contentsOf: text[start..<index])
            start = index + pattern.count
        }
        return start == 0 ? text : result + text[start...]
    }

    private static func unfit(_ value: GoValue, type: String) -> FunctionError {
        let kind =
            switch value {
            case .bool: "bool"
            case .float: "number"
            case .list: "array"
            case .map: "object"
            default: "string"
            }
        return FunctionError("json: cannot unmarshal \(kind) into Go value of type \(type)")
    }
}

extension FunctionError {
    /// Whether it is about a value, which Helm swallows, not about a rendering's limits.
    fileprivate var isSwallowed: Bool {
        message.hasPrefix("json: ") || message.hasPrefix("error ") || message.hasPrefix("toml: ")
    }
}

extension GoFunction {
    /// A function that reads a mapping of a text, or gives one with the reason under `Error`.
    fileprivate static func lenientMapping(
        _ read: @escaping @Sendable ([UInt8], RenderContext) throws(FunctionError) -> GoValue
    ) -> GoFunction {
        GoFunction(.string) { (arguments, context) throws(FunctionError) in
            let bytes = try arguments[0].chargedBytes(context)
            do throws(FunctionError) {
                return try read(bytes, context)
            } catch {
                return .map(GoMap(["Error": .string(error.message)]))
            }
        }
    }

    /// A function that reads a list of a text, or gives one with the reason as its only element.
    fileprivate static func lenientList(
        _ read: @escaping @Sendable ([UInt8], RenderContext) throws(FunctionError) -> GoValue
    ) -> GoFunction {
        GoFunction(.string) { (arguments, context) throws(FunctionError) in
            let bytes = try arguments[0].chargedBytes(context)
            do throws(FunctionError) {
                return try read(bytes, context)
            } catch {
                return .list([.string(error.message)])
            }
        }
    }
}
