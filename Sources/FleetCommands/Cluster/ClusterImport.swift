import ArgumentParser
import FleetDeclarations
import FleetModel
import FleetRegistry
import FleetSync
import FleetValue
import FleetYAML

/// `fleet cluster import`.
struct ClusterImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Register the clusters that an Argo CD hub knows, or that files describe.",
        discussion: """
            With --argocd, from the cluster Secrets of a registered hub; with -f, from Secrets and kind Cluster documents \
            in files. Name, address, labels, annotations and project are taken over; credentials are not: the registry keeps \
            a reference to the Secret, which is read on the hub, or in the file, whenever the cluster is used.

            May be repeated: what is registered already is brought up to date. A cluster that was registered with \
            credentials of its own keeps them.

            Exit status: 0 done, or nothing differs; 1 a --dry-run found differences; 2 a cluster can not be read.
            """
    )

    @Option(
        name: .customLong("argocd"),
        help: ArgumentHelp("The registered cluster where Argo CD runs.", valueName: "hub")
    )
    var hub: String?

    @Option(
        name: [.short, .customLong("file")],
        help: ArgumentHelp("A file or folder of Secrets and kind Cluster documents; - reads stdin.", valueName: "path")
    )
    var files: [String] = []

    @Option(help: ArgumentHelp("The namespace that Argo CD runs in.", valueName: "name"))
    var namespace = "argocd"

    @Option(
        name: [.customShort("l"), .customLong("selector")],
        help: ArgumentHelp("Only clusters with these labels.", valueName: "selector")
    )
    var selector: String?

    @Flag(help: "Only say what would be registered.")
    var dryRun = false

    @OptionGroup var deletions: PruneOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var fleet: FleetOptions
    @OptionGroup var concurrency: ConcurrencyOptions

    func validate() throws {
        guard (hub == nil) != files.isEmpty else { throw ValidationError("say where from: one of --argocd and -f") }
        if hub == nil, deletions.prune { throw ValidationError("--prune goes with --argocd") }
        do {
            _ = try selector.map { try LabelSelector(parsing: $0) }
        } catch {
            throw ValidationError("--selector: \(error)")
        }
    }

    func run() async throws {
        let plan = try await CommandContext.run(fleet, concurrency) { context in
            let plan = try await planned(context)
            if !dryRun { try ClusterImportRows.carryOut(plan, context.registry) }
            return plan
        }
        ClusterImportRows.listing(plan).print(as: output.format)
        if plan.hasFailures { throw ExitStatus.failed }
        if dryRun, plan.hasChanges { throw ExitStatus.difference }
    }

    private func planned(_ context: CommandContext) async throws -> ClusterImportPlan {
        let plan = ClusterImportPlan(
            try await found(context),
            registered: try context.registry.clusters(),
            selector: try selector.map { try LabelSelector(parsing: $0) },
            hub: hub.map { ($0, namespace) },
            prune: deletions.prune
        )
        let limit = try deletions.limit()
        let standing = try context.directoryIfAny()?.configuration.deletions ?? DeletionLimit()
        try plan.checkRemovals(limit ?? standing, isExplicit: limit != nil)
        return plan
    }

    private func found(_ context: CommandContext) async throws -> [FoundCluster] {
        guard let hub else { return try ClusterFiles.found(files) }
        guard let cluster = try context.registry.cluster(named: hub) else {
            throw CommandFailure("cluster \"\(hub)\" is not registered; see \"fleet cluster list\"")
        }
        let client = try await context.clients.client(for: cluster)
        return FoundCluster.all(in: try await HubSecrets.list(client, namespace: namespace), hub: hub)
    }
}

/// An import as rows, and carried out.
enum ClusterImportRows {
    /// Brings the registry to what was planned.
    static func carryOut(_ plan: ClusterImportPlan, _ registry: Registry) throws {
        for entry in plan.entries {
            guard let cluster = entry.cluster else { continue }
            switch entry.action {
            case .created: try registry.add(cluster)
            case .changed: _ = try registry.update(named: entry.name) { $0 = cluster }
            case .removed: try registry.removeCluster(named: entry.name)
            case .unchanged, .skipped, .failed: continue
            }
        }
    }

    /// One row a cluster.
    static func listing(_ plan: ClusterImportPlan) -> Listing {
        Listing(
            kind: "ClusterImportList",
            columns: [
                .init(title: "NAME"), .init(title: "SERVER"), .init(title: "RESULT"), .init(title: "MESSAGE"),
            ],
            rows: plan.entries.map { entry in
                Listing.Row(
                    cells: [entry.name, entry.server, entry.action.rawValue, entry.message],
                    name: "cluster/\(entry.name)",
                    value: [
                        "name": .string(entry.name), "server": .string(entry.server),
                        "result": .string(entry.action.rawValue), "message": .string(entry.message),
                    ]
                )
            }
        )
    }
}
