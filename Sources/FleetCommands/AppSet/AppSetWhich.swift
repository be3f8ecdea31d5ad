import ArgumentParser
import FleetDeclarations
import FleetModel
import FleetValue

/// `fleet appset which`.
struct AppSetWhich: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "which",
        abstract: "Show which Applications, and ApplicationSets, would touch a cluster or come of a path.",
        discussion: """
            --cluster takes a registered cluster's name, or its address. With --label a cluster of that name is imagined, \
            or one that is there gets other labels: what would it get?

            --path takes files and folders, from the root of whichever repository they are in, or as paths of this \
            machine: sources' paths, values files of charts, what git generators found, and the declaring files. What a \
            kustomization refers to outside of its folder is not followed.

            Exit status: 0 done, also when nothing is touched; 2 something can not be read or generated.
            """
    )

    @Option(help: ArgumentHelp("A cluster's name or address.", valueName: "name"))
    var cluster: String?

    @Option(
        name: .customLong("label"),
        help: ArgumentHelp("Imagine the cluster with this label; repeatable.", valueName: "key=value")
    )
    var labels: [String] = []

    @Option(name: .customLong("path"), help: ArgumentHelp("A file or folder; repeatable.", valueName: "path"))
    var paths: [String] = []

    @OptionGroup var preview: PreviewOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (cluster == nil) != paths.isEmpty else { throw ValidationError("give either --cluster or --path") }
        if cluster == nil, !labels.isEmpty { throw ValidationError("--label needs --cluster") }
        for label in labels where label.split(separator: "=", omittingEmptySubsequences: false).count != 2 {
            throw ValidationError("--label \(label): expected key=value")
        }
    }

    func run() async throws {
        var source = try PreviewSource(preview)
        if let cluster, !labels.isEmpty { imagine(cluster, &source) }
        let inputs = try await source.inputs(preview.fleet)
        let found = source.preview(inputs)
        let search = ApplicationSearch(
            found,
            inputs: inputs,
            fleetDirectory: PathText.absolute(besides: source.directory?.path ?? ".")
        )
        let hits =
            if let cluster {
                search.hits(cluster: name(of: cluster, source))
            } else {
                search.hits(paths: paths.map(Self.path))
            }
        Self.listing(hits).print(as: output.format)
        let sets = Set(hits.compactMap(\.entry.applicationSet)).count
        Output.note("\(Self.count(hits.count, "Application")) of \(Self.count(sets, "ApplicationSet"))")
        if let cluster, hits.isEmpty, !source.clusters.contains(where: { $0.name == cluster || $0.server == cluster }) {
            Output.warning("no cluster \"\(cluster)\" is registered; imagine one with --label key=value")
        }
        Output.findings(found.failures.map(\.finding))
        if !found.isComplete { throw ExitStatus.failed }
    }

    /// Puts an imagined cluster among the others.
    private func imagine(_ name: String, _ source: inout PreviewSource) {
        var imagined =
            source.clusters.first { $0.name == name } ?? Cluster(name: name, server: "https://\(name).invalid")
        for label in labels {
            let parts = label.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            imagined.labels[parts[0]] = parts[1]
        }
        source.clusters.removeAll { $0.name == name }
        source.clusters.append(imagined)
    }

    /// A cluster's name, which an address may stand for.
    private func name(of text: String, _ source: PreviewSource) -> String {
        let resolver = DestinationResolver(clusters: source.clusters, local: source.localCluster)
        for destination in [ApplicationDestination(name: text), ApplicationDestination(server: text)] {
            if case .success(let cluster) = resolver.resolve(destination) { return cluster.name }
        }
        return text
    }

    /// A path as it was asked for: below a repository's root unless it leads out of it, and of this machine.
    private static func path(_ text: String) -> ApplicationSearch.Path {
        let absolute = PathText.absolute(besides: text)
        return ApplicationSearch.Path(inRepository: PathText.normalized(text) ?? absolute, onThisMachine: absolute)
    }

    private static func listing(_ hits: [ApplicationSearch.Hit]) -> Listing {
        Listing(
            kind: "ApplicationReferenceList",
            columns: [
                .init(title: "APPLICATION"), .init(title: "APPLICATIONSET"), .init(title: "CLUSTER"),
                .init(title: "BY"),
            ],
            rows: hits.map { hit in
                Listing.Row(
                    cells: [
                        hit.entry.key, hit.entry.applicationSet ?? "-",
                        hit.entry.cluster.isEmpty ? "-" : hit.entry.cluster,
                        hit.reasons.joined(separator: ", "),
                    ],
                    name: "application/\(hit.entry.application.name)",
                    value: [
                        "name": .string(hit.entry.application.name),
                        "namespace": .string(hit.entry.application.namespace),
                        "applicationSet": hit.entry.applicationSet.map { .string($0) } ?? .null,
                        "cluster": .string(hit.entry.cluster),
                        "by": .array(hit.reasons.map { .string($0) }),
                    ]
                )
            }
        )
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
    }
}
