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
    /// The policy of the ApplicationSet that it came from; nil for what came from none.
    public var applicationsSync: ApplicationSetSyncPolicy.ApplicationsSync?

    /// Makes a declared application; a root has no parent.
    public init(_ application: Application, origin: Origin, parent: DeclaredApplication? = nil, wave: Int = 0) {
        self.application = application
        self.origin = origin
        self.parent = parent?.application.name
        root = parent?.root ?? application.name
        self.wave = wave
    }
}
