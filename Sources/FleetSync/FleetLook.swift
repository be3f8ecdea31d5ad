public import FleetDeclarations
import FleetHealth
public import FleetModel
public import FleetRegistry
public import FleetRender
import FleetValue

/// Everything that one look at the fleet found.
public struct FleetLook: Sendable {
    /// The registered clusters that were selected, sorted by name.
    public var clusters: [Cluster]
    /// What is declared, rendered as far as it could be.
    public var fleet: ExpandedFleet
    /// What is no longer declared.
    public var removed: RemovedApplications
    /// One comparison a cluster, sorted by name.
    public var comparisons: [ClusterComparison]
    /// The failures that concern the selection.
    public var failures: [ApplicationFailure]
    /// How many Applications the state remembers within the selection.
    public var remembered: Int
}

/// Looks at the fleet: reads the declarations, renders them, and compares the clusters with them.
public struct FleetLooker: Sendable {
    /// Where an Application stands that only the state declares: the root that a bootstrap brought.
    public static let bootstrapOrigin = "bootstrap/"

    private let directory: FleetDirectory
    private let registry: Registry
    private let renderer: Renderer
    private let observer: FleetObserver
    private let answering: (any GeneratorAnswering)?
    private let now: @Sendable () -> Double

    /// Makes a looker.
    ///
    /// - Parameters:
    ///   - directory: Declares the fleet.
    ///   - registry: Holds the clusters and what earlier runs found.
    ///   - renderer: Renders sources.
    ///   - observer: Looks at clusters.
    ///   - answering: Knows what generators ask; nil for what git repositories tell and nothing else.
    ///   - now: Seconds since 1970.
    public init(
        directory: FleetDirectory,
        registry: Registry,
        renderer: Renderer,
        observer: FleetObserver,
        answering: (any GeneratorAnswering)? = nil,
        now: @escaping @Sendable () -> Double
    ) {
        self.directory = directory
        self.registry = registry
        self.renderer = renderer
        self.observer = observer
        self.answering = answering
        self.now = now
    }

    /// Reads and renders what is declared, without looking at any cluster.
    ///
    /// - Throws: ``FleetDeclarations/DeclarationError`` or ``FleetRegistry/RegistryError`` when the declarations or the
    ///   state can not be read at all.
    public func expand(_ selection: Selection) async throws -> ExpandedFleet {
        let clusters = try registry.clusters()
        let declarations = try directory.declarations()
        let (roots, failures) = try bootstrapRoots(on: clusters)
        let remembered = try rememberedApplications()
        let expansion = Expansion(
            clusters: clusters,
            configuration: directory.configuration,
            renderer: renderer,
            answering: answering
        )
        return await expansion.expand(
            declarations,
            beside: roots,
            failures: failures,
            remembered: remembered,
            root: selection.root
        ) {
            selection.includes($0, $1)
        }
    }

    /// Looks at everything that is selected.
    ///
    /// - Parameters:
    ///   - selection: What to look at.
    ///   - progress: Called as each cluster is done.
    /// - Returns: What was found, and what could not be looked at.
    /// - Throws: As ``expand(_:)``. A cluster that can not be reached or an application that can not be rendered is no
    ///   error.
    public func look(
        _ selection: Selection,
        progress: @escaping @Sendable (ClusterComparison) -> Void = { _ in }
    ) async throws -> FleetLook {
        let fleet = try await expand(selection)
        let all = try registry.clusters()
        let clusters = all.filter(selection.includes)
        let names = Set(clusters.map(\.name))
        let records = try registry.applications().filter {
            selection.includes(application: $0.name) && (selection.clusters == nil || names.contains($0.cluster))
        }
        let removed = RemovedApplications(records: records, fleet: fleet, clusters: all)
        let doubts = fleet.doubts
        let unselected = fleet.unselected
        // Who asks for certain applications does not ask for clusters that have none of them.
        let isWhole = selection.applications.isEmpty && selection.root == nil
        let comparisons = await observer.compare(
            fleet.applications + removed.cascading,
            on: isWhole ? clusters : [],
            neighbours: { Neighbours(declared: unselected[$0] ?? [:], doubt: doubts.about($0)) },
            findsOrphans: isWhole && fleet.isComplete,
            progress: progress
        )
        let failures = fleet.failures.filter { failure in
            (failure.application.map(selection.includes(application:)) ?? true)
                && (failure.cluster.map { selection.clusters == nil || names.contains($0) } ?? true)
        }
        try remember(comparisons)
        return FleetLook(
            clusters: isWhole ? clusters : [],
            fleet: fleet,
            removed: removed,
            comparisons: comparisons,
            failures: failures,
            remembered: records.count
        )
    }

    /// Roots that a bootstrap brought stand in the state; a declaration of the same name in the directory wins.
    ///
    /// The root of a cluster that is no longer registered is declared by nobody any more. One that can not be read is
    /// declared, and what it brings is not known.
    private func bootstrapRoots(
        on clusters: [Cluster]
    ) throws -> (roots: [DeclaredApplication], failures: [ApplicationFailure]) {
        let registered = Set(clusters.map(\.name))
        var roots: [DeclaredApplication] = []
        var failures: [ApplicationFailure] = []
        for record in try registry.applications()
        where record.origin.hasPrefix(Self.bootstrapOrigin) && registered.contains(record.cluster) {
            do {
                let application = try Application(decoding: JSONReader.value(in: record.manifest))
                roots.append(DeclaredApplication(application, origin: .state(record.origin)))
            } catch {
                failures.append(
                    ApplicationFailure(
                        subject: "application/\(record.name)",
                        stage: .generate,
                        message: "its manifest in the state can not be read: \(error); run \"fleet bootstrap\" again"
                    )
                )
            }
        }
        return (roots, failures)
    }

    /// What the state knows of ApplicationSets' Applications.
    private func rememberedApplications() throws -> RememberedApplications {
        let prefix = DeclaredApplication.Origin.applicationSet("").description
        return RememberedApplications(
            try registry.applications().compactMap { record in
                guard record.origin.hasPrefix(prefix) else { return nil }
                return RememberedApplications.Entry(
                    name: record.name,
                    applicationSet: String(record.origin.dropFirst(prefix.count)),
                    policy: record.applicationsSync.flatMap(ApplicationSetSyncPolicy.ApplicationsSync.init) ?? .sync,
                    manifest: record.manifest
                )
            }
        )
    }

    /// Keeps what was found of each application, so that it can be listed without looking again.
    private func remember(_ comparisons: [ClusterComparison]) throws {
        let known = Dictionary(
            try registry.applications().map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        var records: [ApplicationRecord] = []
        for comparison in comparisons where comparison.failure == nil {
            for application in comparison.applications where !application.desired.isRemoved {
                records.append(record(of: application, known[application.desired.name]))
            }
        }
        try registry.save(records)
    }

    private func record(of comparison: ApplicationComparison, _ known: ApplicationRecord?) -> ApplicationRecord {
        let desired = comparison.desired
        let health = comparison.health
        return ApplicationRecord(
            name: desired.name,
            cluster: desired.cluster.name,
            origin: desired.declared.origin.description,
            manifest: JSONWriter.text(of: desired.declared.application.manifest.value),
            revision: desired.revisions.joined(separator: ","),
            desiredHash: desired.hash,
            syncStatus: comparison.syncStatus.rawValue,
            healthStatus: health.status.rawValue,
            message: health.message,
            lastSynced: known?.lastSynced,
            updatedAt: now(),
            applicationsSync: desired.declared.applicationsSync?.rawValue
        )
    }
}
