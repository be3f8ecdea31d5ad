import FleetValue

/// The transformers of one kustomization, in their fixed order.
struct Transformers {
    private let target: Target
    private let metadata: BuildMetadata
    private var kustomization: Kustomization { target.kustomization }

    init(_ target: Target, metadata: BuildMetadata) {
        self.target = target
        self.metadata = metadata
    }

    private typealias Step = (inout ResourceMap) throws(KustomizeError) -> Void

    /// Runs those that fields ask for, then those of `transformers`, then `validators`.
    func run(_ gathered: inout Accumulator) throws(KustomizeError) {
        let configuration = gathered.configuration
        let schema = try target.mergeSchema()
        try runPatches(&gathered.map, schema)
        let namespace = NamespaceTransformer(
            namespace: kustomization.text("namespace"),
            fields: configuration.namespace
        )
        if !namespace.namespace.isEmpty {
            try step("NamespaceTransformer", &gathered.map) { map throws(KustomizeError) in
                try namespace.run(map.resources)
            }
        }
        try runNames(&gathered.map, configuration)
        try runLabels(&gathered.map, configuration)
        for entry in kustomization.entries("patchesJson6902") {
            try patch(entry, "PatchJson6902Transformer", &gathered.map, schema)
        }
        for entry in kustomization.entries("replicas") {
            let replicas = ReplicaTransformer(
                name: entry["name"]?.scalarText ?? "",
                count: entry["count"]?.integer ?? 0,
                fields: configuration.replicas
            )
            try step("ReplicaCountTransformer", &gathered.map) { map throws(KustomizeError) in
                try replicas.run(map.resources)
            }
        }
        for entry in kustomization.entries("images") {
            let images = try ImageTransformer(Self.image(entry), fields: configuration.images)
            try step("ImageTagTransformer", &gathered.map) { map throws(KustomizeError) in
                try images.run(map.resources)
            }
        }
        try runReplacements(&gathered.map)
        for plugin in try PluginReader(target).plugins(of: "transformers") {
            try run(plugin, &gathered.map, schema)
        }
        for plugin in try PluginReader(target).plugins(of: "validators") {
            throw plugin.unsupported("validator")
        }
    }

    /// Runs a transformer and notes it on all resources, whether it changed them or not, as the real tool does.
    private func step(
        _ kind: String,
        _ map: inout ResourceMap,
        origin: Origin? = nil,
        _ body: (inout ResourceMap) throws(KustomizeError) -> Void
    ) throws(KustomizeError) {
        try body(&map)
        guard metadata.tracksTransformations else { return }
        let origin =
            origin
            ?? Origin(
                configuredIn: target.relative(kustomization.file),
                configuredBy: ("builtin", kind, "")
            )
        for resource in map.resources { resource.transformations.append(origin) }
    }

    // MARK: - Fields

    private func runPatches(_ map: inout ResourceMap, _ schema: MergeSchema) throws(KustomizeError) {
        let entries = kustomization.texts("patchesStrategicMerge")
        if !entries.isEmpty {
            try step("PatchStrategicMergeTransformer", &map) { map throws(KustomizeError) in
                for entry in entries {
                    let isInline = entry.contains("\n") || entry.contains(": ")
                    let text = isInline ? entry : try self.text(ofFile: entry)
                    try PatchTransformer(text, target: nil, options: nil, schema: schema).run(&map)
                }
            }
        }
        for entry in kustomization.entries("patches") { try patch(entry, "PatchTransformer", &map, schema) }
    }

    private func patch(
        _ entry: Value,
        _ kind: String,
        _ map: inout ResourceMap,
        _ schema: MergeSchema,
        origin: Origin? = nil
    ) throws(KustomizeError) {
        let path = entry["path"]?.string ?? ""
        let inline = entry["patch"]?.string ?? entry["jsonOp"]?.string ?? ""
        if !path.isEmpty, !inline.isEmpty { throw KustomizeError("patch and path can't be set at the same time\n") }
        if path.isEmpty, inline.isEmpty { throw KustomizeError("must specify one of patch and path in \(kind)") }
        let text = inline.isEmpty ? try self.text(ofFile: path) : inline
        let patch = try PatchTransformer(text, target: entry["target"], options: entry["options"], schema: schema)
        try step(kind, &map, origin: origin) { map throws(KustomizeError) in try patch.run(&map) }
    }

    private func text(ofFile path: String) throws(KustomizeError) -> String {
        String(decoding: try target.read(path), as: UTF8.self)
    }

    private func runNames(
        _ map: inout ResourceMap,
        _ configuration: TransformerConfiguration
    ) throws(KustomizeError) {
        let affixes: [(field: String, kind: String, affix: NameTransformer.Affix, fields: [FieldSpec])] = [
            ("namePrefix", "PrefixTransformer", .prefix, configuration.namePrefix),
            ("nameSuffix", "SuffixTransformer", .suffix, configuration.nameSuffix),
        ]
        for (field, kind, affix, fields) in affixes where !kustomization.text(field).isEmpty {
            let names = NameTransformer(affix: affix, text: kustomization.text(field), fields: fields)
            try step(kind, &map) { map throws(KustomizeError) in try names.run(map.resources) }
        }
    }

