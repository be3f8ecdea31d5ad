import FleetValue

/// The resources of a build in order, no two of one identity.
struct ResourceMap {
    private(set) var resources: [Resource] = []

    /// Adds a resource.
    ///
    /// - Throws: ``KustomizeError`` when one of its identity is there.
    mutating func append(_ resource: Resource) throws(KustomizeError) {
        try append(contentsOf: [resource])
    }

    /// Adds resources.
    mutating func append(contentsOf added: [Resource]) throws(KustomizeError) {
        var keys = Set(resources.map(\.id.key))
        for resource in added {
            guard keys.insert(resource.id.key).inserted else {
                throw KustomizeError("may not add resource with an already registered id: \(resource.id.label)")
            }
            resources.append(resource)
        }
    }

    /// Adds generated resources, each of which may merge into or replace one that is there.
    mutating func absorb(_ generated: [Resource]) throws(KustomizeError) {
        for resource in generated {
            let key = resource.id.key
            let places = resources.indices.filter { place in
                !resources[place].isEmpty && resources[place].allIDs.contains { $0.key == key }
            }
            guard let place = places.first else {
                if resource.behavior == .merge || resource.behavior == .replace {
                    throw KustomizeError("id \(resource.id.label) does not exist; cannot merge or replace")
                }
                try append(resource)
                continue
            }
            guard places.count == 1 else {
                throw KustomizeError("found multiple objects that could accept merge of \(resource.id.label)")
            }
            let old = resources[place]
            switch resource.behavior {
            case .replace:
                Self.takeMetadata(of: old, into: resource)
            case .merge:
                Self.takeMetadata(of: old, into: resource)
                Self.takeData(of: old, into: resource)
                if let origin = old.origin { resource.origin = origin }
            case .create, .unspecified:
                throw KustomizeError(
                    "id \(resource.id.label) exists; can not use behavior: '\(resource.behavior.rawValue)', "
                        + "behavior must be merge or replace"
                )
            }
            resources[place] = resource
        }
    }

    /// Drops what patches deleted.
    mutating func dropEmpty() {
        resources.removeAll { $0.isEmpty }
    }

    /// Replaces the order.
    mutating func reorder(_ ordered: [Resource]) {
        resources = ordered
    }

    /// The resource that a patch without a target names: of the identity it has or had.
    func only(of id: ResourceID) throws(KustomizeError) -> Resource {
        let found = resources.filter { resource in
            !resource.isEmpty && resource.allIDs.contains { $0.key == id.key }
        }
        guard let first = found.first else {
            throw KustomizeError(
                "no matches for Id \(id.label); failed to find unique target for patch \(id.label)"
            )
        }
        guard found.count == 1 else {
            throw KustomizeError(
                "multiple matches for Id \(id.label); failed to find unique target for patch \(id.label)"
            )
        }
        return first
    }

    private static func takeMetadata(of old: Resource, into new: Resource) {
        for field in ["labels", "annotations"] {
            guard let kept = old.value.field("metadata", field)?.mapping else { continue }
            var merged = kept
            for (key, value) in new.value.field("metadata", field)?.mapping ?? Mapping() { merged[key] = value }
            new.value.set(.mapping(merged), "metadata", field)
        }
        new.value.set(.string(old.id.name), "metadata", "name")
        if !old.id.namespace.isEmpty { new.value.set(.string(old.id.namespace), "metadata", "namespace") }
        new.takeHistory(of: old)
        // A plain resource keeps its name; what was generated with a hash keeps it.
        new.needsHash = old.needsHash
    }

    private static func takeData(of old: Resource, into new: Resource) {
        for field in ["data", "binaryData"] {
            guard let kept = old.value[field]?.mapping else { continue }
            var merged = kept
            for (key, value) in new.value[field]?.mapping ?? Mapping() { merged[key] = value }
            new.value[field] = .mapping(merged)
        }
    }
}
