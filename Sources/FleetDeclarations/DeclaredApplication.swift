public import FleetModel

/// An Application and where it comes from.
public struct DeclaredApplication: Sendable {
    /// What declares an Application.
    public enum Origin: Hashable, Sendable, CustomStringConvertible {
        /// A document of the fleet directory.
        case file(SourcePlace)
        /// An ApplicationSet, by name.
        case applicationSet(String)
        /// Another Application whose manifests hold it (app-of-apps), by name.
        case application(String)
        /// Nothing but the state: a bootstrap's root, or what is no longer declared; the text is as it was recorded.
        case state(String)

        /// `file/PATH:LINE`, `applicationset/NAME` or `application/NAME`.
        public var description: String {
            switch self {
            case .file(let place): "file/\(place)"
            case .applicationSet(let name): "applicationset/\(name)"
            case .application(let name): "application/\(name)"
            case .state(let text): text
            }
        }
    }

    /// The Application.
    public var application: Application
    /// What declares it.
    public var origin: Origin
    /// The Application whose manifests brought it, directly or through an ApplicationSet; nil for roots.
    public var parent: String?
    /// The name of the Application at the top: of the parent's parent and so on, its own where it has no parent.
    public var root: String
    /// Its sync wave among the parent's children.
    public var wave: Int

    /// Makes a declared application.
    ///
    /// - Parameter parent: What brought it, with its root; nil for roots.
    public init(_ application: Application, origin: Origin, parent: DeclaredApplication? = nil, wave: Int = 0) {
        self.application = application
        self.origin = origin
        self.parent = parent?.application.name
        root = parent?.root ?? application.name
        self.wave = wave
    }
}

/// An Application of which it is known what should be on its cluster.
public struct DesiredApplication: Sendable {
    /// The Application, its origin, parent and wave.
    public var declared: DeclaredApplication
    /// The cluster that its destination means.
    public var cluster: Cluster
    /// The project that says what it may hold.
    public var project: AppProject
    /// Its manifests as rendered, in the order of sources and files, without the Applications, ApplicationSets and
    /// AppProjects that `fleet` takes up itself.
    public var manifests: [Manifest]
    /// The resolved revision of each source, in order.
    public var revisions: [String]
    /// A hash of all that was rendered.
    public var hash: String
    /// What the rendering warned of.
    public var warnings: [String]
    /// Whether it is no longer declared, so that all it put on the cluster is to be deleted.
    public var isRemoved: Bool

    /// Makes a desired application.
    public init(
        declared: DeclaredApplication,
        cluster: Cluster,
        project: AppProject,
        manifests: [Manifest],
        revisions: [String],
        hash: String,
        warnings: [String] = [],
        isRemoved: Bool = false
    ) {
        self.declared = declared
        self.cluster = cluster
        self.project = project
        self.manifests = manifests
        self.revisions = revisions
        self.hash = hash
        self.warnings = warnings
        self.isRemoved = isRemoved
    }

    /// The Application's name.
    public var name: String { declared.application.name }
}

/// Why one Application, or all of one ApplicationSet, could not be brought as far as its manifests.
public struct ApplicationFailure: Hashable, Sendable {
    /// How far it came.
    public enum Stage: String, Hashable, Sendable {
        /// An ApplicationSet could not be generated, or gave an Application that is not valid.
        case generate
        /// The destination is no registered cluster.
        case destination
        /// The project forbids it.
        case project
        /// The sources could not be fetched or rendered.
        case render
    }

    /// What failed: `application/NAME` or `applicationset/NAME`.
    public var subject: String
    /// The destination cluster's name where it is known.
    public var cluster: String?
    /// How far it came.
    public var stage: Stage
    /// Why, one line.
    public var message: String

    /// Makes a failure.
    public init(subject: String, cluster: String? = nil, stage: Stage, message: String) {
        self.subject = subject
        self.cluster = cluster
        self.stage = stage
        self.message = message
    }

    /// The Application's name when the subject is one.
    public var application: String? {
        subject.hasPrefix("application/") ? String(subject.dropFirst("application/".count)) : nil
    }
}
