import FleetValue

/// Finds which elements of two lists belong together, without a schema.
///
/// The candidates are the merge keys that Kubernetes' own types declare (`x-kubernetes-list-map-keys` and
/// `patchMergeKey`). A candidate serves when every element of both lists has its fields and no two elements of one
/// list agree in them. Lists of text are aligned by value.
enum ListAlignment {
    private static let candidates: [[String]] = [
        ["name"], ["containerPort", "protocol"], ["port", "protocol"], ["mountPath"], ["devicePath"], ["uid"],
        ["topologyKey", "whenUnsatisfiable"], ["type"], ["ip"], ["key"], ["kind", "name"],
    ]

    /// The key fields that tell the elements apart in both lists, `[""]` for distinct texts, or nil when none do.
    static func keys(_ left: [Value], _ right: [Value]) -> [String]? {
        guard !(left.isEmpty && right.isEmpty) else { return nil }
        if left.allSatisfy({ $0.string != nil }), right.allSatisfy({ $0.string != nil }) {
            return isUnique(left, [""]) && isUnique(right, [""]) ? [""] : nil
        }
        return candidates.first { isUnique(left, $0) && isUnique(right, $0) }
    }

    /// The key fields of one element.
    static func key(of element: Value, _ keys: [String]) -> Mapping {
        var result = Mapping()
        for key in keys { result[key] = key.isEmpty ? element : element[key] }
        return result
    }

    private static func isUnique(_ elements: [Value], _ keys: [String]) -> Bool {
        var seen = Set<Mapping>(minimumCapacity: elements.count)
        for element in elements {
            let key = key(of: element, keys)
            guard key.count == keys.count, seen.insert(key).inserted else { return false }
        }
        return true
    }
}
