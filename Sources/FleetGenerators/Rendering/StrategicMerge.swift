import FleetValue

/// A Kubernetes strategic merge patch on an Application.
///
/// Mappings are joined at every depth, null deletes, lists are replaced. Two lists of an Application's metadata are
/// joined instead: `finalizers` by value, `ownerReferences` by `uid`. The directives `$patch`, `$retainKeys`,
/// `$deleteFromPrimitiveList` and `$setElementOrder` are followed (the last one only in that it is no field).
///
/// Follows k8s.io/apimachinery `pkg/util/strategicpatch/patch.go`.
struct StrategicMerge {
    /// Why a patch can not be applied.
    struct Problem: Error, Equatable {
        /// Where in the patch.
        var path: ValuePath
        /// What is wrong.
        var message: String
    }

    /// Applies a patch.
    ///
    /// - Throws: ``Problem`` when the patch is no mapping, or for directives that do not exist.
    static func apply(_ patch: Value, to original: Value) throws(Problem) -> Value {
        guard case .mapping(let fields) = patch else {
            throw Problem(path: ValuePath(), message: "expected a mapping, found a \(patch.kindName)")
        }
        return .mapping(try merge(fields, into: original.mapping ?? Mapping(), at: ValuePath()))
    }

    private static func merge(_ patch: Mapping, into original: Mapping, at path: ValuePath) throws(Problem) -> Mapping {
        switch patch["$patch"] {
        case nil: break
        case .string("replace"): return cleaned(patch)
        case .string("delete"): return Mapping()
        default: throw Problem(path: path.appending("$patch"), message: "expected \"replace\" or \"delete\"")
        }
        var result = original
        if let retained = patch["$retainKeys"] {
            let keys = Set((retained.array ?? []).compactMap(\.string))
            for key in original.keys where !keys.contains(key) { result[key] = nil }
        }
        for (key, value) in patch {
            let path = path.appending(key)
            if key.hasPrefix("$") {
                try follow(key, value, &result, at: path)
                continue
            }
            switch (result[key], value) {
            case (_, .null):
                result[key] = nil
            case (.mapping(let below)?, .mapping(let fields)):
                result[key] = .mapping(try merge(fields, into: below, at: path))
            case (.array(let below)?, .array(let elements)):
                if let join = joins[path] {
                    result[key] = .array(try joined(elements, with: below, by: join, at: path))
                } else {
                    result[key] = cleaned(value)
                }
            default:
                result[key] = cleaned(value)
            }
        }
        return result
    }

    /// Follows a directive that stands as a field of its own.
    private static func follow(
        _ directive: String,
        _ value: Value,
        _ result: inout Mapping,
        at path: ValuePath
    ) throws(Problem) {
        if directive == "$patch" || directive == "$retainKeys" || directive.hasPrefix("$setElementOrder/") { return }
        let prefix = "$deleteFromPrimitiveList/"
        guard directive.hasPrefix(prefix) else { throw Problem(path: path, message: "is not a known directive") }
        let key = String(directive.dropFirst(prefix.count))
        guard case .array(let unwanted) = value, case .array(let elements)? = result[key] else { return }
        result[key] = .array(elements.filter { !unwanted.contains($0) })
    }

    // MARK: Joined lists

    /// How elements of a list are told apart.
    private enum Join {
        /// By being equal.
        case value
        /// By the value under a key; elements are mappings.
        case key(String)
    }

    private static let joins: [ValuePath: Join] = [
        ValuePath(keys: "metadata", "finalizers"): .value,
        ValuePath(keys: "metadata", "ownerReferences"): .key("uid"),
    ]

    private static func joined(
        _ patch: [Value],
        with original: [Value],
        by join: Join,
        at path: ValuePath
    ) throws(Problem) -> [Value] {
        if patch.contains(where: { $0["$patch"] == "replace" }) {
            return patch.filter { $0["$patch"] == nil }
        }
        var kept = original
        var added: [Value] = []
        for (index, element) in patch.enumerated() {
            let identity = try identity(of: element, by: join, at: path.appending(index))
            let place = kept.firstIndex { (try? Self.identity(of: $0, by: join, at: path)) == identity }
            if element["$patch"] == "delete" {
                if let place { kept.remove(at: place) }
            } else if let place {
                if case .mapping(let fields) = element, case .mapping(let below) = kept[place] {
                    kept[place] = .mapping(try merge(fields, into: below, at: path.appending(index)))
                }
            } else if !added.contains(element) {
                added.append(cleaned(element))
            }
        }
        return ordered(kept: kept, added: added, original: original, patch: patch, by: join, at: path)
    }

    /// Puts a joined list in order: elements of the patch keep the patch's order, all others the original's, and
    /// elements that are new come as soon as the patch's order lets them.
    private static func ordered(
        kept: [Value],
        added: [Value],
        original: [Value],
        patch: [Value],
        by join: Join,
        at path: ValuePath
    ) -> [Value] {
        func place(_ element: Value, in list: [Value]) -> Int? {
            guard let identity = try? identity(of: element, by: join, at: path) else { return nil }
            return list.firstIndex { (try? Self.identity(of: $0, by: join, at: path)) == identity }
        }
        let all = kept + added
        let named = all.filter { place($0, in: patch) != nil }
            .sorted { (place($0, in: patch) ?? 0) < (place($1, in: patch) ?? 0) }
        let others = all.filter { place($0, in: patch) == nil }
        var result: [Value] = []
        var left = others[...]
        var right = named[...]
        while let other = left.first, let next = right.first {
            if let before = place(other, in: original), let after = place(next, in: original), before < after {
                result.append(left.removeFirst())
            } else {
                result.append(right.removeFirst())
            }
        }
        return result + left + right
    }

    private static func identity(of element: Value, by join: Join, at path: ValuePath) throws(Problem) -> Value {
        switch join {
        case .value: return element
        case .key(let key):
            guard let identity = element[key] else {
                throw Problem(path: path, message: "has no \(key), by which elements of this list are told apart")
            }
            return identity
        }
    }

    // MARK: Cleaning

    /// What stands in the result where the original has nothing to join with: no nulls, no directives.
    private static func cleaned(_ value: Value) -> Value {
        switch value {
        case .mapping(let mapping): .mapping(cleaned(mapping))
        case .array(let values): .array(values.map { cleaned($0) })
        default: value
        }
    }

    private static func cleaned(_ mapping: Mapping) -> Mapping {
        var result = Mapping()
        for (key, value) in mapping where !value.isNull && !key.hasPrefix("$") { result.append(key, cleaned(value)) }
        return result
    }
}
