public import FleetDeclarations
public import FleetModel
public import FleetRegistry
import FleetValue

/// Applications that the state remembers and nothing declares any more.
public struct RemovedApplications: Sendable {
    /// Those whose finalizer says that their resources go with them, with nothing desired, so that a plan prunes all.
    public var cascading: [DesiredApplication] = []
    /// Those without such a finalizer: they are forgotten, their resources stay.
    public var orphaning: [ApplicationRecord] = []

    /// The names of all of them, sorted.
    public var names: [String] {
        (cascading.map(\.name) + orphaning.map(\.name)).sorted()
    }

    /// The names of those that came of one of the given ApplicationSets, sorted.
    func names(ofSets sets: Set<String>) -> [String] {
        let origins =
            cascading.map { (name: $0.name, origin: $0.declared.origin.description) }
            + orphaning.map { (name: $0.name, origin: $0.origin) }
        return origins.filter { entry in sets.contains { entry.origin == "applicationset/\($0)" } }.map(\.name).sorted()
    }

    /// Argo CD's finalizers that delete an Application's resources with it: this one, and it with `/foreground` or
    /// `/background` behind it.
    static let finalizer = "resources-finalizer.argocd.argoproj.io"

    /// Finds what is gone from the declarations.
    ///
    /// An incomplete evaluation proves nothing about what it does not hold, and neither does one root's: then nothing
    /// counts as removed.
    ///
    /// - Parameters:
    ///   - records: What the state remembers, already narrowed to what was selected.
    ///   - fleet: What is declared now.
    ///   - clusters: The registered clusters.
    public init(records: [ApplicationRecord], fleet: ExpandedFleet, clusters: [Cluster]) {
        guard fleet.isComplete, fleet.root == nil else { return }
        let byName = Dictionary(clusters.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        // What a set's policy keeps counts as declared; see ``FleetDeclarations/ExpandedFleet/kept``.
        for record in records where fleet.declared[record.name] == nil {
            guard let value = try? JSONReader.value(in: record.manifest),
                let application = try? Application(decoding: value),
                let cluster = byName[record.cluster],
                application.finalizers.contains(where: Self.deletesResources)
            else {
                orphaning.append(record)
                continue
            }
            cascading.append(
                DesiredApplication(
                    declared: DeclaredApplication(application, origin: .state(record.origin)),
                    cluster: cluster,
                    // What the project no longer permits is none of the application's any more.
                    project: fleet.projects[application.project] ?? .default,
                    manifests: [],
                    revisions: [],
                    hash: "",
                    isRemoved: true
                )
            )
        }
    }

    private static func deletesResources(_ finalizer: String) -> Bool {
        finalizer == Self.finalizer || finalizer.hasPrefix(Self.finalizer + "/")
    }
}
