public import FleetModel
public import FoundationEssentials
import FleetHTTP

extension Connection {
    /// The folder that Kubernetes mounts a Pod's service account into.
    public static let serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount"

    /// How to reach a registered cluster, by its credential reference.
    ///
    /// A kubeconfig's context must lead to the address that the cluster is registered with: a context that was pointed
    /// at another cluster meanwhile must not carry changes there.
    ///
    /// - Parameters:
    ///   - cluster: A cluster with a credential reference.
    ///   - environment: For `KUBECONFIG`, `HOME`, tokens in variables and `KUBERNETES_SERVICE_HOST`.
    ///   - serviceAccountFolder: For tests.
    /// - Throws: ``KubeError/configuration(_:)`` or ``KubeError/credentials(cluster:_:)``.
    public static func resolve(
        _ cluster: Cluster,
        environment: [String: String] = ProcessInfo.processInfo.environment,
        serviceAccountFolder: String = Connection.serviceAccountFolder
    ) throws(KubeError) -> Connection {
        switch cluster.credential {
        case nil:
            throw .credentials(cluster: cluster.name, .none)
        case .kubeconfig(let file, let context):
            let connection = try Kubeconfig.load(file: file, environment: environment).connection(context: context)
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
            return try inCluster(cluster.name, environment, serviceAccountFolder)
        }
    }

    private static func registered(
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
    private static func inCluster(
        _ name: String,
        _ environment: [String: String],
        _ folder: String
    ) throws(KubeError) -> Connection {
        guard let host = environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty,
            let port = environment["KUBERNETES_SERVICE_PORT"], !port.isEmpty
        else {
            let problem = "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set"
            throw .credentials(cluster: name, .notInCluster(problem: problem))
        }
        let token = folder + "/token"
        do {
            _ = try LocalFile.secret(at: token)
        } catch {
            throw .credentials(cluster: name, .notInCluster(problem: "\(token) \(error.message)"))
        }
        var tls = TLSOptions()
        let authority = folder + "/ca.crt"
        // Without it client-go trusts the system's authorities.
        if (try? LocalFile.bytes(at: authority)) != nil { tls.certificateAuthority = .file(authority) }
        let namespace = (try? LocalFile.secret(at: folder + "/namespace"))?.value ?? ""
        return Connection(
            server: "https://" + (host.contains(":") ? "[\(host)]" : host) + ":\(port)",
            tls: tls,
            namespace: namespace.isEmpty ? "default" : namespace,
            credential: .tokenFile(token),
            title: "the service account of this Pod"
        )
    }
}
