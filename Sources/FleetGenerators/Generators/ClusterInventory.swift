public import FleetModel
import FleetTemplate
import FleetValue

/// The registered clusters as generators see them: in ascending order of their names, with their parameters made once
/// for all ApplicationSets.
public struct ClusterInventory: Sendable {
    /// One cluster.
    struct Entry: Sendable {
        /// The cluster, with the label by which Argo CD knows its Secret as a cluster's.
        let cluster: Cluster
        /// `name`, `nameNormalized`, `server`, `project`, `metadata.annotations.KEY`, `metadata.labels.KEY`.
        let flatParameters: ParameterSet
        /// `name`, `nameNormalized`, `server`, `project`, and `metadata` with `annotations` and `labels` where there
        /// are any.
        var nestedParameters: ParameterSet { NestedParameters.of(cluster) }
    }

    /// The clusters, ascending by the UTF-8 bytes of their names; of equal names, in the order given.
    let entries: [Entry]

    /// Prepares clusters.
    ///
    /// A cluster without the label `argocd.argoproj.io/secret-type` gets it with the value `cluster`, because a
    /// registered cluster is what such a Secret is to Argo CD, and selectors ask for it.
    ///
    /// - Parameter clusters: In any order. Of several of one name the last one that a selector matches counts.
    /// - Complexity: O(n log n).
    public init(_ clusters: [Cluster]) {
        var names = PrefixedNames()
        // An unstable sort would let chance decide between clusters of one name.
        let sorted = clusters.enumerated().sorted { left, right in
            if left.element.name == right.element.name { return left.offset < right.offset }
            return left.element.name.utf8.lexicographicallyPrecedes(right.element.name.utf8)
        }
        var entries: [Entry] = []
        entries.reserveCapacity(clusters.count)
        for (_, cluster) in sorted {
            var cluster = cluster
            if cluster.labels[Cluster.secretTypeLabel] == nil {
                cluster.labels[Cluster.secretTypeLabel] = Self.secretTypeOfClusters
            }
            entries.append(Entry(cluster: cluster, flatParameters: ParameterSet(names.parameters(of: cluster))))
        }
        self.entries = entries
    }

    /// The value of ``Cluster/secretTypeLabel`` that makes a Secret a cluster's.
    static let secretTypeOfClusters = "cluster"

    /// The clusters with the given labels, each name once.
    func clusters(matching selector: LabelSelector) -> [Entry] {
        var matching: [Entry] = []
        matching.reserveCapacity(selector.isEmpty ? entries.count : 0)
        for entry in entries {
            guard entry.cluster.labels[Cluster.secretTypeLabel] == Self.secretTypeOfClusters,
                selector.isEmpty || selector.matches(entry.cluster.labels)
            else { continue }
            if matching.last?.cluster.name == entry.cluster.name { matching.removeLast() }
            matching.append(entry)
        }
        return matching
    }
}

/// Makes clusters' parameters; the names of parameters are shared between clusters, which mostly have the same keys.
private struct PrefixedNames {
    private var labels: [String: String] = [:]
    private var annotations: [String: String] = [:]

    mutating func parameters(of cluster: Cluster) -> Mapping {
        var entries: [Mapping.Element] = []
        entries.reserveCapacity(4 + cluster.annotations.count + cluster.labels.count)
        entries.append(("name", .string(cluster.name)))
        entries.append(("nameNormalized", .string(NormalizedName.of(cluster.name))))
        entries.append(("server", .string(cluster.server)))
        entries.append(("project", .string(cluster.project)))
        for (key, text) in cluster.annotations.sorted(by: { $0.key < $1.key }) {
            entries.append((Self.name("metadata.annotations.", key, &annotations), .string(text)))
        }
        for (key, text) in cluster.labels.sorted(by: { $0.key < $1.key }) {
            entries.append((Self.name("metadata.labels.", key, &labels), .string(text)))
        }
        return Mapping(uniqueEntries: entries)
    }

    private static func name(_ prefix: String, _ key: String, _ known: inout [String: String]) -> String {
        if let name = known[key] { return name }
        let name = prefix + key
        known[key] = name
        return name
    }
}

/// A cluster's parameters for Go templates.
private enum NestedParameters {
    static func of(_ cluster: Cluster) -> ParameterSet {
        var metadata = Mapping()
        if !cluster.annotations.isEmpty { metadata.append("annotations", texts(cluster.annotations)) }
        if !cluster.labels.isEmpty { metadata.append("labels", texts(cluster.labels)) }
        let parameters: Mapping = [
            "name": .string(cluster.name),
            "nameNormalized": .string(NormalizedName.of(cluster.name)),
            "server": .string(cluster.server),
            "project": .string(cluster.project),
            "metadata": .mapping(metadata),
        ]
        return ParameterSet(parameters, types: types)
    }

    private static func texts(_ texts: [String: String]) -> Value {
        .mapping(
            Mapping(uniqueEntries: texts.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
        )
    }

    private static let types = [
        ParameterSet.PartType("metadata", "annotations", kind: .textMap),
        ParameterSet.PartType("metadata", "labels", kind: .textMap),
    ]
}
