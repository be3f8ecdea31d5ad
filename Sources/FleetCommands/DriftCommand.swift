import ArgumentParser
import FleetDrift
import FleetRegistry
import FleetSync

/// `fleet drift`.
struct DriftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift",
        abstract: "Report where live resources differ from what the applications declare.",
        discussion: """
            Exit status: 0 nothing drifted, 1 something drifted, 2 something could not be looked at.
            """
    )

    @Flag(help: "Forget what the API servers confirmed to be in sync in earlier runs, and ask them again.")
    var full = false

    @OptionGroup var selection: SelectionOptions
    @OptionGroup var output: DriftOutputOptions
    @OptionGroup var fleet: FleetOptions
    @OptionGroup var concurrency: ConcurrencyOptions

    func run() async throws {
        let report = try await CommandContext.run(fleet, concurrency) { context in
            let startedAt = Timestamp.now()
            if full { try context.registry.forgetObservations() }
            let look = try await context.looker(try context.directory()).look(try selection.selection())
            return DriftReport(
                comparisons: look.comparisons,
                failures: look.failures,
                startedAt: startedAt,
                seconds: Timestamp.now() - startedAt
            )
        }
        switch output.format {
        case .table: Output.write(DriftText.table(report))
        case .json: Output.write(report.value(time: Timestamp.text), as: .json)
        }
        Output.note(DriftText.summary(report))
        if report.isBlind { throw ExitStatus.failed }
        if report.hasDrift { throw ExitStatus.difference }
    }
}

/// How a drift report is printed.
struct DriftOutputOptions: ParsableArguments {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        /// A line for each difference.
        case table
        /// One JSON document.
        case json
    }

    @Option(name: [.customShort("o"), .customLong("output")], help: "Output format.")
    var format: Format = .table
}
