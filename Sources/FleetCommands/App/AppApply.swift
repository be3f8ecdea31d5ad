import ArgumentParser
import FleetDeclarations
import FleetModel
import FleetRegistry
import FleetSync

/// `fleet app apply`.
struct AppApply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Hand the Applications and AppProjects over to an Argo CD hub.",
        discussion: """
            Applies what is declared and what ApplicationSets generate to the hub's namespace by server-side apply, after \
            showing what would change. What this fleet applied carries the label fleet.internal/fleet; nothing else is \
            changed or deleted, unless --adopt takes it over. The ApplicationSets themselves stay here.

            The sets' applicationsSync, preservedFields and ignoreApplicationDifferences are followed. While anything can \
            not be generated, nothing is deleted. --prune looks at all that this fleet applied: name the same files every \
            time, or another --owner for each part.

            Exit status: 0 done, or nothing differs; 1 a --dry-run found differences; 2 something failed.
            """
    )

    /// The formats of `-o`.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        /// A unified diff, then a line for each resource.
        case text
        /// One document.
        case json
    }

    @Option(help: ArgumentHelp("The registered cluster where Argo CD runs.", valueName: "cluster"))
    var hub: String

    @Option(
        name: [.short, .customLong("file")],
        help: ArgumentHelp("A file or folder instead of the fleet directory; - reads stdin.", valueName: "path")
    )
    var files: [String] = []

    @Option(help: ArgumentHelp("The namespace that Argo CD runs in.", valueName: "name"))
    var namespace = "argocd"

    @Option(
        help: ArgumentHelp(
            "Whose the Applications are. (default: the name in fleet.yaml, else \"default\")",
            valueName: "name"
        )
    )
    var owner: String?

    @Flag(help: "Only show what would change; the hub checks it.")
    var dryRun = false

    @Flag(help: "Take over what is on the hub already and nobody's, or another fleet's.")
    var adopt = false

    @Flag(help: "Take fields over from other appliers.")
    var forceConflicts = false

    @Flag(help: "Do not ask before changing anything.")
    var yes = false

    @OptionGroup var deletions: PruneOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "Output format.")
    var format: Format = .text

    @OptionGroup var fleet: FleetOptions
    @OptionGroup var concurrency: ConcurrencyOptions

    func validate() throws {
        if let problem = KubernetesNames.problem(inSubdomain: namespace) {
            throw ValidationError("--namespace \(namespace): \(problem)")
        }
    }

    func run() async throws {
        let report = try await CommandContext.run(fleet, concurrency) { context in
            try await apply(context)
        }
        report.print(as: format)
        if report.hasFailures { throw ExitStatus.failed }
        if dryRun, report.hasChanges { throw ExitStatus.difference }
    }

    private func apply(_ context: CommandContext) async throws -> HubReport {
        guard let cluster = try context.registry.cluster(named: hub) else {
            throw CommandFailure("cluster \"\(hub)\" is not registered; see \"fleet cluster list\"")
        }
        let configuration = try context.directoryIfAny()?.configuration
        let declarations = try await HubSources.declarations(files, fleet, context)
        let limit = try deletions.limit()
        let apply = HubApply(
            client: try await context.clients.client(for: cluster),
            hub: hub,
            owner: HubOwner(fleet: ownerName(configuration), namespace: namespace),
            options: HubOptions(
                prune: deletions.prune,
                adopts: adopt,
                forceConflicts: forceConflicts,
                deletionLimit: limit ?? configuration?.deletions ?? DeletionLimit(),
                isLimitExplicit: limit != nil
            )
        )
        // Said first, so that it is known also when nothing at all is done.
        for failure in declarations.failures { Output.error(failure) }
        var report = HubReport(
            hub: hub,
            namespace: namespace,
            isDryRun: dryRun,
            failures: declarations.failures,
            changes: try await apply.look(declarations)
        )
        if format == .text { report.printDifferences() }
        guard !dryRun, report.hasChanges else { return report }
        if !yes, Question.canAsk, !Question.agrees(to: "\(report.summary); go on?") {
            throw CommandFailure("nothing was changed")
        }
        (report.changes, report.operation) = try await apply.carryOut(
            report.changes,
            registry: context.registry,
            user: CommandContext.user
        )
        return report
    }

    private func ownerName(_ configuration: FleetConfiguration?) -> String {
        if let owner, !owner.isEmpty { return owner }
        let name = configuration?.name ?? ""
        return name.isEmpty ? "default" : name
    }
}