    private func runLabels(
        _ map: inout ResourceMap,
        _ configuration: TransformerConfiguration
    ) throws(KustomizeError) {
        for entry in kustomization.entries("labels") {
            var fields = try TransformerConfiguration.fields(entry, "fields")
            if entry["includeSelectors"]?.bool ?? false {
                try TransformerConfiguration.merge(configuration.commonLabels, into: &fields)
            } else {
                if entry["includeTemplates"]?.bool ?? false {
                    try TransformerConfiguration.merge(configuration.templateLabels, into: &fields)
                }
                try TransformerConfiguration.merge([TransformerConfiguration.metadataLabels], into: &fields)
            }
            let labels = LabelTransformer(entry["pairs"]?.texts ?? [], fields: fields)
            try step("LabelTransformer", &map) { map throws(KustomizeError) in try labels.run(map.resources) }
        }
        let commonLabels = kustomization.value["commonLabels"]?.texts ?? []
        // Noted whenever there are labels of either kind, as the real tool does.
        if !commonLabels.isEmpty || !kustomization.entries("labels").isEmpty {
            let common = LabelTransformer(commonLabels, fields: configuration.commonLabels)
            try step("LabelTransformer", &map) { map throws(KustomizeError) in try common.run(map.resources) }
        }
        let commonAnnotations = kustomization.value["commonAnnotations"]?.texts ?? []
        guard !commonAnnotations.isEmpty else { return }
        let annotations = LabelTransformer(commonAnnotations, fields: configuration.commonAnnotations)
        try step("AnnotationsTransformer", &map) { map throws(KustomizeError) in
            try annotations.run(map.resources)
        }
    }

    private static func image(_ entry: Value) -> ImageTransformer.Image {
        ImageTransformer.Image(
            name: entry["name"]?.scalarText ?? "",
            newName: entry["newName"]?.scalarText ?? "",
            tagSuffix: entry["tagSuffix"]?.scalarText ?? "",
            newTag: entry["newTag"]?.scalarText ?? "",
            digest: entry["digest"]?.scalarText ?? ""
        )
    }

    private func runReplacements(_ map: inout ResourceMap) throws(KustomizeError) {
        let entries = try replacements(kustomization.entries("replacements"))
        guard !entries.isEmpty else { return }
        try step("ReplacementTransformer", &map) { map throws(KustomizeError) in
            try ReplacementTransformer(entries).run(map.resources)
        }
    }

    /// Replacements, those of files read.
    private func replacements(_ entries: [Value]) throws(KustomizeError) -> [Value] {
        var result: [Value] = []
        for entry in entries {
            guard let path = entry["path"]?.string, !path.isEmpty else {
                result.append(entry)
                continue
            }
            let value = try ResourceReader.configuration(target.read(path), file: path)
            result += value.array ?? [value]
        }
        return result
    }

    // MARK: - Plugins

    private func run(_ plugin: Plugin, _ map: inout ResourceMap, _ schema: MergeSchema) throws(KustomizeError) {
        guard plugin.resource.type.apiVersion == "builtin" else { throw plugin.unsupported("transformer") }
        let value = plugin.value
        let fields = try TransformerConfiguration.fields(value, "fieldSpecs")
        let origin = plugin.origin
        switch plugin.kind {
        case "PatchTransformer", "PatchJson6902Transformer":
            return try patch(value, plugin.kind, &map, schema, origin: origin)
        case "PatchStrategicMergeTransformer":
            for path in value["paths"]?.array?.compactMap(\.string) ?? [] {
                try patch(["path": .string(path)], plugin.kind, &map, schema, origin: origin)
            }
            if let text = value["patches"]?.string {
                try patch(["patch": .string(text)], plugin.kind, &map, schema, origin: origin)
            }
            return
        default: break
        }
        try step(plugin.kind, &map, origin: origin) { map throws(KustomizeError) in
            switch plugin.kind {
            case "LabelTransformer":
                try LabelTransformer(value["labels"]?.texts ?? [], fields: fields).run(map.resources)
            case "AnnotationsTransformer":
                try LabelTransformer(value["annotations"]?.texts ?? [], fields: fields).run(map.resources)
            case "NamespaceTransformer":
                let word = value["setRoleBindingSubjects"]?.string ?? ""
                try NamespaceTransformer(
                    namespace: plugin.resource.id.namespace,
                    fields: fields,
                    subjects: NamespaceTransformer.Subjects(rawValue: word) ?? .defaultOnly,
                    unsetOnly: value["unsetOnly"]?.bool ?? false
                ).run(map.resources)
            case "PrefixTransformer", "PrefixSuffixTransformer", "SuffixTransformer":
                if let text = value["prefix"]?.scalarText {
                    try NameTransformer(affix: .prefix, text: text, fields: fields).run(map.resources)
                }
                if let text = value["suffix"]?.scalarText {
                    try NameTransformer(affix: .suffix, text: text, fields: fields).run(map.resources)
                }
            case "ReplicaCountTransformer":
                try ReplicaTransformer(
                    name: value["replica"]?["name"]?.scalarText ?? "",
                    count: value["replica"]?["count"]?.integer ?? 0,
                    fields: fields
                ).run(map.resources)
            case "ImageTagTransformer":
                try ImageTransformer(Self.image(value["imageTag"] ?? .null), fields: fields).run(map.resources)
            case "ReplacementTransformer":
                let entries = try replacements(value["replacements"]?.array ?? [])
                try ReplacementTransformer(entries).run(map.resources)
            case "HashTransformer":
                for resource in map.resources where resource.needsHash {
                    resource.storePreviousID()
                    resource.setName("\(resource.id.name)-\(ContentHash.of(resource))")
                }
            default:
                throw plugin.unsupported("transformer")
            }
        }
    }
}
