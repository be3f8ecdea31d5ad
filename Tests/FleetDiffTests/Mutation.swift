import FleetValue

/// One change to a desired or to a live manifest in a place that the desired one declares.
struct Mutation {
    /// What was done where.
    let what: String
    let desired: Value
    let live: Value

    /// All mutations of a pair that is in sync: each declared node changed and removed, on each side, and something
    /// more declared in each mapping and list.
    static func all(of desired: Value, in live: Value) -> [Mutation] {
        var edits: [(what: String, side: Side, path: [Step], new: Value?)] = []
        visit(desired, live, [], []) { node, other, path, livePath in
            let place = path.map(\.text).joined()
            if !path.isEmpty {
                edits.append(("desired\(place) changed", .desired, path, node.changed))
                edits.append(("live\(place) changed", .live, livePath, other.changed))
                edits.append(("desired\(place) removed", .desired, path, nil))
                edits.append(("live\(place) removed", .live, livePath, nil))
                edits.append(("desired\(place) nulled", .desired, path, node.isNull ? "null" : .null))
            }
            switch node {
            case .mapping(var mapping):
                mapping["mutated"] = "x"
                edits.append(("desired\(place) extended", .desired, path, .mapping(mapping)))
            case .array(let elements):
                edits.append(("desired\(place) extended", .desired, path, .array(elements + ["mutated"])))
                if let first = elements.first {
                    edits.append(("desired\(place) repeated", .desired, path, .array(elements + [first])))
                }
                if elements.count > 1 {
                    edits.append(("desired\(place) turned", .desired, path, .array(elements.reversed())))
                }
            default: break
            }
        }
        return edits.map { what, side, path, new in
            Mutation(
                what: what,
                desired: side == .desired ? desired.replacing(path[...], new) : desired,
                live: side == .live ? live.replacing(path[...], new) : live
            )
        }
    }

    private enum Side {
        case desired
        case live
    }

    fileprivate enum Step {
        case key(String)
        case index(Int)

        var text: String {
            switch self {
            case .key(let key): "." + key
            case .index(let index): "[\(index)]"
            }
        }
    }

    private static func visit(
        _ node: Value,
        _ other: Value,
        _ path: [Step],
        _ livePath: [Step],
        _ body: (Value, Value, [Step], [Step]) -> Void
    ) {
        body(node, other, path, livePath)
        switch node {
        case .mapping(let mapping):
            for (key, value) in mapping {
                guard let next = other[key] else { continue }
                visit(value, next, path + [.key(key)], livePath + [.key(key)], body)
            }
        case .array(let elements):
            var after = -1
            for (place, element) in elements.enumerated() {
                let next = (other.array ?? []).indices.first { $0 > after && other[$0]?.includes(element) == true }
                guard let next, let value = other[next] else { continue }
                after = next
                visit(element, value, path + [.index(place)], livePath + [.index(next)], body)
            }
        default: break
        }
    }
}

extension Value {
    /// Another value of the same type.
    fileprivate var changed: Value {
        switch self {
        case .null: "x"
        case .bool(let value): .bool(!value)
        case .integer(let value): .integer(value + 1)
        case .double(let value): .double(value + 0.5)
        case .string(let text): .string(text + "\u{301}")
        case .array: []
        case .mapping(let mapping): mapping.isEmpty ? ["x": "y"] : [:]
        }
    }

    /// Whether everything of `part` stands here too.
    fileprivate func includes(_ part: Value) -> Bool {
        switch (self, part) {
        case (.mapping(let mapping), .mapping(let part)):
            part.allSatisfy { key, value in mapping[key]?.includes(value) ?? false }
        case (.array(let values), .array(let part)):
            part.allSatisfy { element in values.contains { $0.includes(element) } }
        default: isNumericallyEqual(to: part)
        }
    }

    fileprivate func replacing(_ path: ArraySlice<Mutation.Step>, _ new: Value?) -> Value {
        guard let step = path.first else { return new ?? .null }
        switch (self, step) {
        case (.mapping(var mapping), .key(let key)):
            mapping[key] = path.count == 1 ? new : mapping[key]?.replacing(path.dropFirst(), new)
            return .mapping(mapping)
        case (.array(var values), .index(let index)):
            if path.count == 1, new == nil {
                values.remove(at: index)
            } else {
                values[index] = values[index].replacing(path.dropFirst(), new)
            }
            return .array(values)
        default: return self
        }
    }
}
