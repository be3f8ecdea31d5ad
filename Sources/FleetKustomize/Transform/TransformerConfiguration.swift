import FleetValue

/// The fields that transformers work on, which `configurations` and `crds` add to.
struct TransformerConfiguration: Sendable {
    /// The fields that refer to resources of a type by name.
    struct NameReference: Sendable {
        var type: GroupVersionKind
        var fields: [FieldSpec]
    }

    var namePrefix: [FieldSpec] = []
    var nameSuffix: [FieldSpec] = []
    var namespace: [FieldSpec] = []
    var commonLabels: [FieldSpec] = []
    var labels: [FieldSpec] = []
    var templateLabels: [FieldSpec] = []
    var commonAnnotations: [FieldSpec] = []
    var images: [FieldSpec] = []
    var replicas: [FieldSpec] = []
    var nameReferences: [NameReference] = []
    var varReferences: [FieldSpec] = []

    /// Adds what another configuration has and this one does not.
    ///
    /// - Throws: ``KustomizeError`` when both have a field, and disagree on whether it is made.
    mutating func merge(_ other: TransformerConfiguration) throws(KustomizeError) {
        try Self.merge(other.namePrefix, into: &namePrefix)
        try Self.merge(other.nameSuffix, into: &nameSuffix)
        try Self.merge(other.namespace, into: &namespace)
        try Self.merge(other.commonLabels, into: &commonLabels)
        try Self.merge(other.labels, into: &labels)
        try Self.merge(other.templateLabels, into: &templateLabels)
        try Self.merge(other.commonAnnotations, into: &commonAnnotations)
        try Self.merge(other.images, into: &images)
        try Self.merge(other.replicas, into: &replicas)
        try Self.merge(other.varReferences, into: &varReferences)
        for reference in other.nameReferences {
            if let place = nameReferences.firstIndex(where: { $0.type == reference.type }) {
                try Self.merge(reference.fields, into: &nameReferences[place].fields)
            } else {
                nameReferences.append(reference)
            }
        }
    }

    /// Adds fields to a list, each once.
    static func merge(_ added: [FieldSpec], into fields: inout [FieldSpec]) throws(KustomizeError) {
        for field in added {
            guard
                let known = fields.first(where: { $0.type == field.type && $0.path == field.path })
            else {
                fields.append(field)
                continue
            }
            if known.creates != field.creates {
                throw KustomizeError("conflicting fieldspecs for \(field.type.label) at \(field.pathText)")
            }
        }
    }

    /// Reads a file of `configurations`.
    ///
    /// - Throws: ``KustomizeError`` for fields of a wrong type.
    init(reading value: Value) throws(KustomizeError) {
        namePrefix = try Self.fields(value, "namePrefix")
        nameSuffix = try Self.fields(value, "nameSuffix")
        namespace = try Self.fields(value, "namespace")
        commonLabels = try Self.fields(value, "commonLabels")
        labels = try Self.fields(value, "labels")
        templateLabels = try Self.fields(value, "templateLabels")
        commonAnnotations = try Self.fields(value, "commonAnnotations")
        images = try Self.fields(value, "images")
        replicas = try Self.fields(value, "replicas")
        varReferences = try Self.fields(value, "varReference")
        for entry in value["nameReference"]?.array ?? [] {
            nameReferences.append(
                NameReference(
                    type: GroupVersionKind(
                        group: entry["group"]?.string ?? "",
                        version: entry["version"]?.string ?? "",
                        kind: entry["kind"]?.string ?? ""
                    ),
                    fields: try Self.fields(entry, "fieldSpecs")
                )
            )
        }
    }

    init() {}

    /// The field specifications in a list.
    static func fields(_ value: Value, _ key: String) throws(KustomizeError) -> [FieldSpec] {
        guard let list = value[key], !list.isNull else { return [] }
        guard let entries = list.array else { throw KustomizeError("\(key) must be a list of field specifications") }
        return entries.map { entry in
            FieldSpec(
                entry["path"]?.string ?? "",
                group: entry["group"]?.string ?? "",
                version: entry["version"]?.string ?? "",
                kind: entry["kind"]?.string ?? "",
                creates: entry["create"]?.bool ?? false
            )
        }
    }
}
