import ArgumentParser
import FleetDiff
import FleetModel
import FleetSync

/// `fleet app manifests`.
struct AppManifests: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manifests",
        abstract: "Print what an application's sources render to.",
        discussion: "No cluster is asked. What Secrets hold is hidden unless --show-secrets is given."
    )

    @Argument(help: "The application's name.")
    var name: String

    @Flag(help: "Print what Secrets hold.")
    var showSecrets = false

    @Option(name: [.customShort("o"), .customLong("output")], help: "Output format.")
    var format: AppGenerate.Format = .yaml

    @OptionGroup var fleet: FleetOptions
    @OptionGroup var concurrency: ConcurrencyOptions

    func run() async throws {
        let manifests = try await CommandContext.run(fleet, concurrency) { context in
            try await context.rendered(name)
        }
        var writer = ManifestWriter(format)
        for manifest in manifests {
            writer.write(showSecrets ? manifest : Masking.masked(manifest))
        }
        writer.end()
    }
}
