extension Value {
    /// The name of this node's kind as error messages say it: "null", "boolean", "number", "string", "list" or "mapping".
    public var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer, .double: "number"
        case .string: "string"
        case .array: "list"
        case .mapping: "mapping"
        }
    }

    /// Whether this is ``null``.
    public var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The text, or nil when this is not a ``string``.
    public var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The truth value, or nil when this is not a ``bool``.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The whole number, or nil when this is neither an ``integer`` nor a ``double`` without a fraction.
    public var integer: Int64? {
        switch self {
        case .integer(let value): value
        case .double(let value): Int64(exactly: value)
        default: nil
        }
    }

    /// The number as floating point, or nil when this is not a number.
    public var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    /// The elements, or nil when this is not an ``array``.
    public var array: [Value]? {
        if case .array(let values) = self { values } else { nil }
    }

    /// The mapping, or nil when this is not a ``mapping``.
    public var mapping: Mapping? {
        if case .mapping(let mapping) = self { mapping } else { nil }
    }

    /// The value under `key`, or nil when this is not a mapping or has no such key.
    ///
    /// Setting on anything but a mapping replaces it with a mapping of that one key; setting nil removes the key.
    public subscript(key: String) -> Value? {
        get {
            if case .mapping(let mapping) = self { mapping[key] } else { nil }
        }
        set {
            if case .mapping(var mapping) = self {
                self = .null
                mapping[key] = newValue
                self = .mapping(mapping)
            } else if let newValue {
                self = .mapping([key: newValue])
            }
        }
    }

    /// The element at `index`, or nil when this is not a list or the index is out of range.
    public subscript(index: Int) -> Value? {
        if case .array(let values) = self, values.indices.contains(index) { values[index] } else { nil }
    }

    /// The value at `path`, or nil as soon as a step does not exist.
    public subscript(path: ValuePath) -> Value? {
        var current = self
        for step in path.steps {
            let next: Value? =
                switch step {
                case .key(let key): current[key]
                case .index(let index): current[index]
                }
            guard let next else { return nil }
            current = next
        }
        return current
    }

    /// Whether two trees are equal when `1` and `1.0` count as the same number, as JSON has it.
    public func isNumericallyEqual(to other: Value) -> Bool {
        switch (self, other) {
        case (.integer(let left), .double(let right)): Double(left) == right
        case (.double(let left), .integer(let right)): left == Double(right)
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isNumericallyEqual(to: $1) }
        case (.mapping(let left), .mapping(let right)):
            left.count == right.count
                && left.allSatisfy { key, value in right[key].map { value.isNumericallyEqual(to: $0) } ?? false }
        default: self == other
        }
    }
}
