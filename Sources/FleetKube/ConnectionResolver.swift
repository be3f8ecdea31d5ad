import FleetHTTP
public import FleetModel
import FleetValue
public import FoundationEssentials
import Synchronization

extension Connection {
    /// The folder that Kubernetes mounts a Pod's service account into.
    public static let serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount"

    /// How to reach one registered cluster; for many use a ``ConnectionResolver``.
    ///
    /// - Parameters:
    ///   - cluster: A cluster with a credential reference.
    ///   - environment: For `KUBECONFIG`, `HOME`, tokens in variables and `KUBERNETES_SERVICE_HOST`.
    /// - Returns: A connection; nothing was sent yet.
    /// - Throws: ``KubeError/configuration(_:)`` or ``KubeError/credentials(cluster:_:)``.
    public static func resolve(
        _ cluster: Cluster,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(KubeError) -> Connection {
        try ConnectionResolver(environment: environment).connection(for: cluster)
    }
}

/// Finds out how registered clusters are reached, by their credential references.
///
/// Each kubeconfig is read once, also when hundreds of clusters stand in it. A class because whoever resolves at the same
/// time shares what was read.
public final class ConnectionResolver: Sendable {
    let environment: [String: String]
    private let serviceAccountFolder: String
    /// What was read, or why it could not be; nil stands for the kubeconfig that the environment names.
    private let kubeconfigs = Mutex<[String?: Result<Kubeconfig, KubeError>]>([:])
    /// The Argo CD cluster Secrets of the files that were read, by path and by the names that they give their clusters.
    let secretFiles = Mutex<[String: [String: Value]]>([:])

    /// Makes a resolver that has read nothing yet.
    ///
    /// - Parameters:
    ///   - environment: For `KUBECONFIG`, `HOME`, tokens in variables and `KUBERNETES_SERVICE_HOST`.
    ///   - serviceAccountFolder: For tests.
    public init(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        serviceAccountFolder: String = Connection.serviceAccountFolder
    ) {
        self.environment = environment
        self.serviceAccountFolder = serviceAccountFolder
    }

    /// How to reach a registered cluster.
    ///
    /// A kubeconfig's context must lead to the address that the cluster is registered with: a context that was pointed
    /// at another cluster meanwhile must not carry changes there.
    ///
    /// - Parameter cluster: A cluster with a credential reference.
    /// - Returns: A connection; nothing was sent yet.
    /// - Throws: ``KubeError/configuration(_:)`` or ``KubeError/credentials(cluster:_:)``.
    public func connection(for cluster: Cluster) throws(KubeError) -> Connection {
        switch cluster.credential {
        case nil:
            throw .credentials(cluster: cluster.name, .none)
        case .kubeconfig(let file, let context):
            let connection = try kubeconfig(file).connection(context: context)
            guard cluster.server.isEmpty || ServerAddress.isSame(cluster.server, connection.server) else {
                throw .configuration(
                    ConfigurationFault(
                        file: connection.title,
                        message: "leads to \(connection.server), but cluster \"\(cluster.name)\" is registered at"
                            + " \(cluster.server); register it again if it moved"
                    )
                )
            }
            return connection
        case .tokenFile(let path, let authority):
            return try registered(cluster, authority, .tokenFile(path), "token file \(path)")
        case .tokenEnvironment(let variable, let authority):
            let token = LocalFile.trimmed(environment[variable] ?? "")
            guard !token.isEmpty else {
                throw .credentials(cluster: cluster.name, .environmentVariable(variable))
            }
            return try registered(cluster, authority, .token(SecretText(token)), "environment variable \(variable)")
        case .inCluster:
            return try inCluster(cluster.name)
        case .argocdSecretFile(let path, let entry):
            return try connection(for: cluster, file: path, entry: entry)
        case .argocdSecret(let hub, let namespace, let name):
            // Whoever asks has to read it there first; see ``connection(for:secret:of:)``.
            let place = "Secret \(namespace)/\(name) on cluster \"\(hub)\""
            throw .credentials(cluster: cluster.name, .argocdSecret(place: place, problem: "was not read"))
        }
    }

    private func kubeconfig(_ file: String?) throws(KubeError) -> Kubeconfig {
        if let known = kubeconfigs.withLock({ $0[file] }) { return try known.get() }
        // Not under the lock: reading takes milliseconds, and to read twice does no harm.
        let result: Result<Kubeconfig, KubeError>
        do {
            result = .success(try Kubeconfig.load(file: file, environment: environment))
        } catch {
            result = .failure(error)
        }
        kubeconfigs.withLock { $0[file] = result }
        return try result.get()
    }

    private func registered(
        _ cluster: Cluster,
        _ authority: String?,
        _ credential: Credential,
        _ title: String
    ) throws(KubeError) -> Connection {
        let (address, problem) = ServerAddress.normalised(cluster.server, hasTLS: true)
        guard let address else {
            let fault = ConfigurationFault(
                file: "cluster \"\(cluster.name)\"",
                field: "server",
                message: problem
            )
            throw .configuration(fault)
        }
        var tls = TLSOptions()
        if let authority {
            do {
                _ = try LocalFile.bytes(at: authority)
            } catch {
                throw .configuration(
                    ConfigurationFault(
                        file: authority,
                        message: "\(error.message); it should hold the certificate authority of cluster"
                            + " \"\(cluster.name)\""
                    )
                )
            }
            tls.certificateAuthority = .file(authority)
        }
        return Connection(server: address, tls: tls, credential: credential, title: title)
    }

    /// The service account of the Pod that this process runs in.
    private func inCluster(_ name: String) throws(KubeError) -> Connection {
        guard let host = environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty,
            let port = environment["KUBERNETES_SERVICE_PORT"], !port.isEmpty
        else {
            let problem = "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set"
            throw .credentials(cluster: name, .notInCluster(problem: problem))
        }
        let token = serviceAccountFolder + "/token"
        do {
            _ = try LocalFile.secret(at: token)
        } catch {
            throw .credentials(cluster: name, .notInCluster(problem: "\(token) \(error.message)"))
        }
        var tls = TLSOptions()
        let authority = serviceAccountFolder + "/ca.crt"
        // Without it client-go trusts the system's authorities.
        if (try? LocalFile.bytes(at: authority)) != nil { tls.certificateAuthority = .file(authority) }
        let namespace = (try? LocalFile.secret(at: serviceAccountFolder + "/namespace"))?.value ?? ""
        return Connection(
            server: "https://" + (host.contains(":") ? "[\(host)]" : host) + ":\(port)",
            tls: tls,
            namespace: namespace.isEmpty ? "default" : namespace,
            credential: .tokenFile(token),
            title: "the service account of this Pod"
        )
    }
}
