import FleetValue
import FleetYAML

/// An entry of `patches`, or of one of its two deprecated forms.
struct PatchTransformer {
    /// What a patch says.
    private enum Content {
        /// Strategic merge patches, each of which names its resource unless there is a target.
        case merge([Value])
        case json(JSONPatch)
    }

    private let content: Content
    private let target: Selector?
    private let schema: MergeSchema
    private let allowsNameChange: Bool
    private let allowsKindChange: Bool

    /// Makes a patch of its text.
    ///
    /// - Throws: ``KustomizeError`` when the text is neither a strategic merge patch nor a JSON patch.
    init(_ text: String, target: Value?, options: Value?, schema: MergeSchema) throws(KustomizeError) {
        self.schema = schema
        self.target = try target.flatMap { value throws(KustomizeError) in
            value.isNull ? nil : try Selector(value)
        }
        allowsNameChange = options?["allowNameChange"]?.bool ?? false
        allowsKindChange = options?["allowKindChange"]?.bool ?? false
        content = try Self.read(text)
        if case .json = content, self.target == nil {
            throw KustomizeError("must specify a target for JSON patch \(text)")
        }
        if case .merge(let patches) = content, patches.count > 1, self.target != nil {
            throw KustomizeError(
                "Multiple Strategic-Merge Patches in one `patches` entry is not allowed to set `patches.target` field: \(text)"
            )
        }
    }

    private static func read(_ text: String) throws(KustomizeError) -> Content {
        let failure = KustomizeError("unable to parse SM or JSON patch from [\(text)]")
        let documents: [Value]
        do throws(KustomizeError) {
            documents = try ResourceReader.documents(text, file: "patch")
        } catch {
            throw failure
        }
        if documents.count == 1, case .array(let operations) = documents[0] {
            guard operations.allSatisfy({ $0["op"] != nil && $0["path"] != nil }) else { throw failure }
            return .json(try JSONPatch(self.operations(in: text, failure)))
        }
        let patches = documents.filter { !$0.isNull }
        guard patches.allSatisfy({ $0["kind"]?.string != nil }) else { throw failure }
        return .merge(patches)
    }

    /// The operations of a JSON patch: JSON when the text begins like it, otherwise YAML 1.1, where `y` is a truth value.
    private static func operations(in text: String, _ failure: KustomizeError) throws(KustomizeError) -> Value {
        let isJSON = text.utf8.first { $0 != UInt8(ascii: " ") && ($0 < 9 || $0 > 13) } == UInt8(ascii: "[")
        do {
            return isJSON ? try JSONReader.value(in: text) : try GoYAMLReader.value(in: text)
        } catch {
            throw failure
        }
    }

    func run(_ map: inout ResourceMap) throws(KustomizeError) {
        switch content {
        case .json(let patch):
            for resource in map.resources where target?.matches(resource) ?? false {
                resource.storePreviousID()
                resource.value = try Self.apply(patch, to: resource.value)
            }
        case .merge(let patches):
            for patch in patches {
                if let target {
                    for resource in map.resources where !resource.isEmpty && target.matches(resource) {
                        apply(patch, to: resource)
                    }
                } else {
                    let resource = try map.only(of: Resource(patch).id)
                    apply(patch, to: resource)
                }
            }
            map.dropEmpty()
        }
    }

    /// Applies a JSON patch, for which `metadata.annotations` is always there.
    ///
    /// The real tool keeps what it knows of a resource in annotations of its own, so that a patch can add to them even
    /// when the manifest has none.
    private static func apply(_ patch: JSONPatch, to value: Value) throws(KustomizeError) -> Value {
        guard value["metadata"]?.mapping != nil, value.field("metadata", "annotations")?.mapping == nil else {
            return try patch.apply(to: value)
        }
        var annotated = value
        annotated.set([:], "metadata", "annotations")
        var patched = try patch.apply(to: annotated)
        if patched.field("metadata", "annotations")?.mapping?.isEmpty == true,
            var metadata = patched["metadata"]?.mapping
        {
            metadata.removeValue(forKey: "annotations")
            patched["metadata"] = .mapping(metadata)
        }
        return patched
    }

    private func apply(_ patch: Value, to resource: Resource) {
        let before = resource.id
        guard var value = StrategicMergePatch(schema: schema).apply(patch, to: resource.value, type: before.type) else {
            resource.value = [:]
            return
        }
        // The patch of a target may name anything: its version, name and kind say only what it is for.
        value["apiVersion"] = resource.value["apiVersion"]
        if !allowsKindChange { value["kind"] = .string(before.type.kind) }
        if !allowsNameChange { value.set(resource.value.field("metadata", "name") ?? .null, "metadata", "name") }
        let namespace = resource.value.field("metadata", "namespace")
        if let namespace {
            value.set(namespace, "metadata", "namespace")
        } else if var metadata = value["metadata"]?.mapping {
            metadata.removeValue(forKey: "namespace")
            value["metadata"] = .mapping(metadata)
        }
        if allowsNameChange || allowsKindChange { resource.storePreviousID() }
        resource.value = value
    }
}
