import FleetValue

/// A JSON patch (RFC 6902) as the library of the real tool applies it.
///
/// - SeeAlso: <https://www.rfc-editor.org/rfc/rfc6902>
struct JSONPatch {
    private struct Operation {
        var verb: String
        var path: String
        var from: String
        var value: Value?
    }

    private let operations: [Operation]

    /// Reads a list of operations.
    init(_ value: Value) throws(KustomizeError) {
        var operations: [Operation] = []
        for entry in value.array ?? [] {
            guard let mapping = entry.mapping else { throw KustomizeError("a JSON patch is a list of operations") }
            operations.append(
                Operation(
                    verb: mapping["op"]?.string ?? "",
                    path: mapping["path"]?.string ?? "",
                    from: mapping["from"]?.string ?? "",
                    value: mapping["value"]
                )
            )
        }
        self.operations = operations
    }

    /// Applies all operations in order; numbers pass through floating point, as JSON's do there.
    func apply(to value: Value) throws(KustomizeError) -> Value {
        var value = value
        for operation in operations { try Self.apply(operation, to: &value) }
        return Self.throughFloatingPoint(value)
    }

    private static func apply(_ operation: Operation, to value: inout Value) throws(KustomizeError) {
        let path = try tokens(operation.path)
        switch operation.verb {
        case "add":
            try change(&value, path[...], operation) { parent, key throws(KustomizeError) in
                try insert(operation.value ?? .null, into: &parent, key, operation)
            }
        case "remove":
            try change(&value, path[...], operation) { parent, key throws(KustomizeError) in
                _ = try remove(from: &parent, key, operation)
            }
        case "replace":
            guard !path.isEmpty else {
                value = operation.value ?? .null
                return
            }
            guard existsOrIsNewKey(value, path) else {
                throw KustomizeError(
                    "replace operation does not apply: doc is missing path: \(operation.path): missing value"
                )
            }
            try change(&value, path[...], operation) { parent, key throws(KustomizeError) in
                set(operation.value ?? .null, in: &parent, key)
            }
        case "move", "copy":
            let from = try tokens(operation.from)
            let missing: Value? = operation.verb == "copy" && existsOrIsNewKey(value, from) ? .null : nil
            guard let moved = find(value, from) ?? missing else {
                throw KustomizeError(
                    "\(operation.verb) operation does not apply: doc is missing \(operation.verb) path: "
                        + "\(operation.from): missing value"
                )
            }
            if operation.verb == "move" {
                try change(&value, from[...], operation) { parent, key throws(KustomizeError) in
                    _ = try remove(from: &parent, key, operation)
                }
            }
            try change(&value, path[...], operation) { parent, key throws(KustomizeError) in
                try insert(moved, into: &parent, key, operation)
            }
        case "test":
            let found = find(value, path) ?? .null
            guard isEqual(found, operation.value ?? .null) else {
                throw KustomizeError("testing value \(operation.path) failed: test failed")
            }
        default:
            throw KustomizeError("Unexpected kind: \(operation.verb)")
        }
    }

    /// The tokens of a JSON pointer.
    private static func tokens(_ pointer: String) throws(KustomizeError) -> [String] {
        if pointer.isEmpty { return [] }
        guard pointer.hasPrefix("/") else { throw KustomizeError("JSON pointer must be empty or start with a \"/\"") }
        return pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { token in
            String(token).replacing("~1", with: "/").replacing("~0", with: "~")
        }
    }

    private static func find(_ value: Value, _ path: [String]) -> Value? {
        var current = value
        for token in path {
            switch current {
            case .mapping(let mapping):
                guard let next = mapping[token] else { return nil }
                current = next
            case .array(let elements):
                guard let index = index(token, count: elements.count), index < elements.count else { return nil }
                current = elements[index]
            default:
                return nil
            }
        }
        return current
    }

    /// Whether a path leads to a value, or to a key that its mapping does not have.
    ///
    /// Follows evanphx/json-patch 4, which sets such a key where the specification asks for an error, and copies null
    /// from it.
    private static func existsOrIsNewKey(_ value: Value, _ path: [String]) -> Bool {
        find(value, path) != nil || find(value, path.dropLast())?.mapping != nil
    }

