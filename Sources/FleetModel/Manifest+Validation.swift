public import FleetValue

extension Manifest {
    /// Wraps a document after checking what every Kubernetes object must have.
    ///
    /// That is a mapping with `apiVersion`, `kind` and `metadata`; in it a `name` or `generateName`, text throughout in
    /// `labels` and `annotations` (an empty value is left to the server) and a `namespace` that is text. A `List`
    /// needs `items` instead of a name.
    ///
    /// - Throws: ``ModelError`` at the first field that is not so.
    public init(validating value: Value) throws(ModelError) {
        let document = try FieldReader(value)
        _ = try document.string("apiVersion")
        let kind = try document.string("kind")
        self.init(value)
        guard let metadata = try document.optionalReader("metadata") else {
            if kind.hasSuffix("List"), try document.optionalList("items") != nil { return }
            throw document.error("metadata", "is required")
        }
        for field in ["labels", "annotations"] {
            try Self.checkText(of: field, in: metadata)
        }
        _ = try metadata.optionalString("namespace")
        if kind.hasSuffix("List"), try document.optionalList("items") != nil { return }
        guard try metadata.string("name", default: "").isEmpty else { return }
        guard try metadata.string("generateName", default: "").isEmpty else { return }
        throw metadata.error("name", "is required")
    }

    /// Checks that a field of the metadata maps text to text, or to nothing.
    private static func checkText(of field: String, in metadata: FieldReader) throws(ModelError) {
        for (key, entry) in try metadata.optionalMapping(field) ?? [:] {
            switch entry {
            case .string, .null: continue
            case .bool, .integer, .double:
                let path = metadata.path(to: field).appending(key)
                throw ModelError(path, "expected a string, found a \(entry.kindName); put it in quotes")
            case .array, .mapping:
                let path = metadata.path(to: field).appending(key)
                throw FieldReader.mismatch(entry, expected: "a string", at: path)
            }
        }
    }
}
