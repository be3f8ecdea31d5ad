import ArgumentParser
import FleetDeclarations
import FleetDiff
import FleetModel
import FleetSync

/// `fleet app diff`.
struct AppDiff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what syncing would change, as a unified diff.",
        discussion: """
            Exit status: 0 nothing differs, 1 something differs, 2 something could not be compared.
            """
    )

    @Argument(help: "The application's name; without it all that are selected.")
    var name: String?

    @OptionGroup var selection: SelectionOptions
    @OptionGroup var fleet: FleetOptions
    @OptionGroup var concurrency: ConcurrencyOptions

    func run() async throws {
        var selection = try selection.selection()
        if let name { selection.applications.append(try Glob(Glob.escaped(name), separator: nil)) }
        let wanted = selection
        let look = try await CommandContext.run(fleet, concurrency) { context in
            try await context.looker(try context.directory()).look(wanted)
        }
        var differs = false
        var isBlind = false
        for failure in look.failures {
            isBlind = true
            Output.error("\(failure.subject): \(failure.message)")
        }
        for cluster in look.comparisons {
            if let failure = cluster.failure {
                isBlind = true
                Output.error("\(failure)")
            }
            for application in cluster.applications {
                for resource in application.resources {
                    if case .unknown(let reason) = resource.outcome {
                        isBlind = true
                        Output.error("application \"\(application.desired.name)\": \(resource.key): \(reason)")
                    }
                    let text = DiffText.text(resource, application, cluster.cluster)
                    differs = differs || !text.isEmpty
                    Output.write(text)
                }
            }
        }
        if let name, look.fleet.declared[name] == nil {
            throw CommandFailure("application \"\(name)\" is not declared; see \"fleet app list\"")
        }
        if isBlind { throw ExitStatus.failed }
        if differs { throw ExitStatus.difference }
    }
}

/// One resource's difference as text.
enum DiffText {
    /// A heading and the hunks; empty when nothing differs.
    static func text(_ resource: ResourceComparison, _ application: ApplicationComparison, _ cluster: String) -> String
    {
        let live: Manifest?
        let desired: Manifest?
        switch resource.outcome {
        case .synced, .unknown: return ""
        case .missing: (live, desired) = (nil, resource.desired)
        case .extra: (live, desired) = (resource.live, nil)
        case .modified: (live, desired) = (resource.live, resource.predicted)
        }
        let place = "\(cluster)/\(application.desired.name)/\(resource.key)"
        let body = UnifiedDiff.text(live: live, desired: desired)
        guard !body.isEmpty else { return "" }
        return "--- \(live == nil ? "/dev/null" : "live/\(place)")\n"
            + "+++ \(desired == nil ? "/dev/null" : "declared/\(place)")\n" + body
    }
}
