import FleetValue

/// A strategic merge patch as kustomize's own library applies it, which is not quite the API server's way.
///
/// Mappings merge, null removes, lists of a type whose elements have a key merge by it, all others are replaced. New
/// elements come first, in the patch's order. `$patch: delete` and `$patch: replace` are understood; other directives
/// are not, and stay in the result.
struct StrategicMergePatch {
    /// What a patch does to the value it meets.
    private enum Directive {
        case merge
        case delete
        case replace
    }

    private let schema: MergeSchema

    init(schema: MergeSchema) {
        self.schema = schema
    }

    /// The patched resource; nil when the patch deletes it.
    func apply(_ patch: Value, to value: Value, type: GroupVersionKind) -> Value? {
        merge(patch, into: value, schema.node(of: type))
    }

    private func merge(_ patch: Value, into value: Value?, _ node: MergeSchema.Node) -> Value? {
        switch patch {
        case .null:
            return nil
        case .mapping(let mapping):
            return merge(mapping, into: value?.mapping, node)
        case .array(let elements):
            return merge(elements, into: value?.array, node)
        default:
            return patch
        }
    }

    private func merge(_ patch: Mapping, into value: Mapping?, _ node: MergeSchema.Node) -> Value? {
        switch Self.directive(patch) {
        case .delete: return nil
        case .replace: return .mapping(cleaned(Self.withoutDirective(patch)))
        case .merge: break
        }
        let patch = Self.withoutDirective(patch)
        guard var result = value else { return .mapping(cleaned(patch)) }
        for (key, change) in patch {
            let old = result[key]
            if old?.isNull == true, change.isNull { continue }
            if let new = merge(change, into: old, schema.field(key, of: node)) {
                result[key] = new
            } else {
                result.removeValue(forKey: key)
            }
        }
        return .mapping(result)
    }

    private func merge(_ patch: [Value], into value: [Value]?, _ node: MergeSchema.Node) -> Value? {
        if let first = patch.firstIndex(where: { $0.mapping.map(Self.isListDirective) ?? false }),
            let mapping = patch[first].mapping
        {
            var rest = patch
            rest.remove(at: first)
            return Self.directive(mapping) == .delete ? nil : .array(rest.map(cleaned))
        }
        guard let value else { return .array(patch.compactMap { merge($0, into: nil, schema.element(of: node)) }) }
        switch node.list {
        case .atomic:
            return .array(patch.map(cleaned))
        case .set:
            return .array(patch + value.filter { !patch.contains($0) })
        case .keyed(let keys):
            return .array(mergeElements(patch, into: value, keys, schema.element(of: node)))
        }
    }

    private func mergeElements(
        _ patch: [Value],
        into value: [Value],
        _ keys: [String],
        _ element: MergeSchema.Node
    ) -> [Value] {
        var added: [Value] = []
        var merged: [Int: Value?] = [:]
        var order: [Int?] = []
        for change in patch {
            // Of several keys those count that are written; `ports` mostly go without their protocol.
            let written = keys.filter { change[$0] != nil }
            let place = value.indices.first { index in
                merged[index] == nil && !written.isEmpty
                    && written.allSatisfy { value[index][$0] == nil || Self.isSame(value[index][$0], change[$0]) }
                    && value[index][keys[0]] != nil
            }
            if let place {
                merged[place] = .some(merge(change, into: value[place], element))
                order.append(place)
            } else if let new = merge(change, into: nil, element) {
                added.append(new)
                order.append(nil)
            }
        }
        if keys.count > 1 {
            // What is known by several fields stays where it was, behind what is new.
            return added + value.indices.compactMap { merged[$0] ?? value[$0] }
        }
        var new = added[...]
        var result = order.compactMap { place in place.map { merged[$0] ?? nil } ?? new.popFirst() }
        for index in value.indices where merged[index] == nil { result.append(value[index]) }
        return result
    }

    private static func isSame(_ left: Value?, _ right: Value?) -> Bool {
        guard let left = left?.scalarText, let right = right?.scalarText else { return left == nil && right == nil }
        return left == right
    }

    /// What a patch adds: without nulls and directives below.
    private func cleaned(_ value: Value) -> Value {
        switch value {
        case .mapping(let mapping): .mapping(cleaned(Self.withoutDirective(mapping)))
        case .array(let elements): .array(elements.map(cleaned))
        default: value
        }
    }

    private func cleaned(_ mapping: Mapping) -> Mapping {
        var result = Mapping()
        for (key, value) in mapping where !value.isNull {
            if let inner = value.mapping, Self.directive(inner) == .delete { continue }
            result[key] = cleaned(value)
        }
        return result
    }

    private static func directive(_ mapping: Mapping) -> Directive {
        switch mapping["$patch"]?.string {
        case "delete": .delete
        case "replace": .replace
        default: .merge
        }
    }

    /// Whether an element of a list is nothing but a directive for the list.
    private static func isListDirective(_ mapping: Mapping) -> Bool {
        mapping.count == 1 && directive(mapping) != .merge
    }

    private static func withoutDirective(_ mapping: Mapping) -> Mapping {
        guard mapping["$patch"] != nil else { return mapping }
        var result = mapping
        result.removeValue(forKey: "$patch")
        return result
    }
}
