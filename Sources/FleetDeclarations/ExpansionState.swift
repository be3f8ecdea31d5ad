import FleetGenerators
package import FleetModel

/// What an expansion has found so far.
struct ExpansionState {
    private(set) var fleet = ExpandedFleet()
    /// Where each project comes from, to say so when it is declared once more; `default` may be declared by anybody.
    private var projectOrigins: [String: String] = [:]
    /// Names that were declared by more than one, so that it is not known what is meant.
    private var ambiguous: Set<String> = []
    /// Applications of projects that are not declared yet; another Application's manifests may bring them.
    private(set) var waiting: [DeclaredApplication] = []
    /// Names that belong to other roots than the one that is looked at, with who declares them.
    private var reserved: [String: DeclaredApplication.Origin] = [:]

    /// What could not be read beside the declarations.
    private let elsewhere: Set<ApplicationFailure>

    /// The ConfigMaps that generators may name.
    let configMaps: [String: [String: String]]
    /// What generators asked so far: by whether they come from elsewhere, since those are not told everything.
    var answers: [Bool: GeneratorAnswers] = [:]
    /// What earlier runs remember of ApplicationSets.
    let remembered: RememberedApplications
    /// The policies of the sets that are declared, by name.
    private(set) var policies: [String: ApplicationSetSyncPolicy.ApplicationsSync] = [:]

    init(
        projects: [Declared<AppProject>],
        failures: [ApplicationFailure],
        configMaps: [String: [String: String]] = [:],
        remembered: RememberedApplications = RememberedApplications()
    ) {
        self.configMaps = configMaps
        self.remembered = remembered
        elsewhere = Set(failures)
        fleet.failures = failures
        fleet.projects = ["default": .default]
        for project in projects {
            fleet.projects[project.content.name] = project.content
            projectOrigins[project.content.name] = "file/\(project.place)"
        }
    }

    /// Leaves out everything but one root of the first round.
    ///
    /// What is wrong with the others is not this root's concern; their names stay theirs.
    mutating func restrict(_ round: inout [DeclaredApplication], to root: String) {
        for other in round where other.application.name != root { reserved[other.application.name] = other.origin }
        round.removeAll { $0.application.name != root }
        fleet.root = root
        fleet.failures.removeAll { $0.application != root }
        if round.isEmpty, fleet.failures.isEmpty {
            fail(ApplicationFailure.subject(application: root), nil, .generate, "it is not declared")
        }
    }

    // MARK: - Failures

    /// Forgets what could not be read elsewhere and is declared here.
    mutating func forgetFailures(of names: Set<String>) {
        fleet.failures.removeAll { failure in
            failure.application.map { names.contains($0) && elsewhere.contains(failure) } ?? false
        }
    }

    mutating func fail(
        _ subject: String,
        _ cluster: String?,
        _ stage: ApplicationFailure.Stage,
        _ message: String,
        parent: String? = nil,
        wave: Int = 0
    ) {
        fleet.failures.append(
            ApplicationFailure(
                subject: subject,
                cluster: cluster,
                stage: stage,
                message: message,
                parent: parent,
                wave: wave
            )
        )
    }

    mutating func fail(
        _ declared: DeclaredApplication,
        _ cluster: String?,
        _ stage: ApplicationFailure.Stage,
        _ message: String
    ) {
        fail(
            ApplicationFailure.subject(application: declared.application.name),
            cluster,
            stage,
            message,
            parent: declared.parent,
            wave: declared.wave
        )
    }

    // MARK: - Applications

    /// Takes note of an Application by its name.
    ///
    /// - Returns: Whether it is new. An Application that is its own ancestor is not: that is how an app-of-apps manages
    ///   itself, and the first declaration stands. Any other repetition is a failure.
    mutating func register(_ declared: DeclaredApplication) -> Bool {
        let name = declared.application.name
        if let earlier = fleet.declared[name] {
            if let parent = declared.parent, isAncestor(name, of: parent) { return false }
            failTwice(declared, earlier.origin, earlier.parent == nil ? declared : earlier)
            ambiguous.insert(name)
            return false
        }
        fleet.declared[name] = declared
        if let origin = reserved[name] {
            failTwice(declared, origin, declared)
            return false
        }
        return true
    }

