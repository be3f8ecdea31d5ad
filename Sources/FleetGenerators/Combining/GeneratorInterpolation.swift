import FleetModel
import FleetTemplate
import FleetValue

/// The second generator of a matrix as a template for generators: a parameter set of the first in, a generator out.
///
/// All texts and keys of its body are rendered, its selector is not. Its `values`, and those of generators within it,
/// which mostly name its own parameters, are rendered only if the first generator's set has all that they name;
/// otherwise they stay as they are, for the generator itself to render.
///
/// Follows argo-cd `applicationset/utils/utils.go` (`RenderGeneratorParams`).
struct GeneratorInterpolation: Sendable {
    /// The `values` of one generator.
    private struct Values: Sendable {
        /// Where they stand in the body.
        var path: ValuePath
        var declared: Mapping
        var texts: [(key: String, template: Template)]
    }

    private let entry: GeneratorEntry
    /// The body without any `values`.
    private let body: ValueTemplate
    /// What ``body`` is compiled from.
    private let rest: Value
    private let values: [Values]
    private let options: GeneratorOptions

    /// Compiles the texts of an entry with one generator.
    ///
    /// - Throws: ``ModelError`` for texts that are not well-formed.
    init(of entry: GeneratorEntry, options: GeneratorOptions) throws(ModelError) {
        var entry = entry
        // A template of a generator within others means nothing, and may refer to parameters that come later.
        entry.bodies[0].value["template"] = nil
        self.entry = entry
        self.options = options
        var rest = entry.bodies[0].value
        var found: [(path: ValuePath, values: Mapping)] = []
        Self.takeValues(from: &rest, at: ValuePath(), into: &found)
        self.rest = rest
        do throws(TemplateError) {
            body = try ValueTemplate(rest, language: options.language)
            var values: [Values] = []
            for (path, declared) in found {
                values.append(
                    Values(path: path, declared: declared, texts: try Self.texts(in: declared, at: path, options))
                )
            }
            self.values = values
        } catch {
            let path = ValuePath(Self.path(of: entry).steps + error.path.steps)
            throw ModelError(path, TemplateFailure.message(error, in: entry.bodies[0].value))
        }
    }

    /// Whether the generator is the same for all parameter sets.
    var isConstant: Bool { body.isConstant && values.allSatisfy(\.texts.isEmpty) }

    /// The generator for a parameter set of the first one; an empty set changes nothing.
    ///
    /// - Throws: ``GeneratorFault`` for texts that can not be rendered, and when what they give is wrong.
    func generator(for set: ParameterSet) throws(GeneratorFault) -> SelectedGenerator {
        var entry = entry
        if !set.values.isEmpty { entry.bodies[0].value = try rendered(with: set) }
        do throws(ModelError) {
            return try SelectedGenerator(entry.bodies[0], of: entry, options: options)
        } catch {
            throw GeneratorFault(path: error.path, message: error.message)
        }
    }

    /// The body rendered with a parameter set.
    func rendered(with set: ParameterSet) throws(GeneratorFault) -> Value {
        let data = set.templateParameters()
        do throws(TemplateError) {
            var result = try body.render(data)
            for values in values {
                var texts = values.declared
                for (key, template) in values.texts {
                    do throws(TemplateError) {
                        texts[key] = .string(try template.render(data))
                    } catch {
                        guard error.isAboutMissingKey else {
                            throw .field(values.path.appending(key), error)
                        }
                    }
                }
                result = Self.setting(.mapping(texts), at: values.path.steps[...], in: result)
            }
            return result
        } catch {
            let body = entry.bodies[0].value
            let located =
                error.path.steps.isEmpty
                ? TemplateFailure.first(in: rest, language: options.language, set.templateParameters()) ?? error : error
            throw GeneratorFault(
                path: ValuePath(Self.path(of: entry).steps + located.path.steps),
                message: "failed to replace parameters in generator: \(TemplateFailure.message(located, in: body))"
            )
        }
    }

    // MARK: Values

    private static func path(of entry: GeneratorEntry) -> ValuePath {
        entry.path.appending(entry.bodies[0].kind.rawValue)
    }

    /// Takes the `values` of a generator's body, and of generators in it, out of it.
    private static func takeValues(
        from body: inout Value,
        at path: ValuePath,
        into found: inout [(path: ValuePath, values: Mapping)]
    ) {
        if case .mapping(let values)? = body["values"] {
            found.append((path.appending("values"), values))
            body["values"] = nil
        }
        guard case .array(var children)? = body["generators"] else { return }
        for index in children.indices {
            for kind in GeneratorKind.allCases {
                guard var child = children[index][kind.rawValue] else { continue }
                let place = path.appending("generators").appending(index).appending(kind.rawValue)
                takeValues(from: &child, at: place, into: &found)
                children[index][kind.rawValue] = child
            }
        }
        body["generators"] = .array(children)
    }

    /// The texts with placeholders.
    private static func texts(
        in values: Mapping,
        at path: ValuePath,
        _ options: GeneratorOptions
    ) throws(TemplateError) -> [(key: String, template: Template)] {
        var texts: [(key: String, template: Template)] = []
        for (key, value) in values {
            guard case .string(let source) = value else { continue }
            do throws(TemplateError) {
                let template = try Template(source, language: options.strictLanguage)
                if case .text = template { continue }
                texts.append((key, template))
            } catch {
                throw .field(path.appending(key), error)
            }
        }
        return texts
    }

    /// A tree with a value put at a path; steps that do not exist are left out.
    private static func setting(_ value: Value, at steps: ArraySlice<ValuePath.Step>, in tree: Value) -> Value {
        guard let step = steps.first else { return value }
        switch (step, tree) {
        case (.key(let key), .mapping(var mapping)):
            mapping[key] = setting(value, at: steps.dropFirst(), in: mapping[key] ?? .null)
            return .mapping(mapping)
        case (.index(let index), .array(var elements)) where elements.indices.contains(index):
            elements[index] = setting(value, at: steps.dropFirst(), in: elements[index])
            return .array(elements)
        default:
            return tree
        }
    }
}
