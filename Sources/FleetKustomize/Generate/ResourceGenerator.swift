import FleetValue

/// An entry of `configMapGenerator` or `secretGenerator`.
struct ResourceGenerator {
    /// What is made.
    enum Kind: String {
        case configMap = "ConfigMap"
        case secret = "Secret"
    }

    let kind: Kind
    let value: Value
    /// `generatorOptions` of the kustomization, which win over the entry's own where they turn something on.
    let global: Value

    /// Makes the resource.
    func generate(
        _ read: (String) throws(KustomizeError) -> [UInt8]
    ) throws(KustomizeError) -> Resource {
        let word = kind == .configMap ? "configmap" : "secret"
        guard let name = value["name"]?.scalarText, !name.isEmpty else {
            throw KustomizeError("a \(word) must have a name")
        }
        let pairs = try KeyValueSources(value).pairs(read)
        var manifest: Mapping = ["apiVersion": "v1", "kind": .string(kind.rawValue)]
        var metadata: Mapping = ["name": .string(name)]
        if let namespace = value["namespace"]?.scalarText, !namespace.isEmpty {
            metadata["namespace"] = .string(namespace)
        }
        for field in ["labels", "annotations"] {
            let entries = merged(field)
            if !entries.isEmpty { metadata[field] = .mapping(entries) }
        }
        manifest["metadata"] = .mapping(metadata)
        var data = Mapping()
        var binary = Mapping()
        var seen: Set<String> = []
        for (key, bytes) in pairs {
            guard seen.insert(key).inserted else {
                throw KustomizeError("\(word) \(name) illegally repeats the key `\(key)`")
            }
            switch kind {
            case .secret:
                data[key] = .string(Base64Text.secret(bytes))
            case .configMap:
                if let text = String(validating: bytes, as: UTF8.self) {
                    data[key] = .string(text)
                } else {
                    binary[key] = .string(Base64Text.secret(bytes))
                }
            }
        }
        if kind == .secret {
            manifest["type"] = .string(value["type"]?.scalarText.flatMap { $0.isEmpty ? nil : $0 } ?? "Opaque")
        }
        if !data.isEmpty || kind == .secret { manifest["data"] = .mapping(data.sortedByKey()) }
        if !binary.isEmpty { manifest["binaryData"] = .mapping(binary.sortedByKey()) }
        if flag("immutable") { manifest["immutable"] = true }
        let resource = Resource(.mapping(manifest))
        resource.behavior = GeneratorBehavior(word: value["behavior"]?.scalarText)
        resource.needsHash = !flag("disableNameSuffixHash")
        return resource
    }

    private func flag(_ name: String) -> Bool {
        (value["options"]?[name]?.bool ?? false) || (global[name]?.bool ?? false)
    }

    /// The entry's labels or annotations over those of all generators.
    private func merged(_ field: String) -> Mapping {
        var result = Mapping()
        for (key, text) in global[field]?.texts ?? [] { result[key] = .string(text) }
        for (key, text) in value["options"]?[field]?.texts ?? [] { result[key] = .string(text) }
        return result
    }
}

/// Base64 as the library writes it: lines of 70 characters when it is longer than one.
enum Base64Text {
    private static let lineLength = 70

    static func secret(_ bytes: [UInt8]) -> String {
        let text = Array(Base64.text(of: bytes).utf8)
        guard text.count > lineLength else { return String(decoding: text, as: UTF8.self) }
        var lines: [UInt8] = []
        for start in stride(from: 0, to: text.count, by: lineLength) {
            lines += text[start..<min(start + lineLength, text.count)]
            lines.append(UInt8(ascii: "\n"))
        }
        return String(decoding: lines, as: UTF8.self)
    }
}
