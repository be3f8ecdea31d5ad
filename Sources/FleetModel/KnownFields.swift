import FleetValue

/// The fields that a kind of document knows, to find misspelt ones.
indirect enum KnownFields: Sendable {
    /// Anything, not looked into.
    case any
    /// A mapping with these fields.
    case fields([String: KnownFields])
    /// A list of mappings with these fields.
    case list([String: KnownFields])

    /// Paths in `value` that are not known, in document order.
    ///
    /// Values of another shape than expected are passed over: whoever decodes them says so.
    func unknown(in value: Value, at path: ValuePath = ValuePath()) -> [ValuePath] {
        var paths: [ValuePath] = []
        collect(value, path, into: &paths)
        return paths
    }

    private func collect(_ value: Value, _ path: ValuePath, into paths: inout [ValuePath]) {
        switch (self, value) {
        case (.fields(let known), .mapping(let mapping)):
            for (key, child) in mapping {
                if let fields = known[key] {
                    fields.collect(child, path.appending(key), into: &paths)
                } else {
                    paths.append(path.appending(key))
                }
            }
        case (.list(let known), .array(let elements)):
            for (index, element) in elements.enumerated() {
                KnownFields.fields(known).collect(element, path.appending(index), into: &paths)
            }
        default:
            break
        }
    }
}

extension KnownFields {
    /// Fields that may hold anything.
    static func plain(_ names: String...) -> [String: KnownFields] {
        Dictionary(uniqueKeysWithValues: names.map { ($0, KnownFields.any) })
    }

    /// `metadata` of every Kubernetes object.
    static let metadata = KnownFields.fields(
        plain(
            "name",
            "generateName",
            "namespace",
            "labels",
            "annotations",
            "finalizers",
            "ownerReferences",
            "uid",
            "resourceVersion",
            "generation",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "managedFields",
            "selfLink"
        )
    )
}
