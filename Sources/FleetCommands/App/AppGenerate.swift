import ArgumentParser
import FleetDeclarations
import FleetGenerators
import FleetModel
import FleetRegistry
import FoundationEssentials

/// `fleet app generate`.
struct AppGenerate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Print the Applications that ApplicationSets generate, without touching any cluster.",
        discussion: """
            Reads files alone when they are given; otherwise the fleet directory, and the clusters of the registry.
            """
    )

    /// The formats of `-o`.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        /// A document each.
        case yaml
        /// One `List`.
        case json
        /// `application/NAME`, one a line.
        case name
    }

    @Option(
        name: [.short, .customLong("file")],
        help: ArgumentHelp("A file or folder; - reads stdin. Repeatable.", valueName: "path")
    )
    var files: [String] = []

    @Option(
        help: ArgumentHelp(
            "Take the clusters from this file or folder (kind Cluster, or Argo CD cluster Secrets) and no registry.",
            valueName: "path"
        )
    )
    var clusters: [String] = []

    @Flag(help: "Print the generators' parameter sets instead, as JSON.")
    var params = false

    @Option(name: [.customShort("o"), .customLong("output")], help: "Output format.")
    var format: Format = .yaml

    @OptionGroup var fleet: FleetOptions

    func run() throws {
        let declarations =
            try files.isEmpty
            ? FleetDirectory.locate(fleet.fleetDirectory).declarations() : DeclarationReader.read(files)
        let inventory = ClusterInventory(try registeredClusters(declarations))
        let sets = declarations.applicationSets
        let failures = try params ? printParameters(of: sets, inventory) : printApplications(of: sets, inventory)
        for failure in failures { Output.error(failure) }
        if !failures.isEmpty { throw ExitStatus.failed }
    }

    /// The clusters that were given, else those of the registry where there is one.
    private func registeredClusters(_ declarations: Declarations) throws -> [Cluster] {
        if !clusters.isEmpty {
            return try DeclarationReader.read(clusters).clusters.map(\.content)
        }
        guard FileManager.default.fileExists(atPath: fleet.stateFile) else {
            return declarations.clusters.map(\.content)
        }
        return try Registry(path: fleet.stateFile).clusters()
    }

    /// Prints every Application; what is wrong with one is a warning here, and an error when it is to be synced.
    private func printApplications(
        of sets: [Declared<ApplicationSet>],
        _ inventory: ClusterInventory
    ) throws -> [String] {
        var failures: [String] = []
        var writer = ManifestWriter(format)
        for set in sets {
            do {
                try ApplicationSetGenerator(applicationSet: set.content).render(clusters: inventory) { generated in
                    writer.write(generated.manifest)
                    for problem in generated.problems { Output.warning("\(set.place): \(problem)") }
                }
            } catch let error as GeneratorError {
                failures.append("\(set.place): \(error)")
            }
        }
        writer.end()
        return failures
    }

    private func printParameters(
        of sets: [Declared<ApplicationSet>],
        _ inventory: ClusterInventory
    ) throws -> [String] {
        var failures: [String] = []
        var writer = JSONListWriter(start: "[", end: "]\n")
        for set in sets {
            do {
                let generator = try ApplicationSetGenerator(applicationSet: set.content)
                try generator.parameters(clusters: inventory) { writer.write($0.value) }
            } catch let error as GeneratorError {
                failures.append("\(set.place): \(error)")
            }
        }
        writer.end()
        return failures
    }
}
