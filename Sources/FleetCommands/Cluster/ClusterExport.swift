import ArgumentParser
import FleetKube
import FleetModel
import FleetRegistry
import FleetValue
import FleetYAML
import Glibc

/// `fleet cluster export`.
struct ClusterExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print registered clusters as Argo CD cluster Secrets, or as documents to import again.",
        discussion: """
            -o yaml and -o json print kind Cluster documents, whose credentials are references; "fleet cluster import -f" reads \
            them back. -o argocd prints Secrets for an Argo CD hub. Their credentials are left out, unless \
            --with-credentials asks for them; then the output is a secret itself.
            """
    )

    /// The formats of `-o`.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        /// Argo CD cluster Secrets, as YAML.
        case argocd
        /// `kind: Cluster` documents.
        case yaml
        /// The same as one JSON `List`.
        case json
    }

    @Argument(help: "Names; without any, all that are selected.")
    var names: [String] = []

    @Option(
        name: [.customShort("l"), .customLong("selector")],
        help: ArgumentHelp("Select by label.", valueName: "selector")
    )
    var selector: String?

    @Option(name: [.customShort("o"), .customLong("output")], help: "Output format.")
    var format: Format = .yaml

    @Option(help: ArgumentHelp("The namespace that Argo CD runs in, for -o argocd.", valueName: "name"))
    var namespace = "argocd"

    @Flag(help: "Print the credentials as well, with -o argocd.")
    var withCredentials = false

    @OptionGroup var fleet: FleetOptions
    @OptionGroup var concurrency: ConcurrencyOptions

    func validate() throws {
        if withCredentials, format != .argocd { throw ValidationError("--with-credentials goes with -o argocd") }
        if !names.isEmpty, selector != nil { throw ValidationError("give names or --selector, not both") }
        do {
            _ = try selector.map { try LabelSelector(parsing: $0) }
        } catch {
            throw ValidationError("--selector: \(error)")
        }
    }

    func run() async throws {
        let hasFailed = try await CommandContext.run(fleet, concurrency) { context in
            let clusters = try wanted(context.registry)
            switch format {
            case .yaml: Output.write(YAMLWriter.text(of: clusters.map(\.value)))
            case .json:
                Output.write(
                    ["apiVersion": "v1", "kind": "List", "items": .array(clusters.map(\.value))],
                    as: .json
                )
            case .argocd: return await writeSecrets(of: clusters, context)
            }
            return false
        }
        if hasFailed { throw ExitStatus.failed }
    }

    private func wanted(_ registry: Registry) throws -> [Cluster] {
        guard !names.isEmpty else {
            return try registry.clusters(matching: try selector.map { try LabelSelector(parsing: $0) })
        }
        return try names.map { name in
            guard let cluster = try registry.cluster(named: name) else {
                throw CommandFailure("cluster \"\(name)\" is not registered; see \"fleet cluster list\"")
            }
            return cluster
        }
    }

    /// Writes the Secrets; answers whether one could not be written.
    private func writeSecrets(of clusters: [Cluster], _ context: CommandContext) async -> Bool {
        var secrets: [Value] = []
        var hasFailed = false
        for cluster in clusters {
            do {
                let config = withCredentials ? try await config(of: cluster, context) : "{}"
                secrets.append(cluster.secret(namespace: namespace, config: config).value)
            } catch {
                hasFailed = true
                Output.error(String(describing: error))
            }
        }
        Output.write(YAMLWriter.text(of: secrets))
        if !withCredentials, !secrets.isEmpty {
            Output.warning("the Secrets hold no credentials, and Argo CD can not use them so; see --with-credentials")
        }
        return hasFailed
    }

    private func config(of cluster: Cluster, _ context: CommandContext) async throws -> String {
        // Argo CD reaches its own cluster by its own account.
        if cluster.server == Cluster.localServer { return "{}" }
        let connection = try await context.clients.connection(for: cluster)
        do {
            return JSONWriter.text(of: try connection.argocdConfig())
        } catch {
            throw CommandFailure("cluster \"\(cluster.name)\": \(error)")
        }
    }
}
