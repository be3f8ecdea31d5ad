/// Why one Application, or all of one ApplicationSet, could not be brought as far as its manifests.
public struct ApplicationFailure: Hashable, Sendable {
    /// How far it came.
    public enum Stage: String, Hashable, Sendable {
        /// An ApplicationSet could not be generated, or an Application is not valid or declared twice.
        case generate
        /// The destination is no registered cluster.
        case destination
        /// The project forbids it, or is not declared.
        case project
        /// The sources could not be fetched or rendered.
        case render
    }

    /// What failed: `application/NAME`, `applicationset/NAME` or `appproject/NAME`.
    public var subject: String
    /// The destination cluster's name where it is known.
    public var cluster: String?
    /// How far it came.
    public var stage: Stage
    /// Why, one line; below it the place in the text where that is malformed.
    public var message: String
    /// The Application whose manifests brought it; nil for what the fleet directory or the state declares.
    public var parent: String?
    /// Its sync wave among the parent's children.
    public var wave: Int

    /// Makes a failure.
    public init(
        subject: String,
        cluster: String? = nil,
        stage: Stage,
        message: String,
        parent: String? = nil,
        wave: Int = 0
    ) {
        self.subject = subject
        self.cluster = cluster
        self.stage = stage
        self.message = message
        self.parent = parent
        self.wave = wave
    }

    /// The Application's name when the subject is one.
    public var application: String? {
        subject.hasPrefix(Self.applicationPrefix) ? String(subject.dropFirst(Self.applicationPrefix.count)) : nil
    }

    /// The subject that an Application is.
    static func subject(application name: String) -> String { applicationPrefix + name }

    private static let applicationPrefix = "application/"
}
