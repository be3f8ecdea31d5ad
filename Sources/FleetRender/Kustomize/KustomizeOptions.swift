import FleetModel
import FleetValue

/// `source.kustomize`, decoded, with variables replaced.
struct KustomizeOptions: Hashable, Sendable {
    /// `namePrefix`; empty for none.
    var namePrefix = ""
    /// `nameSuffix`; empty for none.
    var nameSuffix = ""
    /// `namespace`; empty for none.
    var namespace = ""
    /// `images`.
    var images: [KustomizeImage] = []
    /// `replicas`: names and counts.
    var replicas: [Replica] = []
    /// `commonLabels`.
    var labels: [String: String] = [:]
    /// `forceCommonLabels`: whether labels may replace those of the kustomization.
    var forcesLabels = false
    /// `labelWithoutSelector`: whether selectors are left alone.
    var labelsLeaveSelectors = false
    /// `labelIncludeTemplates`: whether, without selectors, templates are labelled all the same.
    var labelsIncludeTemplates = false
    /// `commonAnnotations`.
    var annotations: [String: String] = [:]
    /// `forceCommonAnnotations`: whether annotations may replace those of the kustomization.
    var forcesAnnotations = false
    /// `patches`, as kustomize takes them.
    var patches: [Value] = []
    /// `components`.
    var components: [String] = []
    /// `ignoreMissingComponents`.
    var ignoresMissingComponents = false

    /// An entry of `replicas`.
    struct Replica: Hashable, Sendable {
        /// The workload's name.
        var name: String
        /// How many there shall be.
        var count: Int64
    }

    /// The fields that are known; those without effect on the build are `kubeVersion` and `apiVersions`, which Argo CD
    /// passes on to Helm inside kustomize only, and `commonLabelsEnvsubst`, which is always so.
    private static let known = [
        "namePrefix", "nameSuffix", "namespace", "images", "replicas", "commonLabels", "commonLabelsEnvsubst",
        "forceCommonLabels", "labelWithoutSelector", "labelIncludeTemplates", "commonAnnotations",
        "commonAnnotationsEnvsubst", "forceCommonAnnotations", "patches", "components", "ignoreMissingComponents",
        "kubeVersion", "apiVersions",
    ]

    /// Whether the kustomization is built as it is.
    var isEmpty: Bool { self == KustomizeOptions() }

    /// All of it as one text, the same in every run.
    var key: String {
        let images: [Value] = images.map { .string("\($0.name)=\($0.newName):\($0.newTag)@\($0.digest)") }
        let replicas: [Value] = replicas.map { ["name": .string($0.name), "count": .integer($0.count)] }
        let flags = [
            forcesLabels, labelsLeaveSelectors, labelsIncludeTemplates, forcesAnnotations, ignoresMissingComponents,
        ]
        let parts: [Value] = [
            .string(namePrefix), .string(nameSuffix), .string(namespace), .array(images), .array(replicas),
            Self.value(labels), Self.value(annotations), .array(flags.map { .bool($0) }), .array(patches),
            .array(components.map { .string($0) }),
        ]
        return JSONWriter.text(of: .array(parts), sortsKeys: true)
    }

    private static func value(_ texts: [String: String]) -> Value {
        .mapping(Mapping(uniqueEntries: texts.map { ($0.key, .string($0.value)) }))
    }

    /// Makes options that change nothing.
    init() {}

    /// Decodes the options.
    ///
    /// - Parameters:
    ///   - value: `source.kustomize`.
    ///   - path: Where it stands, for errors.
    ///   - environment: Replaces variables in images and labels, and in annotations if they ask for it.
    /// - Throws: ``ModelError`` for unknown fields and wrong types.
    init(
        decoding value: Mapping,
        at path: ValuePath,
        environment: EnvironmentSubstitution
    ) throws(ModelError) {
        let reader = try FieldReader(.mapping(value), at: path)
        if reader.value("version") != nil {
            throw reader.error(
                "version",
                "is not supported; the kustomize in PATH is used, or the one in FLEET_KUSTOMIZE"
            )
        }
        try reader.requireKnown(Self.known)
        namePrefix = try reader.string("namePrefix", default: "")
        nameSuffix = try reader.string("nameSuffix", default: "")
        namespace = try reader.string("namespace", default: "")
        for (index, text) in try reader.strings("images").enumerated() {
            guard let image = KustomizeImage(environment.expand(text)) else {
                let message = "\"\(text)\" is not NAME=NEW:TAG, NAME=NEW@DIGEST, NAME=NEW, NAME:TAG or NAME@DIGEST"
                throw ModelError(reader.path(to: "images").appending(index), message)
            }
            images.append(image)
        }
        for entry in try reader.readers("replicas") {
            replicas.append(Replica(name: try entry.string("name"), count: try Self.count(in: entry)))
        }
        labels = try reader.stringMap("commonLabels").mapValues(environment.expand)
        forcesLabels = try reader.bool("forceCommonLabels")
        labelsLeaveSelectors = try reader.bool("labelWithoutSelector")
        labelsIncludeTemplates = try reader.bool("labelIncludeTemplates")
        annotations = try reader.stringMap("commonAnnotations")
        if try reader.bool("commonAnnotationsEnvsubst") {
            annotations = annotations.mapValues(environment.expand)
        }
        forcesAnnotations = try reader.bool("forceCommonAnnotations")
        for entry in try reader.readers("patches") {
            try entry.requireKnown(["path", "patch", "target", "options"])
            patches.append(.mapping(entry.mapping))
        }
        components = try reader.strings("components")
        ignoresMissingComponents = try reader.bool("ignoreMissingComponents")
    }

    /// `count` is a number or its text.
    private static func count(in entry: FieldReader) throws(ModelError) -> Int64 {
        switch entry.value("count") {
        case .some(let value) where value.integer != nil:
            return value.integer ?? 0
        case .string(let text):
            guard let number = Int64(text) else { throw entry.error("count", "\"\(text)\" is no whole number") }
            return number
        case .none:
            throw entry.error("count", "is required")
        case .some(let value):
            throw FieldReader.mismatch(value, expected: "a whole number", at: entry.path(to: "count"))
        }
    }
}
