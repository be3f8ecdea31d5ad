import FleetDeclarations
import FleetGenerators
import FleetModel
import FleetRegistry
import FoundationEssentials

/// What a command that needs no cluster generates from, read from files and, where there is one, the registry.
struct PreviewSource {
    /// What is declared.
    var declarations: PreviewDeclarations
    /// The fleet directory, where one was given or found.
    var directory: FleetDirectory?
    /// The clusters.
    var clusters: [Cluster]
    /// Whether somebody said which clusters there are.
    var areClustersKnown: Bool

    /// Reads files, or the fleet directory when none are given.
    ///
    /// - Throws: When there is no fleet directory, and for clusters that can not be read. What is wrong with declarations
    ///   is told by them.
    init(
        _ options: PreviewOptions,
        otherKinds: PreviewDeclarations.OtherKinds = .refused,
        isThorough: Bool = false
    ) throws {
        directory = try Self.directory(options)
        var findings: [PreviewFinding] = []
        let texts: [DeclarationText]
        if options.files.isEmpty, let directory {
            texts = DeclarationText.read(directory, findings: &findings)
        } else {
            texts = DeclarationText.read(options.files, findings: &findings)
        }
        declarations = PreviewDeclarations(texts, otherKinds: otherKinds, isThorough: isThorough)
        declarations.findings = findings + declarations.findings
        (clusters, areClustersKnown) = try Self.clusters(options.clusters, options.fleet, declarations)
    }

    /// The directory that is asked for; the nearest one, if any, when files are given.
    private static func directory(_ options: PreviewOptions) throws -> FleetDirectory? {
        do throws(DeclarationError) {
            return try FleetDirectory.locate(options.fleet.fleetDirectory)
        } catch .noFleetDirectory where !options.files.isEmpty {
            return nil
        }
    }

    /// The clusters that were given, else those of the registry where there is one, else those that are declared.
    static func clusters(
        _ options: PreviewClusterOptions,
        _ fleet: FleetOptions,
        _ declarations: PreviewDeclarations
    ) throws -> (clusters: [Cluster], areKnown: Bool) {
        if !options.clusters.isEmpty {
            return (try DeclarationReader.read(options.clusters).clusters.map(\.content), true)
        }
        guard FileManager.default.fileExists(atPath: fleet.stateFile) else {
            return (declarations.clusters, !declarations.clusters.isEmpty)
        }
        return (try Registry(path: fleet.stateFile).clusters(), true)
    }

    /// The cluster that `in-cluster` means; empty for none.
    var localCluster: String { directory?.configuration.localCluster ?? "" }

    /// The ApplicationSets.
    var applicationSets: [ApplicationSet] { declarations.applicationSets.map(\.content) }

    /// Everything that the ApplicationSets are generated from; nobody is asked when clusters are all they need.
    ///
    /// - Parameters:
    ///   - fleet: Where the cache is.
    ///   - others: More sets that are generated from it.
    /// - Returns: The clusters, and every answer that the sets ask for.
    /// - Throws: When nobody can be asked; what has no answer is told by generating.
    func inputs(_ fleet: FleetOptions, beside others: [ApplicationSet] = []) async throws -> GeneratorInputs {
        let inventory = ClusterInventory(clusters)
        let sets = (applicationSets + others).filter(\.asksOutside)
        guard !sets.isEmpty else {
            return GeneratorInputs(clusters: inventory, configMaps: declarations.configMaps)
        }
        return try await Generation.run(fleet, directory: directory, clusters: clusters) { driver in
            await driver.inputs(for: sets, clusters: inventory, configMaps: declarations.configMaps)
        }
    }

    /// The Applications that come of it.
    func preview(_ inputs: GeneratorInputs) -> ApplicationPreview {
        ApplicationPreview(declarations, inputs, clusters: clusters, localCluster: localCluster)
    }
}

extension Output {
    /// Writes what is wrong to stderr.
    static func findings(_ findings: [PreviewFinding]) {
        for finding in findings {
            let text = "\(finding.place): \(finding.message)"
            switch finding.severity {
            case .error: error(text)
            case .warning: warning(text)
            }
        }
    }
}
