import ArgumentParser
import FleetModel
import FleetSync

/// How a sync is carried out.
struct SyncFlags: ParsableArguments {
    /// Values of `--dry-run`.
    enum DryRun: String, CaseIterable, ExpressibleByArgument {
        /// Only says what would be done.
        case client
        /// Lets the server try everything.
        case server
    }

    @Option(
        help: ArgumentHelp(
            "Only try: 'client' says what would be done, 'server' lets the API servers check it.",
            valueName: "client|server"
        )
    )
    var dryRun: DryRun?

    @Flag(help: "Delete what is no longer declared.")
    var prune = false

    @Option(
        help: ArgumentHelp("Allow this many deletions, or this share of all, as in 20 or 15%.", valueName: "n|p%")
    )
    var allowDeletions: String?

    @Flag(help: "Take fields over from other appliers, and from anyone on resources that are not tracked yet.")
    var forceConflicts = false

    @Flag(help: "Wait until everything is healthy.")
    var wait = false

    @Option(help: ArgumentHelp("Seconds to wait for the health of one wave.", valueName: "seconds"))
    var timeout = 300

    func validate() throws {
        guard timeout >= 1 else { throw ValidationError("--timeout \(timeout): expected at least 1") }
        _ = try deletionLimit()
    }

    /// What `--allow-deletions` says; nil when it says nothing.
    func deletionLimit() throws -> DeletionLimit? {
        do {
            return try allowDeletions.map { try DeletionLimit(parsing: $0) }
        } catch {
            throw ValidationError("--allow-deletions: \(error)")
        }
    }

    /// What a `--dry-run` means.
    static func dryRun(_ flag: DryRun?) -> SyncOptions.DryRun {
        switch flag {
        case nil: .none
        case .client: .client
        case .server: .server
        }
    }

    /// The options for the coordinator.
    var options: SyncOptions {
        SyncOptions(
            dryRun: Self.dryRun(dryRun),
            forceConflicts: forceConflicts,
            waitsForHealth: wait,
            healthTimeout: .seconds(timeout)
        )
    }
}
