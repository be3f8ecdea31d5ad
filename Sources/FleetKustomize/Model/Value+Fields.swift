import FleetValue

extension Value {
    /// The text of a scalar as YAML wrote it, for names and patterns; nil for lists, mappings and null.
    var scalarText: String? {
        switch self {
        case .string(let text): text
        case .bool(let truth): truth ? "true" : "false"
        case .integer(let number): String(number)
        case .double: JSONWriter.text(of: self)
        case .null, .array, .mapping: nil
        }
    }

    /// Sets a value below mapping keys, which are made where they are missing.
    mutating func set(_ value: Value, _ keys: String...) {
        set(value, keys[...])
    }

    mutating func set(_ value: Value, _ keys: ArraySlice<String>) {
        guard let first = keys.first else {
            self = value
            return
        }
        var child = self[first] ?? .null
        self[first] = .null
        child.set(value, keys.dropFirst())
        self[first] = child
    }

    /// The value below mapping keys.
    func field(_ keys: String...) -> Value? {
        var current = self
        for key in keys {
            guard let next = current[key] else { return nil }
            current = next
        }
        return current
    }

    /// The same tree with ascending keys.
    func sortedByKey() -> Value {
        switch self {
        case .array(let elements): .array(elements.map { $0.sortedByKey() })
        case .mapping(let mapping): .mapping(mapping.sortedByKey().mapValues { $0.sortedByKey() })
        case .null, .bool, .integer, .double, .string: self
        }
    }

    /// The entries of a mapping of texts; nothing for anything else.
    var texts: [(key: String, value: String)] {
        (mapping ?? Mapping()).compactMap { key, value in value.scalarText.map { (key, $0) } }
    }
}
