import ArgumentParser
import FleetDeclarations
import FleetRegistry
import FleetSync

/// `fleet app list`.
struct AppList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the applications with what was last found of them.",
        discussion: """
            Lists what is declared, with the state that the last sync, drift or status found; --refresh looks again.
            """
    )

    @Flag(help: "Look at the clusters now.")
    var refresh = false

    @OptionGroup var selection: SelectionOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var fleet: FleetOptions
    @OptionGroup var concurrency: ConcurrencyOptions

    func run() async throws {
        let selection = try selection.selection()
        let rows = try await CommandContext.run(fleet, concurrency) { context in
            let looker = try context.looker(try context.directory())
            let declared = refresh ? try await looker.look(selection).fleet : try await looker.expand(selection)
            return ApplicationRow.rows(
                declared,
                try context.registry.applications(),
                try context.registry.clusters(),
                selection
            )
        }
        ApplicationRow.listing(rows, now: Timestamp.now()).print(as: output.format)
        if rows.contains(where: { $0.failure != nil }) { throw ExitStatus.failed }
    }
}
