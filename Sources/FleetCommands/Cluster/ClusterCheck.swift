import ArgumentParser
import FleetKube
import FleetModel
import FleetRegistry
import FleetSync
import FleetValue

/// `fleet cluster check`.
struct ClusterCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Try to reach clusters, all at once, and record their version.",
        discussion: "Exit status: 0 all answered, 2 one did not."
    )

    @Argument(help: "Names; without any, all that are selected.")
    var names: [String] = []

    @OptionGroup var selection: SelectionOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var fleet: FleetOptions
    @OptionGroup var concurrency: ConcurrencyOptions

    func run() async throws {
        let rows = try await CommandContext.run(fleet, concurrency) { context in
            let clusters = try wanted(context)
            let admission = try context.admission(nil)
            let answers = await withTaskGroup(of: (Int, ClusterFacts).self) { group in
                for (index, cluster) in clusters.enumerated() {
                    group.addTask {
                        let facts = await admission.run { await Self.check(cluster, context) }
                        return (index, facts)
                    }
                }
                var answers = [ClusterFacts?](repeating: nil, count: clusters.count)
                for await (index, facts) in group { answers[index] = facts }
                return answers.compactMap { $0 }
            }
            for (cluster, facts) in zip(clusters, answers) {
                var kept = facts
                // What was known of a cluster that does not answer now stays known.
                if facts.lastError != nil, let known = try context.registry.facts()[cluster.name] {
                    kept.version = known.version
                    kept.lastSeen = known.lastSeen
                }
                try context.registry.record(kept, of: cluster.name)
            }
            return Array(zip(clusters, answers))
        }
        Self.listing(rows).print(as: output.format)
        if rows.contains(where: { $0.1.lastError != nil }) { throw ExitStatus.failed }
    }

    private func wanted(_ context: CommandContext) throws -> [Cluster] {
        guard !names.isEmpty else {
            let selection = try selection.selection()
            return try context.registry.clusters().filter(selection.includes)
        }
        return try names.map { name in
            guard let cluster = try context.registry.cluster(named: name) else {
                throw CommandFailure("cluster \"\(name)\" is not registered; see \"fleet cluster list\"")
            }
            return cluster
        }
    }

    private static func check(_ cluster: Cluster, _ context: CommandContext) async -> ClusterFacts {
        let now = Timestamp.now()
        do throws(KubeError) {
            let version = try await context.clients.client(for: cluster).version()
            return ClusterFacts(version: version.gitVersion, lastSeen: now, lastAttempt: now)
        } catch {
            return ClusterFacts(version: "", lastSeen: 0, lastError: error.description, lastAttempt: now)
        }
    }

    private static func listing(_ rows: [(Cluster, ClusterFacts)]) -> Listing {
        Listing(
            kind: "ClusterCheckList",
            columns: [
                .init(title: "NAME"), .init(title: "STATE"), .init(title: "VERSION"), .init(title: "MESSAGE"),
            ],
            rows: rows.map { cluster, facts in
                let state = facts.lastError == nil ? "ready" : "failed"
                return Listing.Row(
                    cells: [cluster.name, state, facts.version, facts.lastError ?? ""],
                    name: "cluster/\(cluster.name)",
                    value: [
                        "name": .string(cluster.name), "state": .string(state), "version": .string(facts.version),
                        "message": .string(facts.lastError ?? ""),
                    ]
                )
            }
        )
    }
}
