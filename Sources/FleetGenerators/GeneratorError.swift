public import FleetModel

/// Why nothing is generated from an ApplicationSet.
///
/// Such an error always means the whole set: what it would have generated is unknown, not empty.
public enum GeneratorError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A field of the ApplicationSet is wrong, or asks for what is not supported.
    case field(applicationSet: String, ModelError)
    /// The template can not be rendered with one parameter set. Both indices count from 0, the set's within its entry
    /// of `spec.generators`, after the selector.
    case rendering(applicationSet: String, generator: Int, parameterSet: Int, message: String)

    /// The ApplicationSet, the place in it, and what is wrong.
    public var description: String {
        switch self {
        case .field(let set, let error):
            "ApplicationSet \"\(set)\": \(error)"
        case .rendering(let set, let generator, let parameterSet, let message):
            "ApplicationSet \"\(set)\": \(ParameterSetPlace(generator: generator, index: parameterSet)): \(message)"
        }
    }
}
