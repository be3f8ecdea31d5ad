public import FleetValue
import FleetYAML

/// Builds a kustomization.
///
/// Does what `kustomize build` does, to the byte, over files in memory; no process, no file system. Container and exec
/// functions and Helm charts are refused with ``KustomizeError/needsTool``.
///
/// Follows kustomize `api/internal/target` of API version 0.21.
public enum KustomizeBuild {
    /// The manifests of a kustomization, in the order in which the tool prints them.
    ///
    /// - Parameters:
    ///   - folder: The folder with the kustomization.
    ///   - files: All files that may be read.
    /// - Returns: The manifests, keys ascending.
    /// - Throws: ``KustomizeError``.
    public static func manifests(
        of folder: String,
        in files: any KustomizeFiles
    ) throws(KustomizeError) -> [Value] {
        let build = Build(files: files, root: folder)
        let target = try Target(build, folder: folder, chain: [])
        var gathered = try target.accumulate(into: nil)
        for resource in gathered.map.resources where resource.needsHash {
            resource.storePreviousID()
            resource.setName("\(resource.id.name)-\(ContentHash.of(resource))")
        }
        try NameReferenceRepair(gathered.map.resources, gathered.configuration.nameReferences).run()
        try VariableExpansion(gathered).run()
        gathered.map.dropLocal()
        let order = try SortOrder(target.kustomization)
        gathered.map.reorder(order.sorted(gathered.map.resources))
        BuildMetadata(target.kustomization).finish(gathered.map.resources)
        return gathered.map.resources.map { $0.value.sortedByKey() }
    }

    /// What `kustomize build` prints.
    ///
    /// - Parameter manifests: What ``manifests(of:in:)`` gave.
    /// - Returns: YAML documents, separated by `---`.
    /// - Throws: ``KustomizeError`` for numbers that JSON has no text for.
    public static func text(of manifests: [Value]) throws(KustomizeError) -> String {
        var documents: [String] = []
        for manifest in manifests {
            try checkNumbers(manifest)
            documents.append(GoYAMLWriter.text(of: manifest))
        }
        return documents.joined(separator: "---\n")
    }

    private static func checkNumbers(_ value: Value) throws(KustomizeError) {
        switch value {
        case .double(let number):
            if number.isNaN { throw KustomizeError("json: unsupported value: NaN") }
            if number.isInfinite { throw KustomizeError("json: unsupported value: \(number < 0 ? "-" : "+")Inf") }
        case .array(let values):
            for value in values { try checkNumbers(value) }
        case .mapping(let mapping):
            for value in mapping.values { try checkNumbers(value) }
        case .null, .bool, .integer, .string:
            break
        }
    }
}

/// What all kustomizations of one build share.
struct Build {
    let files: any KustomizeFiles
    /// The folder that is built, which `buildMetadata` counts from.
    let root: String
    /// How deep kustomizations may refer to kustomizations.
    static let maximumDepth = 128
}

extension ResourceMap {
    /// Drops what is marked as for the build only.
    mutating func dropLocal() {
        let key = "config.kubernetes.io/local-config"
        reorder(
            resources.filter { resource in
                guard let text = resource.value.field("metadata", "annotations", key)?.scalarText else { return true }
                return text == "false"
            }
        )
    }
}
