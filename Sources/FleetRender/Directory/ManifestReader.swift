import FleetModel
import FleetValue
import FleetYAML

/// Reads files and tool output into manifests.
struct ManifestReader {
    /// How errors name where the files come from.
    let label: SourceLabel
    /// The manifests read so far, in order.
    private(set) var manifests: [Manifest] = []
    /// What was left out and might be missed, one sentence each.
    private(set) var warnings: [String] = []

    /// Makes a reader.
    init(label: SourceLabel) {
        self.label = label
    }

    /// Reads a file of a directory source.
    ///
    /// As in Argo CD (reposerver/repository/repository.go), a YAML file whose first document is no manifest is left out
    /// unless its text looks like one, so that values files and the like may lie among manifests; after a good document
    /// everything has to be one. A `.json` file holds one manifest, or one list of them.
    mutating func read(_ bytes: [UInt8], file: String) throws(RenderError) {
        if SkippedFiles.isSkipped(bytes) { return }
        if file.hasSuffix(".json") {
            try append(document(inJSON: bytes, file: file), of: file, bytes)
            return
        }
        let documents: [YAMLDocument]
        do {
            documents = try YAMLReader.documents(in: bytes, file: file)
        } catch {
            let isPartlyGood = Self.startsWithManifest(bytes, before: error.line, file: file)
            guard !isPartlyGood, !SkippedFiles.looksLikeManifest(bytes) else {
                throw .malformed(label, message: error.description)
            }
            warnings.append("\(file) was left out: it is not YAML: \(error.message) (line \(error.line))")
            return
        }
        let contents = documents.filter { !$0.value.isNull }
        if let first = contents.first, !Self.hasKind(first.value), !SkippedFiles.looksLikeManifest(bytes) { return }
        try append(contents, of: file, bytes)
    }

    /// Reads what a tool printed: every document has to be a manifest.
    mutating func read(outputOf tool: String, _ bytes: [UInt8]) throws(RenderError) {
        let file = "output of \(tool)"
        let documents: [YAMLDocument]
        do {
            documents = try YAMLReader.documents(in: bytes, file: file)
        } catch {
            throw .malformed(label, message: error.description)
        }
        try append(documents.filter { !$0.value.isNull }, of: file, bytes)
    }

    /// Takes what was built in this process: every value has to be a manifest.
    mutating func read(values: [Value], of builder: String) throws(RenderError) {
        for (index, value) in values.enumerated() {
            do throws(ModelError) {
                try append(value, at: ValuePath())
            } catch {
                throw .malformed(label, message: "output of \(builder), manifest \(index + 1): \(error)")
            }
        }
    }

    /// Takes one value, which has to be a manifest or a list of them.
    ///
    /// - Throws: ``ModelError`` with the place in the value.
    mutating func read(value: Value) throws(ModelError) {
        try append(value, at: ValuePath())
    }

    /// The one value of a JSON file; none if it is null.
    private func document(inJSON bytes: [UInt8], file: String) throws(RenderError) -> [YAMLDocument] {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        do throws(JSONError) {
            let value = try JSONReader.value(in: bytes.starts(with: mark) ? Array(bytes.dropFirst(3)) : bytes)
            return value.isNull ? [] : [YAMLDocument(value: value, line: 1, index: 0)]
        } catch {
            throw .malformed(label, message: "\(file):\(error.position): \(error.message)")
        }
    }

    private mutating func append(
        _ documents: [YAMLDocument],
        of file: String,
        _ bytes: [UInt8]
    ) throws(RenderError) {
        for document in documents {
            do throws(ModelError) {
                try append(document.value, at: ValuePath())
            } catch {
                let position = YAMLReader.position(of: error.path, document: document.index, in: bytes)
                throw .invalidManifest(
                    label,
                    file: file,
                    line: position?.line ?? document.line,
                    message: error.description
                )
            }
        }
    }

    /// Adds a document, or what is in it when it is a list.
    ///
    /// A list is, as in Argo CD, whatever has `items` that are a list, or null without `spec` and `status`.
    private mutating func append(_ value: Value, at path: ValuePath) throws(ModelError) {
        if let items = value["items"] {
            if case .array(let elements) = items {
                for (index, element) in elements.enumerated() where !element.isNull {
                    try append(element, at: path.appending("items").appending(index))
                }
                return
            }
            if items.isNull, value["spec"] == nil, value["status"] == nil { return }
        }
        do throws(ModelError) {
            var manifest = try Manifest(validating: value)
            try NumberNormalization.normalize(&manifest.value)
            manifests.append(manifest)
        } catch {
            throw ModelError(ValuePath(path.steps + error.path.steps), error.message)
        }
    }

    /// Whether the documents before the one with the given line are read well and are not nothing.
    private static func startsWithManifest(_ bytes: [UInt8], before line: Int, file: String) -> Bool {
        var start = 0
        var number = 1
        var end = 0
        while number <= line, start < bytes.count {
            if bytes[start...].starts(with: "---".utf8) { end = start }
            start = (bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count - 1) + 1
            number += 1
        }
        guard let documents = try? YAMLReader.documents(in: Array(bytes[..<end]), file: file) else { return false }
        return documents.contains { hasKind($0.value) }
    }

    private static func hasKind(_ value: Value) -> Bool {
        value["kind"]?.string?.isEmpty == false
    }
}
