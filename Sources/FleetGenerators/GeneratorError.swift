public import FleetModel
public import FleetValue

/// Why nothing is generated from an ApplicationSet.
///
/// Such an error always means the whole set: what it would have generated is unknown, not empty.
public enum GeneratorError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A field of the ApplicationSet is wrong, or asks for what is not supported.
    case field(applicationSet: String, ModelError)
    /// A generator failed; the path is where it stands: `spec.generators[0].git`.
    case generator(applicationSet: String, path: ValuePath, message: String)
    /// The template can not be rendered with one parameter set. Both indices count from 0, the set's within its entry
    /// of `spec.generators`, after the selector.
    case rendering(applicationSet: String, generator: Int, parameterSet: Int, message: String)
    /// Generators have questions; see ``ApplicationSetGenerator/openQueries(_:)``.
    case unanswered(applicationSet: String, [GeneratorQuery])

    /// The ApplicationSet, the place in it, and what is wrong.
    public var description: String {
        switch self {
        case .field(let set, let error): "ApplicationSet \"\(set)\": \(error)"
        case .generator(let set, let path, _) where !path.steps.isEmpty:
            "ApplicationSet \"\(set)\": \(path): \(message)"
        case .generator(let set, _, _), .rendering(let set, _, _, _), .unanswered(let set, _):
            "ApplicationSet \"\(set)\": \(message)"
        }
    }

    /// What is wrong, without the ApplicationSet and the field.
    public var message: String {
        switch self {
        case .field(_, let error): error.message
        case .generator(_, _, let message): message
        case .rendering(_, let generator, let parameterSet, let message):
            "\(ParameterSetPlace(generator: generator, index: parameterSet)): \(message)"
        case .unanswered(_, let queries):
            queries.count == 1
                ? "a question of its generators is not answered"
                : "\(queries.count) questions of its generators are not answered"
        }
    }

    /// The field of the ApplicationSet's document at fault, as near as is known.
    public var path: ValuePath {
        switch self {
        case .field(_, let error): error.path
        case .generator(_, let path, _): path
        case .rendering(_, let generator, _, _): ValuePath(keys: "spec", "generators").appending(generator)
        case .unanswered: ValuePath()
        }
    }
}
