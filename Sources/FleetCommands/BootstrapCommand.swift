import ArgumentParser
import FleetDeclarations
import FleetGenerators
import FleetKube
import FleetModel
import FleetRegistry
import FleetSync

/// `fleet bootstrap`.
struct BootstrapCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bootstrap",
        abstract: "Take a new cluster from a kubeconfig to fully equipped.",
        discussion: """
            Tries the cluster, registers it, generates its root app-of-apps, syncs what that brings wave by wave, and \
            waits until everything is healthy. Run it again at any time: what is done already is not done twice.

            The root comes from an ApplicationSet: --template, else Templates/bootstrap/root.yaml in the fleet \
            directory, else the one that is built in, which brings the Applications in apps/bootstrap.
            """
    )

    @Argument(help: "The cluster's name.")
    var name: String

    @OptionGroup var credentials: ClusterCredentialOptions
    @OptionGroup var metadata: ClusterMetadataOptions

    @Option(help: ArgumentHelp("The ApplicationSet that gives the root.", valueName: "file"))
    var template: String?

    @Option(help: ArgumentHelp("Seconds to wait for the health of one wave.", valueName: "seconds"))
    var timeout = 300

    @Option(
        help: ArgumentHelp(
            "Only try: 'client' says what would be done, 'server' lets the API server check it.",
            valueName: "client|server"
        )
    )
    var dryRun: SyncFlags.DryRun?

    @OptionGroup var output: OutputOptions
    @OptionGroup var fleet: FleetOptions
    @OptionGroup var concurrency: ConcurrencyOptions

    func validate() throws {
        guard timeout >= 1 else { throw ValidationError("--timeout \(timeout): expected at least 1") }
    }

    func run() async throws {
        let wanted = try metadata.cluster(named: name, try credentials.resolve())
        // A dry run works on a state of its own, so that nothing of it stays.
        let registry = dryRun == nil ? nil : try Registry.inMemory()
        let outcome = try await CommandContext.run(fleet, concurrency, registry: registry) { context in
            let directory = try context.directory()
            let version = try await context.clients.client(for: wanted).version()
            let bootstrap = Bootstrap(registry: context.registry, now: Timestamp.now)
            let (cluster, isNew) = try bootstrap.register(wanted, version: version.gitVersion)
            Output.note(
                "cluster \"\(name)\" \(isNew ? "registered" : "is registered") (\(version.gitVersion), \(cluster.server))"
            )
            let template = try BootstrapTemplate.read(template, directory)
            let driver = GeneratorDriver(
                answering: try context.answers(directory, context.renderer(directory)),
                fileGlobbing: Generation.fileGlobbing(directory)
            )
            let inputs = await driver.inputs(
                for: [template],
                clusters: ClusterInventory([cluster]),
                configMaps: try directory.declarations().configMapData
            )
            let root = try bootstrap.root(for: cluster, from: template, inputs: inputs)
            Output.note("root application \"\(root)\"")
            return try await context.sync(
                directory,
                Selection(root: root),
                kind: "bootstrap",
                prune: false,
                limit: nil,
                options: SyncOptions(
                    dryRun: SyncFlags.dryRun(dryRun),
                    waitsForHealth: true,
                    healthTimeout: .seconds(timeout)
                )
            )
        }
        SyncText.print(outcome, as: output.format)
        if !outcome.isComplete { throw ExitStatus.failed }
        if dryRun == nil { Output.note("cluster \"\(name)\" is equipped; see \"fleet status\"") }
    }
}
