import FleetValue

/// Sets labels or annotations.
struct LabelTransformer {
    /// The entries, in ascending order of their keys.
    let entries: [(key: String, value: String)]
    let fields: [FieldSpec]

    init(_ entries: [(key: String, value: String)], fields: [FieldSpec]) {
        self.entries = entries.sorted { $0.key < $1.key }
        self.fields = fields
    }

    func run(_ resources: [Resource]) throws(KustomizeError) {
        guard !entries.isEmpty else { return }
        for resource in resources {
            for field in fields {
                try field.apply(to: resource, creating: [:]) { value throws(KustomizeError) in
                    guard value.isNull || value.mapping != nil else {
                        throw KustomizeError("wrong node kind: expected a mapping")
                    }
                    for (key, text) in entries { value[key] = .string(text) }
                }
            }
        }
    }
}
