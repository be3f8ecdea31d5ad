import FleetModel
import FleetTemplate
import FleetValue
import FleetYAML

/// The `list` generator: parameter sets written out, in order, those of `elementsYaml` after those of `elements`.
///
/// For `{{name}}` placeholders every value of an element must be a string; under the key `values` stands a mapping of
/// strings, which become `values.NAME`. What `elementsYaml` holds is taken as it is.
///
/// Follows argo-cd `applicationset/generators/list.go`.
struct ListGenerator: Generator {
    private let sets: [ParameterSet]

    /// Decodes the body of a `list` entry.
    ///
    /// - Throws: ``ModelError`` for unknown fields, elements that are no mappings and values that are no strings, and
    ///   when `elementsYaml` is not a YAML list of mappings.
    init(decoding body: Value, at path: ValuePath, options: GeneratorOptions) throws(ModelError) {
        let reader = try FieldReader(body, at: path)
        try reader.refuseUnknown(["elements", "elementsYaml", "template"])
        var sets: [ParameterSet] = []
        for element in try reader.readers("elements") {
            let parameters = options.isFlat ? try Self.flatParameters(of: element) : element.mapping
            sets.append(ParameterSet(parameters))
        }
        if let text = try reader.optionalString("elementsYaml"), !text.isEmpty {
            for element in try Self.elements(inYAML: text, at: reader.path(to: "elementsYaml")) {
                sets.append(ParameterSet(element))
            }
        }
        self.sets = sets
    }

    func parameters(in context: GeneratorContext, each: (ParameterSet) throws -> Void) throws {
        for set in sets { try each(set) }
    }

    private static func flatParameters(of element: FieldReader) throws(ModelError) -> Mapping {
        var parameters = Mapping()
        for (key, value) in element.mapping {
            let path = element.path(to: key)
            guard key == "values" else {
                parameters[key] = .string(try text(of: value, at: path))
                continue
            }
            guard case .mapping(let values) = value else {
                throw FieldReader.mismatch(value, expected: "a mapping of strings", at: path)
            }
            for (name, value) in values {
                parameters["values." + name] = .string(try text(of: value, at: path.appending(name)))
            }
        }
        return parameters
    }

    private static func text(of value: Value, at path: ValuePath) throws(ModelError) -> String {
        if let text = value.string { return text }
        var error = FieldReader.mismatch(value, expected: "a string", at: path)
        error.message += "; {{name}} placeholders take strings only"
        switch value {
        case .bool, .integer, .double: error.message += ", put it in quotes"
        default: break
        }
        throw error
    }

    private static func elements(inYAML text: String, at path: ValuePath) throws(ModelError) -> [Mapping] {
        let value: Value
        do throws(YAMLError) {
            value = try YAMLReader.value(in: text)
        } catch {
            throw ModelError(path, "is not YAML: line \(error.line), column \(error.column): \(error.message)")
        }
        if value.isNull { return [] }
        guard case .array(let elements) = value else {
            throw FieldReader.mismatch(value, expected: "the text of a YAML list of mappings", at: path)
        }
        var mappings: [Mapping] = []
        for (index, element) in elements.enumerated() {
            switch element {
            case .mapping(let mapping): mappings.append(mapping)
            case .null: mappings.append(Mapping())
            default: throw FieldReader.mismatch(element, expected: "a mapping", at: path.appending(index))
            }
        }
        return mappings
    }
}
