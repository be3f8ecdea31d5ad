import FleetValue

/// The elements of one associative list that a set of owned fields names, to be found by what a list holds.
struct ElementTable {
    /// From this many elements on they are found through an index.
    private static let indexThreshold = 12

    private let entries: [(identity: Value, key: String, fields: Value)]
    /// The names of the key fields; empty for a set.
    private let names: [String]
    private let index: [Value: Int]

    /// Reads the elements; nil when they are not all of one form, or when some are named by place.
    init?(_ owned: Mapping) {
        var entries: [(identity: Value, key: String, fields: Value)] = []
        entries.reserveCapacity(owned.count)
        var names: [String]?
        for (key, fields) in owned {
            switch FieldsKey(key) {
            case .keys(let keys)?:
                if let names {
                    guard names.count == keys.count, names.allSatisfy({ keys.contains(key: $0) }) else { return nil }
                } else {
                    names = keys.keys
                }
                guard let identity = Self.identity(of: keys, names ?? []) else { return nil }
                entries.append((identity, key, fields))
            case .value(let value)?:
                guard names?.isEmpty ?? true, let identity = Self.identity(of: value) else { return nil }
                names = []
                entries.append((identity, key, fields))
            case .field?, .index?: return nil
            case nil:
                guard key == FieldsKey.own else { return nil }
            }
        }
        self.entries = entries
        self.names = names ?? []
        index =
            entries.count < Self.indexThreshold
            ? [:]
            : Dictionary(entries.indices.map { (entries[$0].identity, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The number of elements.
    var count: Int { entries.count }

    /// Whether the elements have key fields; otherwise the list is a set.
    var hasKeys: Bool { !names.isEmpty }

    /// The key of `fieldsV1` at a place.
    func key(_ place: Int) -> String { entries[place].key }

    /// What is owned of the element at a place.
    func fields(_ place: Int) -> Value { entries[place].fields }

    /// The place of a list's element in this table, or nil.
    func place(of element: Value) -> Int? {
        if names.count == 1, index.isEmpty {
            // The usual list: short, and by name.
            guard case .mapping(let mapping) = element, let value = mapping[names[0]] else { return nil }
            return entries.firstIndex { $0.identity.isNumericallyEqual(to: value) }
        }
        guard let identity = identity(of: element) else { return nil }
        return index.isEmpty ? entries.firstIndex { $0.identity == identity } : index[identity]
    }

    /// Whether an element has what elements are told apart by, so that ``place(of:)`` can be relied on.
    func canIdentify(_ element: Value) -> Bool { identity(of: element) != nil }

    private func identity(of element: Value) -> Value? {
        guard hasKeys else { return Self.identity(of: element) }
        guard case .mapping(let mapping) = element else { return nil }
        return Self.identity(of: mapping, names)
    }

    /// The value of the one key field, or a list of the values of several.
    private static func identity(of mapping: Mapping, _ names: [String]) -> Value? {
        if names.count == 1 { return mapping[names[0]].flatMap { identity(of: $0) } }
        var values: [Value] = []
        values.reserveCapacity(names.count)
        for name in names {
            guard let value = mapping[name].flatMap({ identity(of: $0) }) else { return nil }
            values.append(value)
        }
        return .array(values)
    }

    /// A scalar, `1.0` as 1; nil for anything else, which the server refuses in keys and sets.
    private static func identity(of value: Value) -> Value? {
        switch value {
        case .double(let number): Int64(exactly: number).map { .integer($0) } ?? value
        case .string, .integer, .bool: value
        case .null, .array, .mapping: nil
        }
    }
}
