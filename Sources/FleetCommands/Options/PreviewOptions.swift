import ArgumentParser
import FleetModel

/// What is generated from: files, or the fleet directory.
struct PreviewOptions: ParsableArguments {
    @Option(
        name: [.short, .customLong("file")],
        help: ArgumentHelp(
            "A file or folder of declarations; - reads stdin. Repeatable. (default: the fleet directory)",
            valueName: "path"
        )
    )
    var files: [String] = []

    @OptionGroup var clusters: PreviewClusterOptions
    @OptionGroup var fleet: FleetOptions
}

/// Which clusters there are.
struct PreviewClusterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Take the clusters from this file or folder (kind Cluster, or Argo CD cluster Secrets) and no registry.",
            valueName: "path"
        )
    )
    var clusters: [String] = []
}

/// How many generated files, or Applications, may vanish at once.
struct DeletionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Allow this many deletions, or this share of all, as in 20 or 15%.", valueName: "n|p%")
    )
    var allowDeletions: String?

    func validate() throws {
        _ = try limit()
    }

    /// What was said; nil when nothing was.
    func limit() throws -> DeletionLimit? {
        do {
            return try allowDeletions.map { try DeletionLimit(parsing: $0) }
        } catch {
            throw ValidationError("--allow-deletions: \(error)")
        }
    }
}
