import FleetModel
import FleetTemplate
import FleetValue
import FleetYAML

/// An ApplicationSet's `templatePatch`, compiled.
///
/// The patch is rendered as one text and applied to each Application after the template was rendered. A text that
/// begins with `{` is JSON, any other YAML. A patch that renders to nothing changes nothing; one that says `spec:` and
/// nothing below it takes the whole spec away, except for the project, which no patch can change.
///
/// Follows argo-cd `applicationset/controllers/template/patch.go`.
struct TemplatePatch: Sendable {
    /// Why a patch can not be applied to one Application; the message begins with `invalid templatePatch`.
    struct Problem: Error {
        /// What is wrong.
        var message: String
    }

    private let template: Template
    private let source: String
    /// The patch itself when it is the same for all parameter sets.
    private let constant: Value?

    /// Compiles a patch.
    ///
    /// - Throws: ``ModelError`` at `spec.templatePatch` when the text is not well-formed, and, of a patch without
    ///   placeholders, when it is no patch.
    init(_ source: String, language: TemplateLanguage) throws(ModelError) {
        let path = ValuePath(keys: "spec", "templatePatch")
        do throws(TemplateError) {
            template = try Template(source, language: language)
        } catch {
            throw ModelError(path, TemplateFailure.message(error, of: source))
        }
        self.source = source
        if case .text(let text) = template {
            do throws(Problem) {
                constant = try Self.parse(text)
            } catch {
                throw ModelError(path, error.message)
            }
        } else {
            constant = nil
        }
    }

    /// Applies the patch to a rendered Application.
    func apply(to application: Value, parameters: TemplateParameters) throws(Problem) -> Value {
        let patch: Value
        if let constant {
            patch = constant
        } else {
            let text: String
            do throws(TemplateError) {
                text = try template.render(parameters)
            } catch {
                throw Problem(message: "invalid templatePatch: \(TemplateFailure.message(error, of: source))")
            }
            patch = try Self.parse(text)
        }
        if patch.isNull { return application }
        var result: Value
        do throws(StrategicMerge.Problem) {
            result = try StrategicMerge.apply(patch, to: application)
        } catch {
            throw Problem(message: "invalid templatePatch: \(ModelError(error.path, error.message))")
        }
        let project = application["spec"]?["project"]
        if project != nil || result["spec"]?["project"] != nil {
            var spec = result["spec"]?.mapping ?? Mapping()
            spec["project"] = project
            result["spec"] = .mapping(spec)
        }
        return result
    }

    private static func parse(_ text: String) throws(Problem) -> Value {
        let patch: Value
        let start = text.unicodeScalars.first { !$0.properties.isWhitespace }
        do {
            patch = start == "{" ? try JSONReader.value(in: text) : try YAMLReader.value(in: text)
        } catch let error as YAMLError {
            throw Problem(
                message: "invalid templatePatch: line \(error.line), column \(error.column): \(error.message)"
            )
        } catch let error as JSONError {
            let place = error.position
            throw Problem(
                message: "invalid templatePatch: line \(place.line), column \(place.column): \(error.message)"
            )
        } catch {
            throw Problem(message: "invalid templatePatch: \(error)")
        }
        do throws(ModelError) {
            if !patch.isNull { _ = try FieldReader(patch) }
            try ApplicationSetTemplateSchema.application.check(patch, at: ValuePath())
        } catch {
            throw Problem(message: "invalid templatePatch: \(error)")
        }
        return patch
    }
}
