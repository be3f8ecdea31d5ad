import FleetValue
import FleetYAML

/// Reads manifests as kustomize does.
enum ResourceReader {
    /// The documents of a text, lists of resources taken apart, empty ones left out.
    ///
    /// - Throws: ``KustomizeError`` in the real tool's words.
    static func resources(_ bytes: [UInt8], file: String) throws(KustomizeError) -> [Resource] {
        var resources: [Resource] = []
        // The resources of a list come after all others of the file.
        var pending = try documents(String(decoding: bytes, as: UTF8.self), file: file)[...]
        while let value = pending.popFirst() { try add(value, file, &resources, &pending) }
        return resources
    }

    private static func add(
        _ value: Value,
        _ file: String,
        _ resources: inout [Resource],
        _ pending: inout ArraySlice<Value>
    ) throws(KustomizeError) {
        if value.isNull { return }
        guard value.mapping != nil else {
            throw KustomizeError("MalformedYAMLError: yaml: unmarshal errors in file '\(file)'")
        }
        guard let kind = value["kind"]?.string, !kind.isEmpty else {
            if value["metadata"] == nil, value["apiVersion"] == nil {
                throw KustomizeError("missing Resource metadata in file '\(file)'")
            }
            throw KustomizeError("missing kind in object \(JSONWriter.text(of: value)) in file '\(file)'")
        }
        if kind.hasSuffix("List"), let items = value["items"]?.array ?? (value["items"]?.isNull == true ? [] : nil) {
            pending.append(contentsOf: items)
            return
        }
        guard let name = value.field("metadata", "name")?.scalarText, !name.isEmpty else {
            throw KustomizeError("missing metadata.name in object \(JSONWriter.text(of: value)) in file '\(file)'")
        }
        resources.append(Resource(value))
    }

    /// The documents of a text as the library reads manifests: `yes` and `on` are texts.
    static func documents(_ text: String, file: String) throws(KustomizeError) -> [Value] {
        if text.hasPrefix("%") {
            throw KustomizeError("MalformedYAMLError: yaml: did not find expected <document start> in File: \(file)")
        }
        do throws(YAMLError) {
            return try YAMLReader.documents(in: Array(text.utf8), file: file, dialect: .kustomize).map(\.value)
        } catch {
            var message = error.message
            if case .duplicateKey(_, let key) = error { message = "mapping key \"\(key)\" already defined" }
            throw KustomizeError("MalformedYAMLError: yaml: line \(error.line): \(message) in File: \(file)")
        }
    }

    /// One document as the library reads kustomizations and patches of operations: YAML 1.1.
    static func configuration(_ bytes: [UInt8], file: String) throws(KustomizeError) -> Value {
        do throws(GoYAMLError) {
            return try GoYAMLReader.value(in: bytes)
        } catch {
            throw KustomizeError("invalid Kustomization: \(error.message) in file '\(file)'")
        }
    }
}
