import ArgumentParser
import FleetModel
import FleetRegistry

/// `fleet cluster label`.
struct ClusterLabel: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "label",
        abstract: "Set or remove labels of a cluster.",
        discussion: "As kubectl does: key=value sets, key- removes, and a value is replaced with --overwrite only."
    )

    @Argument(help: "The cluster's name.")
    var name: String

    @Argument(help: ArgumentHelp("Changes.", valueName: "key=value|key-"))
    var changes: [String]

    @Flag(help: "Replace labels that have another value.")
    var overwrite = false

    @OptionGroup var fleet: FleetOptions

    func validate() throws {
        _ = try ClusterMetadataOptions.labels(changes.filter { !$0.hasSuffix("-") || $0.contains("=") })
    }

    func run() throws {
        _ = try Registries.open(fleet).update(named: name) { cluster in
            cluster.labels = try MetadataChange.apply(changes, to: cluster.labels, "label", overwrite)
        }
        Output.line("cluster/\(name) labeled")
    }
}

/// `fleet cluster annotate`.
struct ClusterAnnotate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "annotate",
        abstract: "Set or remove annotations of a cluster.",
        discussion: "As kubectl does: key=value sets, key- removes, and a value is replaced with --overwrite only."
    )

    @Argument(help: "The cluster's name.")
    var name: String

    @Argument(help: ArgumentHelp("Changes.", valueName: "key=value|key-"))
    var changes: [String]

    @Flag(help: "Replace annotations that have another value.")
    var overwrite = false

    @OptionGroup var fleet: FleetOptions

    func validate() throws {
        _ = try ClusterMetadataOptions.pairs(changes.filter { !$0.hasSuffix("-") || $0.contains("=") }, "annotation")
    }

    func run() throws {
        _ = try Registries.open(fleet).update(named: name) { cluster in
            cluster.annotations = try MetadataChange.apply(changes, to: cluster.annotations, "annotation", overwrite)
        }
        Output.line("cluster/\(name) annotated")
    }
}

/// Changes of labels and annotations in kubectl's notation.
enum MetadataChange {
    /// The entries after the changes.
    static func apply(
        _ changes: [String],
        to entries: [String: String],
        _ what: String,
        _ overwrite: Bool
    ) throws -> [String: String] {
        var entries = entries
        for change in changes {
            if change.hasSuffix("-"), !change.contains("=") {
                entries[String(change.dropLast())] = nil
                continue
            }
            for (key, value) in try ClusterMetadataOptions.pairs([change], what) {
                if let known = entries[key], known != value, !overwrite {
                    throw CommandFailure("\(what) \"\(key)\" has the value \"\(known)\" already; use --overwrite")
                }
                entries[key] = value
            }
        }
        return entries
    }
}

/// `fleet cluster remove`.
struct ClusterRemove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Forget a cluster.",
        discussion: "Nothing on the cluster is changed; what was applied to it stays there."
    )

    @Argument(help: "The cluster's name.")
    var name: String

    @OptionGroup var fleet: FleetOptions

    func run() throws {
        let registry = try Registries.open(fleet)
        let left = try registry.applications(cluster: name).count
        let dependent = try registry.clusters().count { cluster in
            if case .argocdSecret(name, _, _)? = cluster.credential { cluster.name != name } else { false }
        }
        try registry.removeCluster(named: name)
        Output.line("cluster/\(name) removed")
        if dependent > 0 {
            let clusters = dependent == 1 ? "1 cluster" : "\(dependent) clusters"
            Output.warning("the credentials of \(clusters) are in Secrets on it")
        }
        if left > 0 { Output.note("\(left) applications were on it; their resources stay on the cluster") }
    }
}
