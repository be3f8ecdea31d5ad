import FleetValue

/// Finds who owns a field of a live resource, from its managed fields.
enum FieldOwnership {
    /// How far a set of owned fields reaches to a path.
    private enum Reach: Comparable {
        /// It does not hold it.
        case none
        /// It holds a whole that the path is part of.
        case whole
        /// It holds the field itself or something below it.
        case field
    }

    /// The entry that set the value at `path` last.
    ///
    /// Whoever owns the field itself, or something in it, comes before whoever owns a whole that it is part of, and
    /// among these the one whose time is latest.
    ///
    /// - Parameters:
    ///   - path: To a field that is there in `live`.
    ///   - live: The live resource; it tells which element of a list a step leads to.
    ///   - entries: Its managed fields.
    /// - Returns: Nil when nobody owns the field, as with a default.
    static func owner(of path: FieldPath, in live: Value, _ entries: [ManagedFieldsEntry]) -> ManagedFieldsEntry? {
        var best: (reach: Reach, entry: ManagedFieldsEntry)?
        for entry in entries {
            let reach = reach(of: entry.fields, to: path.steps[...], in: live, isRoot: true)
            guard reach != .none else { continue }
            // RFC 3339 in UTC sorts as text; the server lists entries of the same second in the order of their making.
            if best.map({ ($0.reach, $0.entry.time) <= (reach, entry.time) }) ?? true { best = (reach, entry) }
        }
        return best?.entry
    }

    private static func reach(
        of fields: Mapping,
        to path: ArraySlice<FieldPath.Step>,
        in live: Value,
        isRoot: Bool = false
    ) -> Reach {
        guard let step = path.first else { return fields.isEmpty && isRoot ? .none : .field }
        if fields.allSatisfy({ $0.key == FieldsKey.own }) { return isRoot ? .none : .whole }
        switch step {
        case .field(let name):
            guard let next = fields["f:" + name]?.mapping, let value = live[name] else { return .none }
            return reach(of: next, to: path.dropFirst(), in: value)
        case .element, .index:
            guard let place = step.place(in: live), let element = live[place] else { return .none }
            return fields.reduce(.none) { best, entry in
                guard let key = FieldsKey(entry.key), key.names(element, at: place),
                    let next = entry.value.mapping
                else { return best }
                return max(best, reach(of: next, to: path.dropFirst(), in: element))
            }
        }
    }
}

extension FieldPath.Step {
    /// Where the element stands that this step leads to, or nil when there is none or this leads to a field.
    fileprivate func place(in list: Value) -> Int? {
        switch self {
        case .field: nil
        case .index(let index): index
        case .element(let keys): (list.array ?? []).firstIndex { ListAlignment.key(of: $0, keys.keys) == keys }
        }
    }
}
