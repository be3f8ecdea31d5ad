public import FleetModel
import FleetValue
import FleetYAML
import Synchronization

extension ConnectionResolver {
    /// How to reach a cluster whose credentials an Argo CD Secret on a hub holds.
    ///
    /// The Secret must be of the address that the cluster is registered with: one that was pointed at another cluster
    /// meanwhile must not carry changes there. Argo CD's own cluster is reached as the hub is.
    ///
    /// - Parameters:
    ///   - cluster: A cluster with a reference to the Secret.
    ///   - secret: The Secret as read from the hub; nil when there is none.
    ///   - hub: How the hub is reached.
    /// - Returns: A connection; nothing was sent yet.
    /// - Throws: ``KubeError/credentials(cluster:_:)``, never with the content of the Secret. A Secret that names a program to
    ///   start is refused: who writes to the hub must not decide what runs here.
    public func connection(
        for cluster: Cluster,
        secret: Manifest?,
        of hub: Connection
    ) throws(KubeError) -> Connection {
        guard case .argocdSecret(let name, let namespace, let secretName)? = cluster.credential else {
            return try connection(for: cluster)
        }
        let place = "Secret \(namespace)/\(secretName) on cluster \"\(name)\""
        guard let secret else {
            throw .credentials(cluster: cluster.name, .argocdSecret(place: place, problem: "does not exist"))
        }
        if try server(of: secret.value, cluster, place) == Cluster.localServer { return hub }
        return try connection(for: cluster, secret.value, place, environment: nil)
    }

    /// How to reach a cluster whose credentials an Argo CD Secret in a file holds.
    func connection(
        for cluster: Cluster,
        file: String,
        entry: String
    ) throws(KubeError) -> Connection {
        let place = "Secret of cluster \"\(entry)\" in \(file)"
        guard let secret = try secrets(in: file, cluster)[entry] else {
            throw .credentials(cluster: cluster.name, .argocdSecret(place: place, problem: "does not exist"))
        }
        _ = try server(of: secret, cluster, place)
        return try connection(for: cluster, secret, place, environment: environment)
    }

    /// The cluster Secrets of a file by the names that they give their clusters.
    private func secrets(in file: String, _ cluster: Cluster) throws(KubeError) -> [String: Value] {
        if let known = secretFiles.withLock({ $0[file] }) { return known }
        func fault(_ problem: String) -> KubeError {
            .credentials(cluster: cluster.name, .argocdSecret(place: "Secret file \(file)", problem: problem))
        }
        var found: [String: Value] = [:]
        do {
            let bytes = try LocalFile.bytes(at: file)
            for document in try YAMLReader.documents(in: bytes, file: file) {
                let isList = document.value["kind"]?.string?.hasSuffix("List") == true
                let entries = isList ? document.value["items"]?.array ?? [] : [document.value]
                for value in entries where Cluster.isSecret(value) {
                    guard let entry = try? Cluster(decoding: value) else { continue }
                    found[entry.name] = value
                }
            }
        } catch let error as LocalFile.Failure {
            throw fault(error.message)
        } catch let error as YAMLError {
            // The words of the error may repeat a line, and lines of this file hold secrets.
            throw fault("is not YAML (line \(error.line))")
        } catch {
            throw fault("can not be read")
        }
        let result = found
        secretFiles.withLock { $0[file] = result }
        return result
    }

    /// The Secret's address, after checking that it is the one that the cluster is registered with.
    private func server(of secret: Value, _ cluster: Cluster, _ place: String) throws(KubeError) -> String {
        do throws(ModelError) {
            let server = try Cluster(decoding: secret).server
            guard ServerAddress.isSame(server, cluster.server) else {
                throw ModelError(
                    ValuePath(),
                    "leads to \(server), but the cluster is registered at \(cluster.server); import it again if it moved"
                )
            }
            return server
        } catch {
            throw .credentials(cluster: cluster.name, .argocdSecret(place: place, problem: error.description))
        }
    }

    private func connection(
        for cluster: Cluster,
        _ secret: Value,
        _ place: String,
        environment: [String: String]?
    ) throws(KubeError) -> Connection {
        func fault(_ problem: String) -> KubeError {
            .credentials(cluster: cluster.name, .argocdSecret(place: place, problem: problem))
        }
        let text: String
        do {
            text = try Cluster.config(ofSecret: secret)
        } catch {
            throw fault(error.description)
        }
        let (address, problem) = ServerAddress.normalised(cluster.server, hasTLS: true)
        guard let address else { throw fault("server \(problem)") }
        do throws(ModelError) {
            return try ArgoClusterConfig(parsing: text).connection(to: address, title: place, environment: environment)
        } catch {
            throw fault(error.path.steps.isEmpty ? "config \(error.message)" : "config.\(error)")
        }
    }
}
