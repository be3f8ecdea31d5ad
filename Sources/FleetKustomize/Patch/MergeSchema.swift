import FleetValue

/// How lists of built-in kinds merge, and of those that an `openapi` file describes.
///
/// Follows `x-kubernetes-patch-strategy` and `x-kubernetes-patch-merge-key` of Kubernetes' published schema.
struct MergeSchema: Sendable {
    /// How a list merges.
    enum ListKind: Hashable, Sendable {
        /// The patch's list replaces.
        case atomic
        /// Elements are texts, each once.
        case set
        /// Elements are mappings, known by these fields.
        case keyed([String])
    }

    /// What is known of a place in a resource.
    struct Node: Hashable, Sendable {
        /// The type of a mapping there, or of a list's elements; nil for what is not known.
        var type: String?
        /// How a list there merges.
        var list = ListKind.atomic
    }

    private var types: [String: [String: Node]]
    private var kinds: [GroupVersionKind: String]

    /// The schema of the built-in kinds.
    static let standard = MergeSchema(types: builtInTypes, kinds: [:])

    private init(types: [String: [String: Node]], kinds: [GroupVersionKind: String]) {
        self.types = types
        self.kinds = kinds
    }

    /// What is known of a resource's root.
    func node(of type: GroupVersionKind) -> Node {
        if let own = kinds[type] { return Node(type: own) }
        // Versions that servers no longer know, such as apps/v1beta1, are in no schema.
        let isCurrent = type.group != "apps" || type.version == "v1"
        guard isCurrent, let root = Self.builtInKinds[type.group]?[type.kind] else { return Node(type: "Unknown") }
        return Node(type: root)
    }

    /// What is known of a field of a mapping.
    func field(_ name: String, of node: Node) -> Node {
        node.type.flatMap { types[$0]?[name] } ?? Node()
    }

    /// What is known of the elements of a list.
    func element(of node: Node) -> Node {
        Node(type: node.type)
    }

    /// Reads an `openapi` file: `definitions` with Kubernetes' extensions.
    ///
    /// Such a file replaces the built-in schema, as it does in the real tool.
    init(openAPI value: Value) {
        var types: [String: [String: Node]] = [:]
        var kinds: [GroupVersionKind: String] = [:]
        for (name, definition) in value["definitions"]?.mapping ?? Mapping() {
            var fields: [String: Node] = [:]
            for (field, schema) in definition["properties"]?.mapping ?? Mapping() {
                fields[field] = Self.node(of: schema)
            }
            types[name] = fields
            for entry in definition["x-kubernetes-group-version-kind"]?.array ?? [] {
                let type = GroupVersionKind(
                    group: entry["group"]?.string ?? "",
                    version: entry["version"]?.string ?? "",
                    kind: entry["kind"]?.string ?? ""
                )
                kinds[type] = name
            }
        }
        types["Unknown"] = Self.builtInTypes["Unknown"]
        self.types = types
        self.kinds = kinds
    }

    private static func node(of schema: Value) -> Node {
        var node = Node()
        let reference = schema["$ref"]?.string ?? schema["items"]?["$ref"]?.string
        node.type = reference.map { String($0.split(separator: "/").last ?? "") }
        guard schema["x-kubernetes-patch-strategy"]?.string?.contains("merge") ?? false else { return node }
        if let keys = schema["x-kubernetes-list-map-keys"]?.array?.compactMap(\.string), !keys.isEmpty {
            node.list = .keyed(keys)
        } else if let key = schema["x-kubernetes-patch-merge-key"]?.string {
            node.list = .keyed([key])
        } else {
            node.list = .set
        }
        return node
    }
}
