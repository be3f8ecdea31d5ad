import FleetModel
import FleetValue

/// How a source is rendered: what it declares, with the overrides that lie in its folder.
struct SourceParameters: Hashable, Sendable {
    /// The kinds of source that can be rendered.
    enum Kind: Hashable, Sendable {
        /// Plain manifests.
        case directory(DirectorySource)
        /// A kustomization.
        case kustomize(KustomizeOptions)
        /// A Helm chart.
        case helm(HelmOptions)
    }

    /// The kind, with its options.
    var kind: Kind

    /// Checks what a source declares before anything is fetched for it.
    ///
    /// - Parameters:
    ///   - source: The source as declared.
    ///   - application: The Application it belongs to.
    ///   - field: Where the source stands: `spec.source`, or `spec.sources[1]`.
    /// - Throws: ``RenderError/unsupported(application:field:message:)``
    static func check(
        _ source: ApplicationSource,
        of application: Application,
        at field: String
    ) throws(RenderError) {
        func unsupported(_ name: String, _ message: String) -> RenderError {
            .unsupported(application: application.name, field: "\(field).\(name)", message: message)
        }
        if !source.chart.isEmpty { throw unsupported("chart", "helm charts are not supported yet") }
        try checkBlocks(source, unsupported)
    }

    /// Decides the kind and decodes the options.
    ///
    /// As argo-cd util/app/discovery has it: an explicit block, else the files in the folder, where a kustomization
    /// comes before a chart.
    ///
    /// - Parameters:
    ///   - source: The source as declared.
    ///   - application: The Application it belongs to.
    ///   - field: Where the source stands.
    ///   - folder: The source's folder.
    ///   - environment: Replaces variables in options.
    /// - Throws: ``RenderError/unsupported(application:field:message:)`` and
    ///   ``RenderError/invalidSource(application:field:message:)``.
    init(
        _ source: ApplicationSource,
        of application: Application,
        at field: String,
        folder: SourceFolder,
        environment: EnvironmentSubstitution
    ) throws(RenderError) {
        func unsupported(_ name: String, _ message: String) -> RenderError {
            .unsupported(
                application: application.name,
                field: name.isEmpty ? field : "\(field).\(name)",
                message: message
            )
        }
        var source = source
        for (file, override) in folder.overrides(for: application) {
            do throws(ModelError) {
                source = try Self.merged(source, with: override)
            } catch {
                throw .invalidSource(application: application.name, field: field, message: "\(file): \(error)")
            }
        }
        try Self.checkBlocks(source, unsupported)
        let blocks = [("directory", source.directory != nil), ("kustomize", source.kustomize != nil)]
        let kinds = (blocks + [("helm", source.helm != nil)]).filter(\.1).map(\.0)
        guard kinds.count < 2 else {
            let message = "\(kinds[0]) and \(kinds[1]) are both set; a source is of one kind"
            throw .invalidSource(application: application.name, field: field, message: message)
        }
        do throws(ModelError) {
            kind = try Self.kind(of: source, application, folder, environment)
        } catch {
            throw .invalidSource(
                application: application.name,
                field: "\(field).\(error.path)",
                message: error.message
            )
        }
    }

    private static func kind(
        of source: ApplicationSource,
        _ application: Application,
        _ folder: SourceFolder,
        _ environment: EnvironmentSubstitution
    ) throws(ModelError) -> Kind {
        if let kustomize = source.kustomize {
            let path = ValuePath(keys: "kustomize")
            return .kustomize(try KustomizeOptions(decoding: kustomize, at: path, environment: environment))
        }
        if let helm = source.helm {
            let path = ValuePath(keys: "helm")
            return .helm(
                try HelmOptions(decoding: helm, at: path, application: application, environment: environment)
            )
        }
        if source.directory == nil, folder.hasKustomization { return .kustomize(KustomizeOptions()) }
        if source.directory == nil, folder.hasChart { return .helm(HelmOptions(for: application)) }
        do {
            return .directory(try DirectorySource(source.directory ?? DirectoryOptions()))
        } catch {
            throw ModelError(ValuePath([.key("directory")] + error.path.steps), error.message)
        }
    }

    private static func checkBlocks(
        _ source: ApplicationSource,
        _ unsupported: (String, String) -> RenderError
    ) throws(RenderError) {
        if source.plugin != nil { throw unsupported("plugin", "plugins are not supported") }
        if source.directory?.jsonnet != nil { throw unsupported("directory.jsonnet", "jsonnet is not supported yet") }
    }

    /// A source with an override put over its options by JSON merge patch; address, path and revision stay.
    private static func merged(
        _ source: ApplicationSource,
        with override: Value
    ) throws(ModelError) -> ApplicationSource {
        if override.isNull { return source }
        guard override.mapping != nil else {
            throw FieldReader.mismatch(override, expected: "a mapping", at: ValuePath())
        }
        var value: Mapping = [:]
        if let directory = source.directory {
            var entry: Mapping = ["recurse": .bool(directory.recurse)]
            entry["include"] = .string(directory.include)
            entry["exclude"] = .string(directory.exclude)
            if let jsonnet = directory.jsonnet { entry["jsonnet"] = .mapping(jsonnet) }
            value["directory"] = .mapping(entry)
        }
        for (field, block) in [("kustomize", source.kustomize), ("helm", source.helm), ("plugin", source.plugin)] {
            if let block { value[field] = .mapping(block) }
        }
        let merged = try FieldReader(Value.mapping(value).mergePatched(with: override))
        var result = source
        result.directory = try merged.optionalReader("directory").map { (reader) throws(ModelError) in
            let jsonnet = try reader.optionalMapping("jsonnet")
            return DirectoryOptions(
                recurse: try reader.bool("recurse"),
                include: try reader.string("include", default: ""),
                exclude: try reader.string("exclude", default: ""),
                jsonnet: jsonnet?.isEmpty == true ? nil : jsonnet
            )
        }
        for (field, path) in [
            ("kustomize", \ApplicationSource.kustomize), ("helm", \.helm), ("plugin", \.plugin),
        ] as [(String, WritableKeyPath<ApplicationSource, Mapping?>)] {
            let block = try merged.optionalMapping(field)
            result[keyPath: path] = block?.isEmpty == true ? nil : block
        }
        return result
    }
}
