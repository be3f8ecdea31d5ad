import FleetGenerators
import FleetModel
import FleetTestSupport
import FleetValue
import FleetYAML

/// What a case knows of the outside: `clusters.yaml` and `inputs.yaml`.
///
/// `inputs.yaml` has `git` (file contents by path under `REPOSITORY@REVISION`, or a text that says why it can not be
/// read), `configMaps`, `resources`, `rows` (what services and plugins answer, or a text that says why they do not) and
/// `fileGlobbing: doublestar`.
struct Outside {
    private let clusters: [Cluster]
    private let values: Value

    init(_ folder: CaseFolder) throws {
        clusters = try folder.textIfPresent("clusters.yaml").map(Self.clusters) ?? []
        values = try folder.textIfPresent("inputs.yaml").map { try YAMLReader.value(in: $0) } ?? .null
    }

    /// The inputs with answers to all that a generator asks.
    func inputs(for generator: ApplicationSetGenerator) throws -> GeneratorInputs {
        var inputs = GeneratorInputs(clusters: ClusterInventory(clusters))
        if values["fileGlobbing"] == "doublestar" { inputs.fileGlobbing = .doublestar }
        for (name, data) in values["configMaps"]?.mapping ?? Mapping() {
            inputs.configMaps[name] = (data.mapping ?? Mapping()).reduce(into: [:]) { $0[$1.key] = $1.value.string }
        }
        while true {
            let queries = try generator.openQueries(inputs)
            if queries.isEmpty { return inputs }
            for query in queries { inputs.answers[query] = answer(query) }
        }
    }

    private func answer(_ query: GeneratorQuery) -> Result<GeneratorAnswer, GeneratorAnswers.Failure> {
        switch query {
        case .gitTree(let repository, let revision):
            let place = repository + "@" + revision
            switch values["git"]?[place] {
            case .mapping(let files)?:
                let paths = files.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
                return .success(.tree(GitTree(commit: place, files: paths)))
            case let problem:
                return .failure(GeneratorAnswers.Failure(problem?.string ?? "there is no \(place)"))
            }
        case .gitFiles(_, let commit, let paths):
            var contents: [String: [UInt8]] = [:]
            for path in paths {
                contents[path] = (values["git"]?[commit]?[path]?.string).map { Array($0.utf8) }
            }
            return .success(.files(contents))
        case .resources(let query):
            let rows = (values["resources"]?.array ?? []).filter { resource in
                let manifest = Manifest(resource)
                switch query.selection {
                case .name(let name): return manifest.name == name
                case .labels(let selector): return selector.matches(manifest.labels)
                }
            }
            return .success(.rows(rows.compactMap(\.mapping)))
        case .repositories, .pullRequests, .plugin:
            guard let rows = values["rows"]?.array else {
                return .failure(GeneratorAnswers.Failure(values["rows"]?.string ?? "no case answers this"))
            }
            return .success(.rows(rows.compactMap(\.mapping)))
        }
    }

    private static func clusters(_ text: String) throws -> [Cluster] {
        try YAMLReader.documents(in: text, file: "clusters.yaml").map { try Cluster(decoding: $0.value) }
    }
}
