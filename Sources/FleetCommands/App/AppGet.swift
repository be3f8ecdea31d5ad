import ArgumentParser
import FleetDeclarations
import FleetModel
import FleetSync
import FleetValue

/// `fleet app get`.
struct AppGet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Show one application and its resources as they are now.",
        discussion: "Exit status: 0 synced, 1 something differs, 2 it could not be looked at."
    )

    @Argument(help: "The application's name.")
    var name: String

    @OptionGroup var output: OutputOptions
    @OptionGroup var fleet: FleetOptions
    @OptionGroup var concurrency: ConcurrencyOptions

    func run() async throws {
        let comparison = try await CommandContext.run(fleet, concurrency) { context in
            try await OneApplication.comparison(of: name, context)
        }
        let listing = ResourceRows.listing(comparison)
        if output.format == .table || output.format == .wide {
            Output.write(ResourceRows.heading(comparison))
        }
        listing.print(as: output.format)
        for warning in comparison.warnings { Output.warning(warning) }
        switch comparison.syncStatus {
        case .synced: return
        case .outOfSync: throw ExitStatus.difference
        case .unknown: throw ExitStatus.failed
        }
    }
}

/// Looking at a single application by its exact name.
enum OneApplication {
    /// Its comparison.
    ///
    /// - Throws: When it is not declared, can not be rendered, or its cluster can not be looked at.
    static func comparison(of name: String, _ context: CommandContext) async throws -> ApplicationComparison {
        let selection = Selection(applications: [try Glob(Glob.escaped(name), separator: nil)])
        let look = try await context.looker(try context.directory()).look(selection)
        if let failure = look.failures.first(where: { $0.application == name }) {
            throw CommandFailure("application \"\(name)\": \(failure.message)")
        }
        for comparison in look.comparisons {
            for application in comparison.applications where application.desired.name == name { return application }
        }
        if let application = look.fleet.applications.first(where: { $0.name == name }),
            let failure = look.comparisons.first(where: { $0.cluster == application.cluster.name })?.failure
        {
            throw CommandFailure("application \"\(name)\": \(failure)")
        }
        for failure in look.failures { Output.warning("\(failure.subject): \(failure.message)") }
        throw CommandFailure("application \"\(name)\" is not declared; see \"fleet app list\"")
    }
}
