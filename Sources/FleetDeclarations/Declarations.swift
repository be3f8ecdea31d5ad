public import FleetModel

/// Everything that a set of files declares, in the order of files and documents.
public struct Declarations: Sendable {
    /// Applications declared as such.
    public var applications: [Declared<Application>] = []
    /// ApplicationSets.
    public var applicationSets: [Declared<ApplicationSet>] = []
    /// AppProjects; `default` exists without being declared.
    public var projects: [Declared<AppProject>] = []
    /// Clusters, from `kind: Cluster` and Argo CD cluster Secrets.
    public var clusters: [Declared<Cluster>] = []
    /// ConfigMaps, which only generators look at.
    public var configMaps: [Declared<ConfigMap>] = []

    /// Makes an empty set.
    public init() {}

    /// Checks that no name is declared twice within one kind.
    func checkUnique() throws(DeclarationError) {
        try check(applications, "Application") {
            "\($0.namespace)/\($0.name)"
        } name: {
            $0.name
        }
        try check(applicationSets, "ApplicationSet") {
            "\($0.namespace)/\($0.name)"
        } name: {
            $0.name
        }
        try check(projects, "AppProject") {
            $0.name
        } name: {
            $0.name
        }
        try check(clusters, "Cluster") {
            $0.name
        } name: {
            $0.name
        }
        // Generators name them without a namespace.
        try check(configMaps, ConfigMap.kind) {
            $0.name
        } name: {
            $0.name
        }
    }

    /// The data of the ConfigMaps, by their names.
    public var configMapData: [String: [String: String]] {
        Dictionary(configMaps.map { ($0.content.name, $0.content.data) }) { first, _ in first }
    }

    private func check<Content>(
        _ declared: [Declared<Content>],
        _ kind: String,
        key: (Content) -> String,
        name: (Content) -> String
    ) throws(DeclarationError) {
        var places: [String: SourcePlace] = [:]
        for entry in declared {
            if let first = places.updateValue(entry.place, forKey: key(entry.content)) {
                throw .duplicate(kind: kind, name: name(entry.content), first: first, second: entry.place)
            }
        }
    }
}
