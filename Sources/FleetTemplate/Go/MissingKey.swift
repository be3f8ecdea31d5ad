/// What a Go template makes of a key that a map does not have.
public enum MissingKey: Hashable, Sendable {
    /// Goes on with no value, which prints as `<no value>`.
    case noValue
    /// Goes on with the map's zero value: `""` in a map of strings, otherwise a nil.
    case zero
    /// Fails.
    case error

    /// Reads an option such as `missingkey=error`.
    ///
    /// - Throws: ``TemplateError/option(_:)`` for any other, with the text of Go's panic.
    public init(option: String) throws(TemplateError) {
        switch option {
        case "missingkey=default", "missingkey=invalid": self = .noValue
        case "missingkey=zero": self = .zero
        case "missingkey=error": self = .error
        case "": throw .option("empty option string")
        default: throw .option("unrecognized option: \(option)")
        }
    }

    /// Reads options in order, of which the last one counts.
    ///
    /// - Throws: ``TemplateError/option(_:)`` for the first that there is none of.
    public init(options: [String]) throws(TemplateError) {
        self = .noValue
        for option in options { self = try MissingKey(option: option) }
    }
}
