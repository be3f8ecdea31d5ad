public import FleetValue

/// Why a template can not be compiled or rendered.
public enum TemplateError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A `{{` without a `}}` after it, and where in the text it stands.
    case unclosedPlaceholder(TextPosition)
    /// The template at a place in a tree of templates.
    indirect case field(ValuePath, TemplateError)

    /// Where in its tree the template stands; empty when it was compiled alone.
    public var path: ValuePath {
        if case .field(let path, _) = self { path } else { ValuePath() }
    }

    /// What is wrong, without the place in the tree.
    public var message: String {
        switch self {
        case .unclosedPlaceholder(let place):
            "invalid template: \"{{\" at line \(place.line), column \(place.column) has no \"}}\" after it"
        case .field(_, let error): error.message
        }
    }

    /// The path, where there is one, and what is wrong.
    public var description: String {
        path.steps.isEmpty ? message : "\(path): \(message)"
    }
}
