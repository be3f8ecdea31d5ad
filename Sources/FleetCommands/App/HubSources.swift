import FleetDeclarations
import FleetGenerators
import FleetModel
import FleetRegistry
import FleetRender
import FleetSync
import FleetValue

/// Finding what is to be on a hub.
enum HubSources {
    /// What files, or else the fleet directory, declare and generate.
    ///
    /// - Parameters:
    ///   - files: Files and folders; none for the fleet directory.
    ///   - fleet: Where the cache is.
    ///   - context: Knows the directory, the clusters and how to reach them.
    /// - Returns: Everything; what can not be generated is a failure in it.
    /// - Throws: When the declarations or the state can not be read at all.
    static func declarations(
        _ files: [String],
        _ fleet: FleetOptions,
        _ context: CommandContext
    ) async throws -> HubDeclarations {
        let directory = files.isEmpty ? try context.directory() : try context.directoryIfAny()
        let declared =
            files.isEmpty ? try directory?.declarations() ?? Declarations() : try DeclarationReader.read(files)
        var result = HubDeclarations(
            declared: declared.projects.map { HubDeclaration($0.content.manifest) }
                + declared.applications.map { HubDeclaration($0.content.manifest) },
            applicationSets: declared.applicationSets.map(\.content)
        )
        let inputs = try await inputs(for: declared, directory, fleet, context)
        for set in declared.applicationSets {
            if set.content.strategy?["type"]?.string == "RollingSync" {
                Output.warning("\(set.place): strategy RollingSync has no effect, since the set itself stays here")
            }
            var generated: [HubDeclaration] = []
            do {
                let problems = try ApplicationSetGenerator(applicationSet: set.content).generate(inputs) {
                    generated.append(HubDeclaration($0.manifest, of: set.content))
                }
                result.failures += problems.map { "\(set.place): \($0)" }
                result.declared += generated
            } catch let error as GeneratorError {
                result.failures.append("\(set.place): \(error)")
            }
        }
        return result
    }

    /// What the sets are generated from.
    private static func inputs(
        for declared: Declarations,
        _ directory: FleetDirectory?,
        _ fleet: FleetOptions,
        _ context: CommandContext
    ) async throws -> GeneratorInputs {
        let clusters = try context.registry.clusters()
        let renderer = Renderer(fleetDirectory: directory?.path ?? ".", cacheDirectory: fleet.cacheDirectory)
        let answering = Generation.answers(directory, renderer: renderer, clients: context.clients, clusters: clusters)
        return await GeneratorDriver(answering: answering, fileGlobbing: Generation.fileGlobbing(directory)).inputs(
            for: declared.applicationSets.map(\.content),
            clusters: ClusterInventory(clusters),
            configMaps: declared.configMapData
        )
    }
}
