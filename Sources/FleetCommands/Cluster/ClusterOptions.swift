import ArgumentParser
import FleetKube
import FleetModel
import FleetRegistry
import FoundationEssentials

/// Where a cluster is and where its credentials are found.
struct ClusterCredentialOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The context of a kubeconfig.", valueName: "context"))
    var context: String?

    @Option(help: ArgumentHelp("The kubeconfig. (default: $KUBECONFIG, else ~/.kube/config)", valueName: "file"))
    var kubeconfig: String?

    @Option(help: ArgumentHelp("The API server's address, instead of a context.", valueName: "url"))
    var server: String?

    @Option(help: ArgumentHelp("A file that holds a bearer token for --server.", valueName: "file"))
    var tokenFile: String?

    @Option(help: ArgumentHelp("An environment variable that holds a bearer token for --server.", valueName: "name"))
    var tokenEnv: String?

    @Option(
        help: ArgumentHelp("The PEM file of the authority that signed the server's certificate.", valueName: "file")
    )
    var certificateAuthority: String?

    @Flag(help: "The cluster that this process runs in, by its Pod's service account.")
    var inCluster = false

    func validate() throws {
        let ways = [context != nil, server != nil, inCluster].count { $0 }
        guard ways == 1 else {
            throw ValidationError("say where the cluster is: one of --context, --server and --in-cluster")
        }
        if server != nil, (tokenFile == nil) == (tokenEnv == nil) {
            throw ValidationError("--server needs one of --token-file and --token-env")
        }
        if server == nil, tokenFile != nil || tokenEnv != nil || certificateAuthority != nil {
            throw ValidationError("--token-file, --token-env and --certificate-authority go with --server")
        }
        if kubeconfig != nil, context == nil { throw ValidationError("--kubeconfig goes with --context") }
    }

    /// The address and the reference.
    func resolve() throws -> (server: String, credential: CredentialReference) {
        if let context {
            let connection = try Kubeconfig.load(file: kubeconfig).connection(context: context)
            // Absolute, so that the reference means the same from every working directory.
            return (connection.server, .kubeconfig(file: kubeconfig.map(Self.absolute), context: context))
        }
        if let server {
            let authority = certificateAuthority.map(Self.absolute)
            let address = server.hasSuffix("/") ? String(server.dropLast()) : server
            if let tokenFile {
                return (address, .tokenFile(path: Self.absolute(tokenFile), certificateAuthority: authority))
            }
            return (address, .tokenEnvironment(variable: tokenEnv ?? "", certificateAuthority: authority))
        }
        return ("https://kubernetes.default.svc", .inCluster)
    }

    private static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }
}

/// What is said of a cluster beside its address.
struct ClusterMetadataOptions: ParsableArguments {
    @Option(name: .customLong("label"), help: ArgumentHelp("A label; repeatable.", valueName: "key=value"))
    var labels: [String] = []

    @Option(name: .customLong("annotation"), help: ArgumentHelp("An annotation; repeatable.", valueName: "key=value"))
    var annotations: [String] = []

    @Option(help: ArgumentHelp("The AppProject that the cluster belongs to.", valueName: "name"))
    var project: String?

    func validate() throws {
        _ = try Self.labels(labels)
        _ = try Self.pairs(annotations, "--annotation")
    }

    /// The cluster that the options describe.
    func cluster(
        named name: String,
        _ place: (server: String, credential: CredentialReference)
    ) throws -> Cluster {
        if let problem = KubernetesNames.problem(inSubdomain: name) {
            throw CommandFailure("\"\(name)\" can not be a cluster's name: \(problem)")
        }
        return Cluster(
            name: name,
            server: place.server,
            labels: try Self.labels(labels),
            annotations: try Self.pairs(annotations, "--annotation"),
            project: project ?? "",
            credential: place.credential
        )
    }

    /// Labels by key, keys and values checked as Kubernetes does.
    static func labels(_ texts: [String]) throws -> [String: String] {
        let labels = try pairs(texts, "--label")
        for (key, value) in labels {
            if let problem = KubernetesNames.problem(inLabelKey: key) {
                throw ValidationError("label \"\(key)\": \(problem)")
            }
            if let problem = KubernetesNames.problem(inLabelValue: value) {
                throw ValidationError("label \"\(key)=\(value)\": \(problem)")
            }
        }
        return labels
    }

    /// `key=value` texts by key.
    static func pairs(_ texts: [String], _ option: String) throws -> [String: String] {
        var pairs: [String: String] = [:]
        for text in texts {
            guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
                throw ValidationError("\(option) \"\(text)\": expected key=value")
            }
            pairs[String(text[..<equals])] = String(text[text.index(after: equals)...])
        }
        return pairs
    }
}

/// Opening the state for commands that need nothing else.
enum Registries {
    static func open(_ fleet: FleetOptions) throws -> Registry {
        try Registry(path: fleet.stateFile)
    }
}
