import FleetTemplate
import FleetValue

/// What is said of a template that can not be compiled or rendered.
enum TemplateFailure {
    /// The message with the template's text, as Argo CD says it, for texts of Go templates.
    ///
    /// - Parameters:
    ///   - error: What went wrong.
    ///   - source: The template's text, which is left out when it is long or of several lines.
    /// - Returns: One line.
    static func message(_ error: TemplateError, of source: String) -> String {
        guard let failure = failure(in: error) else { return error.message }
        // Messages are of one line.
        let isShort = source.utf8.count <= 200 && !source.utf8.contains(UInt8(ascii: "\n"))
        let shown = isShort ? " " + source : ""
        return switch failure.stage {
        case .parsing: "failed to parse template\(shown): \(failure.message)"
        case .execution: "failed to execute go template\(shown): \(failure.message)"
        }
    }

    /// The message for a template in a tree, or a key of it; see ``message(_:of:)``.
    static func message(_ error: TemplateError, in tree: Value) -> String {
        if case .string(let source)? = tree[error.path] {
            // A key's error stands at its entry, whose value may be a text without any.
            if case .key(let key)? = error.path.steps.last, key.contains("{{"), !source.contains("{{") {
                return message(error, of: key)
            }
            return message(error, of: source)
        }
        guard case .key(let key)? = error.path.steps.last else { return error.message }
        return message(error, of: key)
    }

    /// The first text or key of a tree that can not be rendered with some parameters, as an error with its path; nil
    /// when all can.
    ///
    /// Slow; for when rendering the whole has failed.
    static func first(
        in tree: Value,
        language: TemplateLanguage,
        _ parameters: TemplateParameters,
        at path: ValuePath = ValuePath()
    ) -> TemplateError? {
        switch tree {
        case .string(let source):
            return failure(of: source, language, parameters, at: path)
        case .array(let values):
            for (index, value) in values.enumerated() {
                let place = path.appending(index)
                if let error = first(in: value, language: language, parameters, at: place) { return error }
            }
        case .mapping(let mapping):
            for (key, value) in mapping where !value.isNull {
                let place = path.appending(key)
                if let error = first(in: value, language: language, parameters, at: place)
                    ?? failure(of: key, language, parameters, at: place)
                {
                    return error
                }
            }
        default: break
        }
        return nil
    }

    private static func failure(
        of source: String,
        _ language: TemplateLanguage,
        _ parameters: TemplateParameters,
        at path: ValuePath
    ) -> TemplateError? {
        do throws(TemplateError) {
            _ = try Template(source, language: language).render(parameters)
            return nil
        } catch {
            return .field(path, error)
        }
    }

    private static func failure(in error: TemplateError) -> GoTemplateFailure? {
        switch error {
        case .go(let failure): failure
        case .field(_, let error): failure(in: error)
        default: nil
        }
    }
}

extension TemplateError {
    /// Whether a Go template named what is not there.
    var isAboutMissingKey: Bool {
        message.contains("map has no entry for key") || message.contains("can't evaluate field")
    }
}
