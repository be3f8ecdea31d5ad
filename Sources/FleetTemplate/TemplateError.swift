public import FleetValue

/// Why a template can not be compiled or rendered.
public enum TemplateError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A `{{` without a `}}` after it, and where in the text it stands.
    case unclosedPlaceholder(TextPosition)
    /// A Go template that can not be parsed or run.
    case go(GoTemplateFailure)
    /// An option of Go templates that there is none of, in Go's words.
    case option(String)
    /// The template at a place in a tree of templates.
    indirect case field(ValuePath, TemplateError)

    /// Where in its tree the template stands; empty when it was compiled alone.
    public var path: ValuePath {
        if case .field(let path, _) = self { path } else { ValuePath() }
    }

    /// Where in its text the template is wrong, where that is known.
    public var position: TextPosition? {
        switch self {
        case .unclosedPlaceholder(let position): position
        case .go(let failure): failure.position
        case .option: nil
        case .field(_, let error): error.position
        }
    }

    /// What is wrong, without the place in the tree.
    public var message: String {
        switch self {
        case .unclosedPlaceholder(let place):
            "invalid template: \"{{\" at line \(place.line), column \(place.column) has no \"}}\" after it"
        case .go(let failure): failure.message
        case .option(let message): message
        case .field(_, let error): error.message
        }
    }

    /// The path, where there is one, and what is wrong.
    public var description: String {
        path.steps.isEmpty ? message : "\(path): \(message)"
    }
}
