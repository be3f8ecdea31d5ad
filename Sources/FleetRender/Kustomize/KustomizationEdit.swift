import FleetModel
import FleetValue

/// A kustomization with an Application's options put in, as the steps of `kustomize edit` put them in.
///
/// Follows argo-cd util/kustomize/kustomize.go in the steps, kustomize commands/edit in each.
struct KustomizationEdit {
    private var kustomization: Mapping

    /// Begins with a kustomization as it is.
    ///
    /// - Throws: ``ModelError`` if it is no mapping.
    init(_ value: Value) throws(ModelError) {
        switch value {
        case .mapping(let mapping): kustomization = mapping
        case .null: kustomization = Mapping()
        default: throw FieldReader.mismatch(value, expected: "a mapping", at: ValuePath())
        }
    }

    /// The kustomization as it has become.
    var value: Value { .mapping(kustomization) }

    /// Puts the options in.
    ///
    /// - Parameters:
    ///   - options: What to put in.
    ///   - components: Those of the options' components that exist, or all.
    /// - Throws: ``ModelError`` when a label or annotation stands there already and may not be replaced, or when a field
    ///   is not of its type.
    mutating func apply(_ options: KustomizeOptions, components: [String]) throws(ModelError) {
        if !options.namePrefix.isEmpty { set("namePrefix", .string(options.namePrefix)) }
        if !options.nameSuffix.isEmpty { set("nameSuffix", .string(options.nameSuffix)) }
        if !options.images.isEmpty { try setImages(options.images) }
        if !options.replicas.isEmpty { try setReplicas(options.replicas) }
        if !options.labels.isEmpty { try addLabels(options) }
        if !options.annotations.isEmpty {
            try add(options.annotations, to: "commonAnnotations", what: "annotation", forces: options.forcesAnnotations)
        }
        if !options.namespace.isEmpty { set("namespace", .string(options.namespace)) }
        if !options.patches.isEmpty { set("patches", .array(try list("patches") + options.patches)) }
        if !components.isEmpty {
            let existing = try list("components")
            let added = components.map { Value.string($0) }.filter { !existing.contains($0) }
            set("components", .array(existing + added))
        }
    }

    private mutating func setImages(_ images: [KustomizeImage]) throws(ModelError) {
        var entries = Self.byName(try list("images"))
        for image in images {
            entries[image.name] = image.entry(over: entries[image.name])
        }
        set("images", Self.sorted(entries))
    }

    private mutating func setReplicas(_ replicas: [KustomizeOptions.Replica]) throws(ModelError) {
        var entries = Self.byName(try list("replicas"))
        for replica in replicas {
            entries[replica.name] = ["name": .string(replica.name), "count": .integer(replica.count)]
        }
        set("replicas", Self.sorted(entries))
    }

    private mutating func addLabels(_ options: KustomizeOptions) throws(ModelError) {
        guard options.labelsLeaveSelectors else {
            try add(options.labels, to: "commonLabels", what: "label", forces: options.forcesLabels)
            return
        }
        var entries = try list("labels")
        for (name, text) in options.labels.sorted(by: { $0.key < $1.key }) {
            var isPresent = false
            for index in entries.indices where entries[index]["pairs"]?[name] != nil {
                guard options.forcesLabels else { throw Self.alreadyThere("label", name, in: "labels") }
                var pairs = entries[index]["pairs"] ?? .null
                pairs[name] = .string(text)
                entries[index]["pairs"] = pairs
                isPresent = true
            }
            guard !isPresent else { continue }
            var entry: Mapping = ["pairs": [name: .string(text)]]
            if options.labelsIncludeTemplates { entry["includeTemplates"] = true }
            entries.append(.mapping(entry))
        }
        set("labels", .array(entries))
    }

    private mutating func add(
        _ entries: [String: String],
        to field: String,
        what: String,
        forces: Bool
    ) throws(ModelError) {
        let reader = KustomizationFields(kustomization)
        var mapping = try reader.mapping(field)
        for (name, text) in entries.sorted(by: { $0.key < $1.key }) {
            guard forces || mapping[name] == nil else { throw Self.alreadyThere(what, name, in: field) }
            mapping[name] = .string(text)
        }
        set(field, .mapping(mapping))
    }

    private static func alreadyThere(_ what: String, _ name: String, in field: String) -> ModelError {
        let force = what == "label" ? "forceCommonLabels" : "forceCommonAnnotations"
        return ModelError(
            ValuePath(keys: field),
            "\(what) \"\(name)\" is already in the kustomization; \(force) replaces it"
        )
    }

    private func list(_ field: String) throws(ModelError) -> [Value] {
        try KustomizationFields(kustomization).list(field)
    }

    private mutating func set(_ field: String, _ value: Value) {
        kustomization[KustomizationFields(kustomization).key(field)] = value
    }

    private static func byName(_ entries: [Value]) -> [String: Value] {
        var result: [String: Value] = [:]
        for entry in entries { result[entry["name"]?.string ?? ""] = entry }
        return result
    }

    private static func sorted(_ entries: [String: Value]) -> Value {
        .array(entries.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map(\.value))
    }
}
