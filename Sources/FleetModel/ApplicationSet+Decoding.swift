public import FleetValue

extension ApplicationSet {
    /// The `kind` of an ApplicationSet.
    public static let kind = "ApplicationSet"

    /// Decodes an ApplicationSet document.
    ///
    /// Fields that no ApplicationSet has are errors, where Kubernetes would drop them: a generator or policy that was
    /// dropped for a spelling mistake has deleted whole fleets. The template is only looked at when Applications are
    /// generated.
    ///
    /// - Parameter value: A whole document, `apiVersion` and `kind` included.
    /// - Throws: ``ModelError`` with the path of the first field that is unknown, missing or of a wrong type, and of a
    ///   generator entry that names no generator.
    public init(decoding value: Value) throws(ModelError) {
        let document = try FieldReader(value)
        try document.requireType(apiVersion: Application.apiVersion, kind: Self.kind)
        try document.refuseUnknown(["apiVersion", "kind", "metadata", "spec", "status"])
        let metadata = try document.reader("metadata")
        let spec = try document.reader("spec")
        try spec.refuseUnknown(Self.specFields)
        guard let entries = try spec.optionalList("generators") else { throw spec.error("generators", "is required") }
        let path = spec.path(to: "generators")
        var generators: [GeneratorEntry] = []
        for (index, entry) in entries.enumerated() {
            generators.append(try GeneratorEntry(decoding: entry, at: path.appending(index)))
        }
        self.init(
            manifest: Manifest(value),
            name: try metadata.string("name"),
            namespace: try metadata.string("namespace", default: ""),
            goTemplate: try spec.bool("goTemplate"),
            goTemplateOptions: try spec.strings("goTemplateOptions"),
            generators: generators,
            template: .mapping(try spec.reader("template").mapping),
            templatePatch: try spec.optionalString("templatePatch"),
            syncPolicy: try spec.optionalReader("syncPolicy").map(ApplicationSetSyncPolicy.init(decoding:))
                ?? ApplicationSetSyncPolicy(),
            strategy: try spec.optionalMapping("strategy"),
            preservedFields: try spec.optionalReader("preservedFields").map(PreservedFields.init(decoding:))
                ?? PreservedFields(),
            ignoreApplicationDifferences: try spec.optionalList("ignoreApplicationDifferences") ?? []
        )
    }

    private static let specFields = [
        "goTemplate", "goTemplateOptions", "generators", "template", "templatePatch", "syncPolicy", "strategy",
        "preservedFields", "ignoreApplicationDifferences", "applyNestedSelectors",
    ]
}

extension ApplicationSetSyncPolicy {
    /// Decodes `spec.syncPolicy`.
    init(decoding reader: FieldReader) throws(ModelError) {
        try reader.refuseUnknown(["applicationsSync", "preserveResourcesOnDeletion"])
        var sync = ApplicationsSync.sync
        if let word = try reader.optionalString("applicationsSync") {
            guard let known = ApplicationsSync(rawValue: word) else {
                let words = ApplicationsSync.allCases.map(\.rawValue).joined(separator: ", ")
                throw reader.error("applicationsSync", "\"\(word)\" is none of \(words)")
            }
            sync = known
        }
        self.init(
            applicationsSync: sync,
            preserveResourcesOnDeletion: try reader.bool("preserveResourcesOnDeletion")
        )
    }
}

extension PreservedFields {
    /// Decodes `spec.preservedFields`.
    init(decoding reader: FieldReader) throws(ModelError) {
        try reader.refuseUnknown(["annotations", "labels"])
        self.init(annotations: try reader.strings("annotations"), labels: try reader.strings("labels"))
    }
}

extension FieldReader {
    /// Checks that the mapping has no other fields than the given ones; unlike ``requireKnown(_:)`` a field that holds
    /// null is no error, and a spelling mistake gets a hint.
    ///
    /// - Parameters:
    ///   - known: The fields that may stand.
    ///   - noun: What an unknown one is not, such as `a known field`.
    /// - Throws: ``ModelError`` at the first other field.
    public func refuseUnknown(_ known: [String], noun: String = "a known field") throws(ModelError) {
        for (key, value) in mapping where !value.isNull && !known.contains(key) {
            let hint = SpellingHint.nearest(to: key, among: known).map { "; did you mean \"\($0)\"?" }
            throw error(key, "is not \(noun)\(hint ?? "; known are \(known.joined(separator: ", "))")")
        }
    }
}
