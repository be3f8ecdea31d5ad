import FleetValue

/// Sets the number of replicas of the workloads of a name.
struct ReplicaTransformer {
    let name: String
    let count: Int64
    let fields: [FieldSpec]

    func run(_ resources: [Resource]) throws(KustomizeError) {
        var found = false
        for resource in resources {
            // The name may be the original one or any that it had since.
            guard resource.allIDs.contains(where: { $0.name == name }) else { continue }
            for field in fields {
                guard resource.allIDs.contains(where: { $0.name == name && $0.type.isSelected(by: field.type) }) else {
                    continue
                }
                found = true
                try field.apply(to: resource, creating: .null) { value throws(KustomizeError) in
                    value = .integer(count)
                }
            }
        }
        guard !found else { return }
        let types = fields.map(\.type.label).joined(separator: ", ")
        throw KustomizeError("resource with name \(name) does not match a config with the following GVK [\(types)]")
    }
}
