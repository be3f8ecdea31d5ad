import FleetModel
import FleetTemplate
import FleetValue

/// The `values` of a generator: parameters that are rendered with the generator's own, and can not refer to each other.
///
/// Follows argo-cd `applicationset/generators/value_interpolation.go`.
struct GeneratorValues: Sendable {
    private let templates: [(name: String, template: Template, source: String, path: ValuePath)]
    private let isFlat: Bool

    /// Whether there are none.
    var isEmpty: Bool { templates.isEmpty }

    /// Decodes and compiles the field `values` of a generator's body.
    ///
    /// - Throws: ``ModelError`` for values that are no strings or not well-formed.
    init(in reader: FieldReader, options: GeneratorOptions) throws(ModelError) {
        let texts = try reader.stringMap("values")
        var templates: [(name: String, template: Template, source: String, path: ValuePath)] = []
        for key in try reader.optionalMapping("values")?.keys ?? [] {
            let source = texts[key] ?? ""
            let path = reader.path(to: "values").appending(key)
            do throws(TemplateError) {
                let template = try Template(source, language: options.language)
                templates.append((options.isFlat ? "values." + key : key, template, source, path))
            } catch {
                throw ModelError(path, TemplateFailure.message(error, of: source))
            }
        }
        self.templates = templates
        isFlat = options.isFlat
    }

    /// A generator's parameters with `values` added.
    ///
    /// Flat: `values.NAME` each. Nested: `values`, a mapping of texts in place of any parameter of that name. Without
    /// values the parameters stay as they are.
    ///
    /// - Throws: ``ModelError`` with the path of the value that can not be rendered.
    func added(to set: ParameterSet) throws(ModelError) -> ParameterSet {
        guard !templates.isEmpty else { return set }
        let parameters = set.templateParameters()
        var entries: [Mapping.Element] = []
        entries.reserveCapacity(templates.count)
        for (name, template, source, path) in templates {
            do throws(TemplateError) {
                entries.append((name, .string(try template.render(parameters))))
            } catch {
                let message = TemplateFailure.message(error, of: source)
                throw ModelError(path, "failed to append templated values: \(message)")
            }
        }
        var result = set
        if isFlat {
            result.values.reserveCapacity(set.values.count + entries.count)
            for (name, text) in entries { result.values[name] = text }
        } else {
            result.values["values"] = .mapping(Mapping(uniqueEntries: entries))
            result.declare(Self.type)
        }
        return result
    }

    private static let type = ParameterSet.PartType("values", kind: .textMap)
}

extension ParameterSet {
    /// Notes the type of a part, in place of all that was noted of it and below it.
    mutating func declare(_ type: PartType) {
        types.removeAll { $0.path.starts(with: type.path) }
        types.append(type)
    }
}
