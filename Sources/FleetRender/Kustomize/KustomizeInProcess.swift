import FleetKustomize
import FleetModel
import FleetValue

/// Builds kustomizations in this process.
enum KustomizeInProcess {
    /// What the cache's keys say of the builder; it changes when the same files build to something else.
    static let fingerprint = "in process 1"

    /// Builds a kustomization.
    ///
    /// - Parameters:
    ///   - input: All files it reads.
    ///   - path: The source's path, for errors.
    ///   - label: The repository, for errors.
    /// - Returns: The manifests in the order of `kustomize build`; nil when it asks for what only another program does.
    /// - Throws: ``RenderError/toolFailed(_:path:tool:message:)`` with the message.
    static func build(
        _ input: KustomizationInput,
        path: String,
        label: SourceLabel
    ) throws(RenderError) -> RawRendering? {
        let files = KustomizeFileTree(input.files, links: input.links)
        let values: [Value]
        do throws(KustomizeError) {
            values = try KustomizeBuild.manifests(of: input.folder, in: files)
        } catch {
            if error.needsTool { return nil }
            throw .toolFailed(label, path: path, tool: "kustomize", message: MessageText.line(error.message))
        }
        var reader = ManifestReader(label: label)
        try reader.read(values: values, of: "kustomize \(path)")
        return RawRendering(manifests: reader.manifests, warnings: [])
    }
}
