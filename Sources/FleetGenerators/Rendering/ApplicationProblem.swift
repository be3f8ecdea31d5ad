/// What is wrong with one generated Application.
///
/// Such an Application must not be created or changed, and what is there under its name must not be deleted: it is
/// still declared.
public struct ApplicationProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of problem it is.
    public enum Kind: Hashable, Sendable {
        /// It has no name.
        case missingName
        /// Other parameter sets give the same name; all of them, this one's included, ascending.
        case duplicateName([ParameterSetPlace])
        /// Its name, a label or an annotation is not what Kubernetes takes.
        case invalidMetadata
        /// Its destination names a cluster twice or not at all.
        case destination
        /// Something else in its spec is missing or of a wrong type.
        case invalidSpec
    }

    /// The ApplicationSet's name.
    public var applicationSet: String
    /// The Application's name; empty when it has none.
    public var application: String
    /// Which parameter set made it.
    public var place: ParameterSetPlace
    /// What kind of problem it is.
    public var kind: Kind
    /// What is wrong, in one sentence.
    public var message: String

    /// Makes a problem.
    public init(
        applicationSet: String,
        application: String,
        place: ParameterSetPlace,
        kind: Kind,
        message: String
    ) {
        self.applicationSet = applicationSet
        self.application = application
        self.place = place
        self.kind = kind
        self.message = message
    }

    /// Where it was made, its name, and what is wrong with it, in one line.
    public var description: String {
        "ApplicationSet \"\(applicationSet)\": \(place)"
            + (application.isEmpty ? "" : ": application \"\(application)\"") + ": \(message)"
    }
}
