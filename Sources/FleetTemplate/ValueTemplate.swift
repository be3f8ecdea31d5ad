public import FleetValue

/// A tree whose texts and mapping keys are templates, compiled once and rendered once per parameter set.
///
/// What holds no placeholder is shared by all results. Each parameter is looked up once per result, however often the
/// tree names it. Numbers, booleans and nulls stay; a mapping entry whose value is null is dropped.
///
/// Follows argo-cd `applicationset/utils/utils.go` (`deeplyReplace`).
public struct ValueTemplate: Sendable {
    private indirect enum Node {
        case constant(Value)
        case text(FastTemplate)
        case go(GoTemplate, at: ValuePath)
        case list([Node])
        case mapping([(key: String, node: Node)])
        /// A mapping of which at least one key has a placeholder.
        case keyedMapping([(key: Template, path: ValuePath, node: Node)])

        /// The value of a node that is the same for all parameters.
        var fixedValue: Value? {
            if case .constant(let value) = self { value } else { nil }
        }
    }

    private let root: Node
    /// The names that all fast templates of the tree index.
    private let names: [String]

    /// Compiles a tree.
    ///
    /// - Parameters:
    ///   - value: Any tree.
    ///   - language: The language of its texts and keys.
    /// - Throws: ``TemplateError/field(_:_:)`` with the path from the tree's root to the first text that is not
    ///   well-formed; for a key, the path of its entry.
    public init(_ value: Value, language: TemplateLanguage) throws(TemplateError) {
        var table = NameTable()
        root = try Self.compile(value, language: language, at: ValuePath(), &table)
        names = table.names
    }

    /// Whether every rendering answers the same.
    public var isConstant: Bool {
        if case .constant = root { true } else { false }
    }

    /// Renders with one set of parameters.
    ///
    /// When two keys of one mapping render to the same text, the later entry stands.
    ///
    /// - Throws: ``TemplateError/field(_:_:)`` with the path to the first Go template that fails.
    public func render(_ parameters: Mapping) throws(TemplateError) -> Value {
        if case .constant(let value) = root { return value }
        return try render(TemplateParameters(parameters))
    }

    /// Renders with one set of parameters that other templates are rendered with, too.
    ///
    /// When two keys of one mapping render to the same text, the later entry stands.
    public func render(_ parameters: TemplateParameters) throws(TemplateError) -> Value {
        if case .constant(let value) = root { return value }
        return try Self.render(root, parameters, names.map { parameters.values[$0]?.string })
    }

    // MARK: Compiling

    private static func compile(
        _ value: Value,
        language: TemplateLanguage,
        at path: ValuePath,
        _ table: inout NameTable
    ) throws(TemplateError) -> Node {
        switch value {
        case .null, .bool, .integer, .double:
            return .constant(value)
        case .string(let source):
            do throws(TemplateError) {
                switch language {
                case .fast:
                    let template = try FastTemplate(source, names: &table)
                    return template.isConstant ? .constant(value) : .text(template)
                case .go:
                    guard case .go(let template) = try Template(source, language: language) else {
                        return .constant(value)
                    }
                    return .go(template, at: path)
                }
            } catch {
                throw .field(path, error)
            }
        case .array(let values):
            var nodes: [Node] = []
            nodes.reserveCapacity(values.count)
            for (index, element) in values.enumerated() {
                nodes.append(try compile(element, language: language, at: path.appending(index), &table))
            }
            let constants = nodes.compactMap(\.fixedValue)
            return constants.count == nodes.count ? .constant(.array(constants)) : .list(nodes)
        case .mapping(let mapping):
            return try compile(mapping, language: language, at: path, &table)
        }
    }

    private static func compile(
        _ mapping: Mapping,
        language: TemplateLanguage,
        at path: ValuePath,
        _ table: inout NameTable
    ) throws(TemplateError) -> Node {
        var entries: [(key: Template, path: ValuePath, node: Node)] = []
        entries.reserveCapacity(mapping.count)
        var fixed: [(key: String, node: Node)] = []
        var constants: [(key: String, value: Value)] = []
        for (key, value) in mapping where !value.isNull {
            let node = try compile(value, language: language, at: path.appending(key), &table)
            do throws(TemplateError) {
                entries.append((try Template(key, language: language), path.appending(key), node))
            } catch {
                throw .field(path.appending(key), error)
            }
            guard case .text(let text) = entries[entries.count - 1].key else { continue }
            fixed.append((text, node))
            if let constant = node.fixedValue { constants.append((text, constant)) }
        }
        guard fixed.count == entries.count else { return .keyedMapping(entries) }
        guard constants.count == entries.count else { return .mapping(fixed) }
        return .constant(.mapping(Mapping(uniqueEntries: constants)))
    }

    // MARK: Rendering

    private static func render(
        _ node: Node,
        _ parameters: TemplateParameters,
        _ values: [String?]
    ) throws(TemplateError) -> Value {
        switch node {
        case .constant(let value):
            return value
        case .text(let template):
            return .string(template.render(values))
        case .go(let template, let path):
            do throws(TemplateError) {
                return .string(try template.render(parameters))
            } catch {
                throw .field(path, error)
            }
        case .list(let nodes):
            var result: [Value] = []
            result.reserveCapacity(nodes.count)
            for node in nodes { result.append(try render(node, parameters, values)) }
            return .array(result)
        case .mapping(let entries):
            var result: [Mapping.Element] = []
            result.reserveCapacity(entries.count)
            for (key, node) in entries { result.append((key, try render(node, parameters, values))) }
            return .mapping(Mapping(uniqueEntries: result))
        case .keyedMapping(let entries):
            var result = Mapping()
            result.reserveCapacity(entries.count)
            for (key, path, node) in entries {
                let rendered: String
                do throws(TemplateError) {
                    rendered = try key.render(parameters)
                } catch {
                    throw .field(path, error)
                }
                result[rendered] = try render(node, parameters, values)
            }
            return .mapping(result)
        }
    }
}
