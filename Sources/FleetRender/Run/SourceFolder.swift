import FleetModel
import FleetValue
import FleetYAML

/// What a source's folder says about how to render it.
struct SourceFolder: Hashable, Sendable {
    /// The folder's path in the tree, without links.
    var path: String
    /// Whether a kustomization lies in it.
    var hasKustomization = false
    /// Whether a Helm chart lies in it.
    var hasChart = false
    /// The parameter overrides in it by file name: `.argocd-source.yaml` and `.argocd-source-APPLICATION.yaml`.
    var overrides: [String: Value] = [:]

    private static let overridePrefix = ".argocd-source"
    private static let maximumOverrideBytes = 1_048_576

    /// Looks into a folder.
    ///
    /// - Parameters:
    ///   - tree: The repository's files.
    ///   - path: The folder, links allowed.
    ///   - shown: The source's path, for errors.
    /// - Throws: ``RenderError`` when there is no such folder in the tree, or an override can not be read.
    init(_ tree: any SourceTree, path: String, shown: String) async throws(RenderError) {
        switch try await tree.resolve(path) {
        case .folder(let real): self.path = real
        case .outside(let target): throw .outsideRepository(tree.label, path: shown, target: target)
        case .file, .other, .missing: throw .pathNotFound(tree.label, path: shown)
        }
        for (name, node) in try await tree.children(of: self.path) where node == .file || node == .link {
            if KustomizationCollector.names.contains(name) { hasKustomization = true }
            // By the end of the name, as Argo CD looks for it.
            if name.hasSuffix("Chart.yaml") { hasChart = true }
            guard name.hasPrefix(Self.overridePrefix), name.hasSuffix(".yaml") else { continue }
            let file = RepositoryPath.join(self.path, name)
            guard case .file(let real) = try await tree.resolve(file) else {
                throw .unreadable(tree.label, path: file, message: "it is no file of the repository")
            }
            let bytes = try await tree.contents(of: [real], limit: Self.maximumOverrideBytes)[0]
            do throws(YAMLError) {
                overrides[name] = try YAMLReader.documents(in: bytes, file: file).first?.value ?? .null
            } catch {
                throw .malformed(tree.label, message: error.description)
            }
        }
    }

    /// Reads back what ``value`` gave; nil for anything else.
    init?(_ value: Value) {
        guard let path = value["path"]?.string, let kustomization = value["kustomization"]?.bool,
            let chart = value["chart"]?.bool, let overrides = value["overrides"]?.mapping
        else { return nil }
        self.path = path
        hasKustomization = kustomization
        hasChart = chart
        for (name, override) in overrides { self.overrides[name] = override }
    }

    /// All of it, for the cache.
    var value: Value {
        var files = Mapping()
        for (name, override) in overrides.sorted(by: { $0.key < $1.key }) { files[name] = override }
        return [
            "path": .string(path), "kustomization": .bool(hasKustomization), "chart": .bool(hasChart),
            "overrides": .mapping(files),
        ]
    }

    /// The overrides that concern an Application, in the order in which they are applied.
    func overrides(for application: Application) -> [(file: String, value: Value)] {
        let isElsewhere = !application.namespace.isEmpty && application.namespace != "argocd"
        let name = isElsewhere ? "\(application.namespace)_\(application.name)" : application.name
        return ["\(Self.overridePrefix).yaml", "\(Self.overridePrefix)-\(name).yaml"].compactMap { file in
            overrides[file].map { (file, $0) }
        }
    }
}
