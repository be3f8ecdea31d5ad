public import FleetValue

/// One compiled text of either language, to be rendered once per parameter set.
///
/// This is the seam between the languages: whoever renders knows templates only.
public enum Template: Hashable, Sendable {
    /// A text without placeholders. Rendering answers the text itself, which costs no copy.
    case text(String)
    /// A text with `{{name}}` placeholders.
    case fast(FastTemplate)

    /// Compiles a text.
    ///
    /// - Throws: ``TemplateError`` when the text is not well-formed in its language.
    public init(_ source: String, language: TemplateLanguage) throws(TemplateError) {
        switch language {
        case .fast:
            let compiled = try FastTemplate(source)
            self = compiled.isConstant ? .text(source) : .fast(compiled)
        }
    }

    /// Renders the text with one set of parameters.
    public func render(_ parameters: Mapping) throws(TemplateError) -> String {
        switch self {
        case .text(let text): text
        case .fast(let template): template.render(parameters)
        }
    }
}
