import FleetDeclarations
import FleetModel
import FleetSync
import FleetValue
import FleetYAML
import FoundationEssentials

/// Clusters in files.
enum ClusterFiles {
    /// What files and folders describe, in the order of files and documents.
    ///
    /// A Secret's cluster refers to the file by its absolute path. What comes through a pipe can not be read again, so that
    /// such a cluster has no credentials.
    ///
    /// - Throws: ``DeclarationError`` for the first thing that is wrong.
    static func found(_ paths: [String]) throws -> [FoundCluster] {
        var secrets: [String: Set<String>] = [:]
        return try DeclarationReader.read(paths).clusters.map { declared in
            var cluster = declared.content
            let file = declared.place.file
            if secrets[file] == nil { secrets[file] = namesInSecrets(of: file) }
            // A document of fleet's own may carry a Secret's label, since labels are taken over whole.
            let isSecret = cluster.credential == nil && secrets[file]?.contains(cluster.name) == true
            if isSecret { cluster.credential = .argocdSecretFile(path: absolute(file), cluster: cluster.name) }
            return FoundCluster(
                place: declared.place.description,
                cluster: .success(cluster),
                isWhole: !isSecret
            )
        }
    }

    /// The names that the Secrets in a file give their clusters; none for what is no file.
    private static func namesInSecrets(of file: String) -> Set<String> {
        guard let bytes = FileManager.default.contents(atPath: file),
            let documents = try? YAMLReader.documents(in: Array(bytes), file: file)
        else { return [] }
        var names: Set<String> = []
        for document in documents {
            let isList = document.value["kind"]?.string?.hasSuffix("List") == true
            for value in isList ? document.value["items"]?.array ?? [] : [document.value] where Cluster.isSecret(value)
            {
                if let name = try? Cluster(decoding: value).name { names.insert(name) }
            }
        }
        return names
    }

    private static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }
}
