public import FleetValue

/// One compiled text of either language, to be rendered once per parameter set.
///
/// This is the seam between the languages: whoever renders knows templates only.
public enum Template: Sendable {
    /// A text without placeholders. Rendering answers the text itself, which costs no copy.
    case text(String)
    /// A text with `{{name}}` placeholders.
    case fast(FastTemplate)
    /// A text with Go's actions.
    case go(GoTemplate)

    /// Compiles a text.
    ///
    /// - Throws: ``TemplateError`` when the text is not well-formed in its language.
    public init(_ source: String, language: TemplateLanguage) throws(TemplateError) {
        switch language {
        case .fast:
            let compiled = try FastTemplate(source)
            self = compiled.isConstant ? .text(source) : .fast(compiled)
        case .go(let options):
            self = Self.hasAction(source) ? .go(try GoTemplate(source, options: options)) : .text(source)
        }
    }

    /// Whether rendering answers the same for all parameters.
    public var isConstant: Bool {
        if case .text = self { true } else { false }
    }

    /// Renders the text with one set of parameters.
    public func render(_ parameters: Mapping) throws(TemplateError) -> String {
        switch self {
        case .text(let text): text
        case .fast(let template): template.render(parameters)
        case .go(let template): try template.render(TemplateParameters(parameters))
        }
    }

    /// Renders the text with one set of parameters that other templates are rendered with, too.
    public func render(_ parameters: TemplateParameters) throws(TemplateError) -> String {
        switch self {
        case .text(let text): text
        case .fast(let template): template.render(parameters.values)
        case .go(let template): try template.render(parameters)
        }
    }

    /// Whether a text has a `{{` anywhere; without it, it is its own rendering in Go's language.
    private static func hasAction(_ source: String) -> Bool {
        var wasBrace = false
        for byte in source.utf8 {
            let isBrace = byte == UInt8(ascii: "{")
            if isBrace, wasBrace { return true }
            wasBrace = isBrace
        }
        return false
    }
}