    private mutating func failTwice(
        _ declared: DeclaredApplication,
        _ earlier: DeclaredApplication.Origin,
        _ place: DeclaredApplication
    ) {
        fail(place, nil, .generate, "it is declared twice: by \(earlier) and by \(declared.origin)")
    }

    private func isAncestor(_ name: String, of child: String) -> Bool {
        var current: String? = child
        while let step = current {
            if step == name { return true }
            current = fleet.declared[step]?.parent
        }
        return false
    }

    /// Whether the name was declared once only, as far as is known.
    func isUnambiguous(_ declared: DeclaredApplication) -> Bool { !ambiguous.contains(declared.application.name) }

    /// Takes note of a set that is declared, whether or not it can be generated.
    mutating func note(_ set: ApplicationSet) { policies[set.name] = set.syncPolicy.applicationsSync }

    /// Takes note of an Application that only its set's policy keeps.
    mutating func keep(_ kept: KeptApplication) { fleet.kept.append(kept) }

    /// Takes note of an ApplicationSet of which a generator gives nothing.
    mutating func noteEmpty(_ set: ApplicationSet) { fleet.emptySets.insert(set.name) }

    mutating func add(_ application: DesiredApplication) { fleet.applications.append(application) }

    /// Keeps what an Application declares that was not selected.
    mutating func addUnselected(_ manifests: [Manifest], of declared: DeclaredApplication, on cluster: String) {
        let namespace = declared.application.destination.namespace
        for manifest in manifests {
            for key in manifest.possibleKeys(namespace: namespace) {
                fleet.unselected[cluster, default: [:]][key] = declared.application.name
            }
        }
    }

    // MARK: - Projects

    /// Takes up a project that an Application's manifests brought.
    ///
    /// - Returns: Who declared it already, in other words; nil when it was taken up.
    mutating func add(_ project: AppProject, from origin: String) -> String? {
        if let earlier = projectOrigins[project.name], fleet.projects[project.name] != project { return earlier }
        fleet.projects[project.name] = project
        projectOrigins[project.name] = projectOrigins[project.name] ?? origin
        return nil
    }

    /// Puts an Application off until its project is declared.
    mutating func wait(_ declared: DeclaredApplication) { waiting.append(declared) }

    /// Those that waited for a project which is there now, in their order.
    mutating func admitted() -> [DeclaredApplication] {
        let ready = waiting.filter { fleet.projects[$0.application.project] != nil }
        if !ready.isEmpty { waiting.removeAll { fleet.projects[$0.application.project] != nil } }
        return ready
    }

    // MARK: - End

    /// The result, in its defined order.
    func finished() -> ExpandedFleet {
        var fleet = fleet
        fleet.applications.removeAll { ambiguous.contains($0.name) }
        fleet.applications.sort { $0.name < $1.name }
        fleet.failures.sort { ($0.subject, $0.message) < ($1.subject, $1.message) }
        let clusters = Set(fleet.applications.map(\.cluster.name))
        fleet.unselected = fleet.unselected.filter { clusters.contains($0.key) }
        return fleet
    }
}

extension Manifest {
    /// What may identify it on a cluster, while it is not known whether its kind lives in namespaces.
    ///
    /// - Parameter namespace: The destination's, for manifests that name none.
    /// - Returns: Its key, and the one it would have with, or without, a namespace.
    package func possibleKeys(namespace: String) -> [ResourceKey] {
        var key = key
        var keys = [key]
        if key.namespace.isEmpty {
            guard !namespace.isEmpty else { return keys }
            key.namespace = namespace
        } else {
            key.namespace = ""
        }
        keys.append(key)
        return keys
    }
}
