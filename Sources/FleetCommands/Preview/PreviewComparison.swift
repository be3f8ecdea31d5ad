import FleetDeclarations
import FleetGenerators
import FleetHTTP
import FleetModel
import FleetRender
import FoundationEssentials

/// Two sets of declarations, generated and compared.
struct PreviewComparison {
    /// Where one side's declarations are.
    enum Side {
        /// A file or a folder.
        case path(String)
        /// The fleet directory as it is; addresses that mean its repository.
        case directory([String])
        /// A commit of the fleet directory's repository; addresses that mean that repository.
        case commit(String, [String])
    }

    /// What differs.
    var difference: ApplicationDifference
    /// What a sync would not do without being told to; nil for nothing.
    var warning: String?

    /// How large the declarations of a commit may be, in bytes.
    private static let maximumBytes = 256 << 20

    /// Generates both sides and compares them.
    static func make(
        _ sides: (old: Side, new: Side),
        _ clusters: PreviewClusterOptions,
        _ fleet: FleetOptions
    ) async throws -> PreviewComparison {
        let directory = try fleetDirectory(sides, fleet)
        let old = try await read(sides.old, directory, fleet)
        let new = try await read(sides.new, directory, fleet)
        let (known, _) = try PreviewSource.clusters(clusters, fleet, new.declarations)
        let (formerlyKnown, _) = try PreviewSource.clusters(clusters, fleet, old.declarations)
        let (before, after) = try await answering(directory, known, fleet) { shared in
            let before = await preview(old, formerlyKnown, directory, shared)
            let after = await preview(new, known, directory, shared)
            return (before, after)
        }
        let difference = ApplicationDifference(from: before, to: after, clusters: known)
        let limit = directory?.configuration.deletions ?? DeletionLimit()
        var comparison = PreviewComparison(difference: difference)
        if limit.refuses(deleting: difference.deletions, of: difference.total) {
            comparison.warning =
                "\(difference.deletions) of \(difference.total) Applications would be deleted, which is more than "
                + "\(limit.count) and more than \(limit.percent) %: it takes --allow-deletions"
        }
        return comparison
    }

    // MARK: Reading

    /// A side that was read, and who knows what is its own.
    private struct Read {
        var declarations: PreviewDeclarations
        var own: any GeneratorAnswering
        var aliases: [String: String]
    }

    /// The fleet directory, which commits need and paths do not.
    private static func fleetDirectory(_ sides: (old: Side, new: Side), _ fleet: FleetOptions) throws -> FleetDirectory?
    {
        do throws(DeclarationError) {
            return try FleetDirectory.locate(fleet.fleetDirectory)
        } catch .noFleetDirectory {
            guard case .path = sides.old, fleet.fleetDirectory == nil else {
                throw DeclarationError.noFleetDirectory(tried: ["./Fleet", "."])
            }
            return nil
        }
    }

    private static func read(_ side: Side, _ directory: FleetDirectory?, _ fleet: FleetOptions) async throws -> Read {
        var findings: [PreviewFinding] = []
        let texts: [DeclarationText]
        var root = directory?.path ?? "."
        var commit: Renderer.OwnCommit?
        var addresses: [String] = []
        switch side {
        case .path(let path):
            root = "."
            if FileManager.default.fileExists(atPath: path + "/fleet.yaml") {
                root = path
                texts = DeclarationText.read(try FleetDirectory(path: path), findings: &findings)
            } else {
                texts = DeclarationText.read([path], findings: &findings)
            }
        case .directory(let same):
            addresses = same
            texts = directory.map { DeclarationText.read($0, findings: &findings) } ?? []
        case .commit(let revision, let same):
            addresses = same
            let renderer = Renderer(fleetDirectory: root, cacheDirectory: fleet.cacheDirectory)
            let found = try await renderer.ownCommit(revision)
            commit = found
            let files = try await renderer.files(of: ".", at: found.commit)
            let paths = DeclarationText.declarationPaths(among: files.paths)
            let contents = try await renderer.contents(of: paths, in: ".", at: found.commit, limit: maximumBytes)
            texts = paths.compactMap { path in
                contents[path].map { DeclarationText(file: "\(revision):\(path)", bytes: $0) }
            }
        }
        var declarations = PreviewDeclarations(texts)
        declarations.findings = findings + declarations.findings
        let renderer = Renderer(fleetDirectory: root, cacheDirectory: fleet.cacheDirectory)
        let own: any GeneratorAnswering =
            if let commit { CommitAnswers(renderer, at: commit.commit) } else { GitAnswers(renderer) }
        var aliases: [String: String] = [:]
        if !addresses.isEmpty {
            // Where the root is does not depend on the commit.
            let place = if let commit { commit.root } else { try await renderer.ownCommit("HEAD").root }
            for address in addresses { aliases[address] = place }
        }
        return Read(declarations: declarations, own: own, aliases: aliases)
    }

    // MARK: Generating

    private static func preview(
        _ read: Read,
        _ clusters: [Cluster],
        _ directory: FleetDirectory?,
        _ shared: any GeneratorAnswering
    ) async -> ApplicationPreview {
        let driver = GeneratorDriver(
            answering: SideAnswers(own: read.own, shared: shared, aliases: read.aliases),
            fileGlobbing: Generation.fileGlobbing(directory)
        )
        let inputs = await driver.inputs(
            for: read.declarations.applicationSets.map(\.content).filter(\.asksOutside),
            clusters: ClusterInventory(clusters),
            configMaps: read.declarations.configMaps
        )
        return ApplicationPreview(
            read.declarations,
            inputs,
            clusters: clusters,
            localCluster: directory?.configuration.localCluster ?? ""
        )
    }

    /// Runs a body with answers that both sides share, and ends the connections, however it ends.
    private static func answering<Result>(
        _ directory: FleetDirectory?,
        _ clusters: [Cluster],
        _ fleet: FleetOptions,
        _ body: (any GeneratorAnswering) async throws -> Result
    ) async throws -> Result {
        let clients = ClientPool(
            maximumInFlight: FleetConfiguration.Concurrency().perCluster,
            cacheDirectory: fleet.cacheDirectory,
            connectTimeout: .seconds(5),
            requestTimeout: .seconds(60)
        )
        let renderer = Renderer(fleetDirectory: directory?.path ?? ".", cacheDirectory: fleet.cacheDirectory)
        let answers = Generation.answers(directory, renderer: renderer, clients: clients, clusters: clusters)
        do {
            let result = try await body(SharedAnswers(answers))
            await clients.shutdown()
            return result
        } catch {
            await clients.shutdown()
            throw error
        }
    }
}
