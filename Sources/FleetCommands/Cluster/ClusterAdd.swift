import ArgumentParser
import FleetModel
import FleetRegistry

/// `fleet cluster add`.
struct ClusterAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Register a cluster.",
        discussion: """
            Nothing is sent to the cluster; "fleet cluster check" tries the credentials. Credentials are kept by \
            reference: a kubeconfig's context, a file or an environment variable.
            """
    )

    @Argument(help: "The cluster's name.")
    var name: String

    @OptionGroup var credentials: ClusterCredentialOptions
    @OptionGroup var metadata: ClusterMetadataOptions
    @OptionGroup var fleet: FleetOptions

    func run() async throws {
        let cluster = try metadata.cluster(named: name, try credentials.resolve())
        let registry = try Registries.open(fleet)
        try registry.add(cluster)
        Output.line("cluster/\(name) added (\(cluster.server))")
    }
}
