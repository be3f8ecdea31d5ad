import ArgumentParser
import FleetDeclarations
import FleetHealth
import FleetModel
import FleetRegistry
import FleetSync
import FleetValue

/// `fleet status`.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show the state of every cluster at a glance.",
        discussion: """
            Exit status: 0 everything is synced and healthy, 1 something is not, 2 something could not be looked at.
            """
    )

    @OptionGroup var selection: SelectionOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var fleet: FleetOptions
    @OptionGroup var concurrency: ConcurrencyOptions

    func run() async throws {
        let selection = try selection.selection()
        let (look, versions) = try await CommandContext.run(fleet, concurrency) { context in
            let look = try await context.looker(try context.directory()).look(selection)
            return (look, try context.registry.facts().mapValues(\.version))
        }
        for failure in look.failures { Output.error("\(failure.subject): \(failure.message)") }
        let rows = look.comparisons.map { ClusterStatus($0, version: versions[$0.cluster] ?? "") }
        ClusterStatus.listing(rows).print(as: output.format)
        if !look.failures.isEmpty || rows.contains(where: \.isBlind) { throw ExitStatus.failed }
        if rows.contains(where: { !$0.isFine }) { throw ExitStatus.difference }
    }
}

/// One cluster in `fleet status`.
struct ClusterStatus {
    private let comparison: ClusterComparison
    private let version: String
    private let synced: Int
    private let health: HealthStatus

    init(_ comparison: ClusterComparison, version: String) {
        self.comparison = comparison
        self.version = version
        synced = comparison.applications.count { $0.syncStatus == .synced }
        health = comparison.applications.map(\.health.status).max() ?? .healthy
    }

    /// Whether something could not be looked at.
    var isBlind: Bool {
        comparison.failure != nil || comparison.applications.contains { $0.syncStatus == .unknown }
    }

    /// Whether everything is synced and healthy.
    var isFine: Bool { synced == comparison.applications.count && health == .healthy && !isBlind }

    /// The rows as a listing.
    static func listing(_ rows: [ClusterStatus]) -> Listing {
        Listing(
            kind: "ClusterStatusList",
            columns: [
                .init(title: "CLUSTER"), .init(title: "STATE"), .init(title: "VERSION"), .init(title: "APPLICATIONS"),
                .init(title: "SYNCED"), .init(title: "HEALTH"), .init(title: "MESSAGE"),
            ],
            rows: rows.map(\.row)
        )
    }

    private var row: Listing.Row {
        let state = comparison.failure.map(\.kind.rawValue) ?? "ready"
        let isLooked = comparison.failure == nil
        let message = comparison.failure?.description ?? firstProblem
        let applications = comparison.applications.count
        return Listing.Row(
            cells: [
                comparison.cluster, state, version, isLooked ? "\(applications)" : "-",
                isLooked ? "\(synced)" : "-", isLooked ? health.rawValue : "Unknown", message,
            ],
            name: "cluster/\(comparison.cluster)",
            value: [
                "cluster": .string(comparison.cluster), "state": .string(state), "version": .string(version),
                "applications": .integer(Int64(applications)), "synced": .integer(Int64(synced)),
                "health": .string(isLooked ? health.rawValue : "Unknown"), "message": .string(message),
            ]
        )
    }

    private var firstProblem: String {
        for application in comparison.applications where application.syncStatus != .synced {
            return "\(application.desired.name) is \(application.syncStatus.rawValue)"
        }
        for application in comparison.applications where application.health.status != .healthy {
            return "\(application.desired.name) is \(application.health.status.rawValue)"
        }
        return ""
    }
}
