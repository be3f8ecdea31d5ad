import FleetHelm
import FleetModel
import FleetValue

/// `source.helm`, decoded, with variables replaced and what the Application says filled in.
struct HelmOptions: Hashable, Sendable {
    /// A file of values.
    struct ValueFile: Hashable, Sendable {
        /// The path as declared, variables replaced; without `$NAME/` when it is of another source.
        var path: String
        /// The `ref` of the source that it is in; empty for this one.
        var reference: String
        /// The path with `$NAME/`, for messages.
        var shown: String { reference.isEmpty ? path : "$\(reference)/\(path)" }
    }

    /// An entry of `parameters` or `fileParameters`.
    struct Parameter: Hashable, Sendable {
        /// Where to, in the language of `--set`.
        var name: String
        /// The value, or the path of a file.
        var value: String
        /// Whether the value is text whatever it looks like.
        var isText = false
    }

    /// The release's name.
    var release: String
    /// The release's namespace.
    var namespace: String
    /// `valueFiles`, in order.
    var valueFiles: [ValueFile] = []
    /// `ignoreMissingValueFiles`.
    var ignoresMissingValueFiles = false
    /// `valuesObject`, else what `values` says; what deletes a default is null.
    var values = Mapping()
    /// `parameters`, in order.
    var parameters: [Parameter] = []
    /// `fileParameters`, in order.
    var fileParameters: [Parameter] = []
    /// `skipCrds`.
    var skipsDefinitions = false
    /// `skipTests`.
    var skipsTests = false
    /// `skipSchemaValidation`.
    var skipsSchema = false
    /// `kubeVersion`, as charts see it; empty for the default.
    var kubeVersion = ""
    /// `apiVersions`, beside the default ones.
    var apiVersions: [String] = []
    /// The places of the references that value files use, resolved.
    var references: [String: FolderKey] = [:]

    /// The fields that are known; without effect on a chart in Git are `version` (there is only one Helm) and
    /// `passCredentials`.
    private static let known = [
        "releaseName", "valueFiles", "ignoreMissingValueFiles", "values", "valuesObject", "parameters",
        "fileParameters", "skipCrds", "skipTests", "skipSchemaValidation", "kubeVersion", "apiVersions", "namespace",
        "version", "passCredentials",
    ]

    /// Makes the options of a source that says nothing.
    init(for application: Application) {
        release = application.name
        namespace = application.destination.namespace
    }

    /// Decodes the options.
    ///
    /// Follows argo-cd reposerver/repository/repository.go, `helmTemplate`.
    ///
    /// - Parameters:
    ///   - value: `source.helm`.
    ///   - path: Where it stands, for errors.
    ///   - application: Gives the release's name and namespace where the source does not.
    ///   - environment: Replaces variables in value files and parameters.
    /// - Throws: ``ModelError`` for unknown fields, wrong types and values that are no YAML mapping.
    init(
        decoding value: Mapping,
        at path: ValuePath,
        application: Application,
        environment: EnvironmentSubstitution
    ) throws(ModelError) {
        self.init(for: application)
        let reader = try FieldReader(.mapping(value), at: path)
        try reader.requireKnown(Self.known)
        let name = try reader.string("releaseName", default: "")
        if !name.isEmpty { release = name }
        let space = try reader.string("namespace", default: "")
        if !space.isEmpty { namespace = space }
        for (index, file) in try reader.strings("valueFiles").enumerated() {
            let place = reader.path(to: "valueFiles").appending(index)
            valueFiles.append(try Self.file(file, application, environment, at: place))
        }
        ignoresMissingValueFiles = try reader.bool("ignoreMissingValueFiles")
        values = try Self.values(in: reader)
        for entry in try reader.readers("parameters") {
            parameters.append(
                Parameter(
                    name: try entry.string("name"),
                    value: environment.expand(try Self.text("value", in: entry)),
                    isText: try entry.bool("forceString")
                )
            )
        }
        for entry in try reader.readers("fileParameters") {
            let file = environment.expand(try entry.string("path"))
            fileParameters.append(Parameter(name: try entry.string("name"), value: file))
        }
        skipsDefinitions = try reader.bool("skipCrds")
        skipsTests = try reader.bool("skipTests")
        skipsSchema = try reader.bool("skipSchemaValidation")
        let version = try reader.string("kubeVersion", default: "")
        if !version.isEmpty {
            guard let known = Capabilities.version(version) else {
                throw reader.error("kubeVersion", "\"\(version)\" is no version of Kubernetes")
            }
            kubeVersion = known
        }
        apiVersions = try reader.strings("apiVersions")
    }

    private static func file(
        _ text: String,
        _ application: Application,
        _ environment: EnvironmentSubstitution,
        at path: ValuePath
    ) throws(ModelError) -> ValueFile {
        // A reference comes first: its name would be taken for a variable otherwise.
        if text.hasPrefix("$"), let slash = text.firstIndex(of: "/") {
            let name = String(text[text.index(after: text.startIndex)..<slash])
            if application.sources.contains(where: { $0.ref == name }) {
                return ValueFile(path: environment.expand(String(text[text.index(after: slash)...])), reference: name)
            }
            guard name.hasPrefix("ARGOCD_") || name.hasPrefix("{") else {
                throw ModelError(path, "\"\(text)\": no source of the application has the ref \"\(name)\"")
            }
        }
        let expanded = environment.expand(text)
        guard !expanded.contains("://") else {
            throw ModelError(path, "\"\(text)\" is an address; only files of repositories are read")
        }
        return ValueFile(path: expanded, reference: "")
    }

    private static func values(in reader: FieldReader) throws(ModelError) -> Mapping {
        if let object = try reader.optionalMapping("valuesObject") { return object }
        let text = try reader.string("values", default: "")
        var values = UserValues()
        do throws(HelmError) {
            try values.add(file: Array(text.utf8), name: "values")
        } catch {
            throw reader.error("values", error.message)
        }
        return values.mapping
    }

    /// A text, also where somebody wrote a number or a truth value.
    private static func text(_ field: String, in entry: FieldReader) throws(ModelError) -> String {
        switch entry.value(field) {
        case .bool(let truth): truth ? "true" : "false"
        case .integer(let number): String(number)
        default: try entry.string(field, default: "")
        }
    }

    /// All of it as one text, the same in every run; not what files hold.
    var key: String {
        let files: [Value] = valueFiles.map { .string($0.shown) }
        let settings: [Value] = (parameters + fileParameters).map {
            .array([.string($0.name), .string($0.value), .bool($0.isText)])
        }
        let flags = [ignoresMissingValueFiles, skipsDefinitions, skipsTests, skipsSchema]
        let parts: [Value] = [
            .string(release), .string(namespace), .array(files), .mapping(values), .array(settings),
            .integer(Int64(parameters.count)), .array(flags.map { .bool($0) }), .string(kubeVersion),
            .array(apiVersions.map { .string($0) }),
        ]
        return JSONWriter.text(of: .array(parts), sortsKeys: true)
    }
}
