import ArgumentParser
import FleetModel
import FleetRegistry
import FleetValue

/// `fleet cluster list`.
struct ClusterList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the registered clusters."
    )

    @Option(
        name: [.customShort("l"), .customLong("selector")],
        help: ArgumentHelp("Select by label.", valueName: "selector")
    )
    var selector: String?

    @OptionGroup var output: OutputOptions
    @OptionGroup var fleet: FleetOptions

    func validate() throws {
        do {
            _ = try selector.map { try LabelSelector(parsing: $0) }
        } catch {
            throw ValidationError("--selector: \(error)")
        }
    }

    func run() throws {
        let registry = try Registries.open(fleet)
        let clusters = try registry.clusters(matching: try selector.map { try LabelSelector(parsing: $0) })
        ClusterRows.listing(clusters, try registry.facts(), now: Timestamp.now()).print(as: output.format)
    }
}

/// `fleet cluster get`.
struct ClusterGet: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "get", abstract: "Show one registered cluster.")

    @Argument(help: "The cluster's name.")
    var name: String

    @OptionGroup var output: OutputOptions
    @OptionGroup var fleet: FleetOptions

    func run() throws {
        let registry = try Registries.open(fleet)
        guard let cluster = try registry.cluster(named: name) else {
            throw CommandFailure("cluster \"\(name)\" is not registered; see \"fleet cluster list\"")
        }
        let facts = try registry.facts()
        switch output.format {
        case .json: Output.write(ClusterRows.value(cluster, facts[name]), as: .json)
        case .yaml: Output.write(ClusterRows.value(cluster, facts[name]), as: .yaml)
        default: ClusterRows.listing([cluster], facts, now: Timestamp.now()).print(as: output.format)
        }
    }
}

/// Clusters as rows.
enum ClusterRows {
    /// The clusters as a listing, in the order given.
    static func listing(_ clusters: [Cluster], _ facts: [String: ClusterFacts], now: Double) -> Listing {
        Listing(
            kind: "ClusterList",
            columns: [
                .init(title: "NAME"), .init(title: "SERVER"), .init(title: "VERSION"), .init(title: "SEEN"),
                .init(title: "LABELS"), .init(title: "PROJECT", isWide: true),
                .init(title: "CREDENTIAL", isWide: true), .init(title: "MESSAGE", isWide: true),
            ],
            rows: clusters.map { cluster in
                let facts = facts[cluster.name]
                return Listing.Row(
                    cells: [
                        cluster.name, cluster.server, facts?.version ?? "",
                        facts.map { $0.lastSeen > 0 ? Timestamp.age(of: $0.lastSeen, now: now) : "never" } ?? "never",
                        cluster.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(
                            separator: ","
                        ),
                        cluster.project, cluster.credential.map(credential) ?? "", facts?.lastError ?? "",
                    ],
                    name: "cluster/\(cluster.name)",
                    value: value(cluster, facts)
                )
            }
        )
    }

    /// The cluster's own document, with what was observed of it under `status`.
    static func value(_ cluster: Cluster, _ facts: ClusterFacts?) -> Value {
        var value = cluster.value
        if let facts {
            value["status"] = [
                "version": .string(facts.version),
                "lastSeen": facts.lastSeen > 0 ? .string(Timestamp.text(facts.lastSeen)) : .null,
                "lastAttempt": .string(Timestamp.text(facts.lastAttempt)),
                "lastError": facts.lastError.map { .string($0) } ?? .null,
            ]
        }
        return value
    }

    private static func credential(_ reference: CredentialReference) -> String {
        switch reference {
        case .kubeconfig(let file, let context): "context \(context)" + (file.map { " of \($0)" } ?? "")
        case .tokenFile(let path, _): "token file \(path)"
        case .tokenEnvironment(let variable, _): "token in $\(variable)"
        case .inCluster: "in-cluster"
        case .argocdSecret(let hub, let namespace, let name): "Secret \(namespace)/\(name) of hub \(hub)"
        case .argocdSecretFile(let path, _): "Secret in \(path)"
        }
    }
}
