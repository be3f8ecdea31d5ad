import ArgumentParser
import FleetSync

/// `fleet sync`.
struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Bring the clusters to what the applications declare.",
        discussion: """
            Applications of all clusters are synced at once; those that one application brings go wave by wave. Only \
            what differs is applied. What is no longer declared is deleted with --prune only, and never more than 3 \
            and more than 10 % of an application's resources, or of the Applications, unless --allow-deletions says so.

            Exit status: 0 everything is done, 2 something failed or could not be looked at.
            """
    )

    @OptionGroup var selection: SelectionOptions
    @OptionGroup var sync: SyncFlags
    @OptionGroup var output: OutputOptions
    @OptionGroup var fleet: FleetOptions
    @OptionGroup var concurrency: ConcurrencyOptions

    func run() async throws {
        let outcome = try await CommandContext.run(fleet, concurrency) { context in
            try await context.sync(
                try context.directory(),
                try selection.selection(),
                kind: "sync",
                prune: sync.prune,
                limit: try sync.deletionLimit(),
                options: sync.options
            )
        }
        SyncText.print(outcome, as: output.format)
        if !outcome.isComplete { throw ExitStatus.failed }
    }
}