    /// Calls `body` with what holds the last token of a path.
    private static func change(
        _ value: inout Value,
        _ path: ArraySlice<String>,
        _ operation: Operation,
        _ body: (inout Value, String) throws(KustomizeError) -> Void
    ) throws(KustomizeError) {
        guard let token = path.first else {
            // The whole document is meant.
            var holder: Value = ["": value]
            try body(&holder, "")
            value = holder[""] ?? .null
            return
        }
        if path.count == 1 { return try body(&value, token) }
        let missing = KustomizeError(
            "\(operation.verb) operation does not apply: doc is missing path: \"\(operation.path)\": missing value"
        )
        switch value {
        case .mapping(var mapping):
            guard var child = mapping[token] else { throw missing }
            try change(&child, path.dropFirst(), operation, body)
            mapping[token] = child
            value = .mapping(mapping)
        case .array(var elements):
            guard let index = index(token, count: elements.count), index < elements.count else { throw missing }
            try change(&elements[index], path.dropFirst(), operation, body)
            value = .array(elements)
        default:
            throw missing
        }
    }

    private static func insert(
        _ added: Value,
        into parent: inout Value,
        _ key: String,
        _ operation: Operation
    ) throws(KustomizeError) {
        switch parent {
        case .mapping(var mapping):
            mapping[key] = added
            parent = .mapping(mapping)
        case .array(var elements):
            if key == "-" {
                elements.append(added)
            } else {
                guard let index = index(key, count: elements.count), index <= elements.count else {
                    throw KustomizeError(
                        "add operation does not apply: doc is missing path: \"\(operation.path)\": "
                            + "Unable to access invalid index: \(key): invalid index referenced"
                    )
                }
                elements.insert(added, at: index)
            }
            parent = .array(elements)
        default:
            throw KustomizeError(
                "\(operation.verb) operation does not apply: doc is missing path: \"\(operation.path)\": missing value"
            )
        }
    }

    private static func remove(
        from parent: inout Value,
        _ key: String,
        _ operation: Operation
    ) throws(KustomizeError) -> Value {
        let context = "error in \(operation.verb) for path: '\(operation.path)'"
        switch parent {
        case .mapping(var mapping):
            guard let old = mapping.removeValue(forKey: key) else {
                throw KustomizeError("\(context): Unable to remove nonexistent key: \(key): missing value")
            }
            parent = .mapping(mapping)
            return old
        case .array(var elements):
            guard let index = index(key, count: elements.count), index < elements.count else {
                throw KustomizeError(
                    "\(context): Unable to access invalid index: \(key): invalid index referenced"
                )
            }
            let old = elements.remove(at: index)
            parent = .array(elements)
            return old
        default:
            throw KustomizeError("\(context): missing value")
        }
    }

    private static func set(_ value: Value, in parent: inout Value, _ key: String) {
        switch parent {
        case .mapping(var mapping):
            mapping[key] = value
            parent = .mapping(mapping)
        case .array(var elements):
            if let index = index(key, count: elements.count), index < elements.count { elements[index] = value }
            parent = .array(elements)
        default: break
        }
    }

    /// A place in a list; a negative one counts from its end.
    private static func index(_ token: String, count: Int) -> Int? {
        guard let number = Int(token) else { return nil }
        let place = number < 0 ? number + count : number
        return place >= 0 ? place : nil
    }

    private static func isEqual(_ left: Value, _ right: Value) -> Bool {
        throughFloatingPoint(left) == throughFloatingPoint(right)
    }

    private static func throughFloatingPoint(_ value: Value) -> Value {
        switch value {
        case .integer(let number):
            let double = Double(number)
            return Int64(exactly: double).map { .integer($0) } ?? .double(double)
        case .double(let number):
            return Int64(exactly: number).map { .integer($0) } ?? value
        case .array(let elements): return .array(elements.map(throughFloatingPoint))
        case .mapping(let mapping): return .mapping(mapping.mapValues(throughFloatingPoint))
        default: return value
        }
    }
}
