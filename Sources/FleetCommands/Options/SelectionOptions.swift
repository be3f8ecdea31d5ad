import ArgumentParser
import FleetModel
import FleetSync

/// Which clusters and applications are meant.
struct SelectionOptions: ParsableArguments {
    @Option(
        name: [.customShort("l"), .customLong("selector")],
        help: ArgumentHelp(
            "Select clusters by label: 'env=production,tier in (a,b),!legacy'. (default: $FLEET_SELECTOR)",
            valueName: "selector"
        )
    )
    var selector: String?

    @Option(name: .customLong("app"), help: ArgumentHelp("Select applications by name; repeatable.", valueName: "glob"))
    var applications: [String] = []

    func validate() throws {
        _ = try selection()
    }

    /// What was selected.
    func selection() throws -> Selection {
        do {
            return Selection(
                clusters: try (selector ?? Environment.value("FLEET_SELECTOR")).map { try LabelSelector(parsing: $0) },
                applications: try applications.map { try Glob($0, separator: nil) }
            )
        } catch let error as ModelError {
            throw ValidationError("--selector or --app: \(error)")
        }
    }
}
