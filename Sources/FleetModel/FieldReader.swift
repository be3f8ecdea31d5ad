public import FleetValue

/// Reads the fields of one mapping, strictly typed, and knows where the mapping stands in its document.
///
/// A field that holds `null` counts as absent, as Kubernetes has it. A field of a wrong type is an error that names
/// its path: `spec.source.path: expected a string, found a number`. Fields that are not asked for are not looked at;
/// see ``requireKnown(_:)``.
public struct FieldReader: Sendable {
    /// The mapping read from.
    public let mapping: Mapping
    /// Where the mapping stands; empty for a document's root.
    public let path: ValuePath

    /// Begins to read a value that must be a mapping.
    ///
    /// - Throws: ``ModelError`` at `path` if `value` is anything else.
    public init(_ value: Value, at path: ValuePath = ValuePath()) throws(ModelError) {
        guard case .mapping(let mapping) = value else {
            throw Self.mismatch(value, expected: "a mapping", at: path)
        }
        self.mapping = mapping
        self.path = path
    }

    /// The path of the field `key`.
    public func path(to key: String) -> ValuePath { path.appending(key) }

    /// An error at the field `key`.
    public func error(_ key: String, _ message: String) -> ModelError { ModelError(path(to: key), message) }

    /// The error for a value of a wrong type.
    ///
    /// - Parameters:
    ///   - value: What was found; only its kind is told.
    ///   - expected: The type with its article, such as `a string`.
    ///   - path: Where the value stands.
    /// - Returns: The error, to be thrown.
    public static func mismatch(_ value: Value, expected: String, at path: ValuePath) -> ModelError {
        ModelError(path, "expected \(expected), found \(value.isNull ? "null" : "a \(value.kindName)")")
    }

    /// The value of a field, or nil when it is absent or null.
    public func value(_ key: String) -> Value? {
        guard let value = mapping[key], !value.isNull else { return nil }
        return value
    }

    // MARK: Scalars

    /// A string, or nil when the field is absent.
    public func optionalString(_ key: String) throws(ModelError) -> String? {
        guard let value = value(key) else { return nil }
        guard case .string(let text) = value else { throw mismatch(key, value, "a string") }
        return text
    }

    /// A string, or `fallback` when the field is absent.
    public func string(_ key: String, default fallback: String) throws(ModelError) -> String {
        try optionalString(key) ?? fallback
    }

    /// A string that must be there and must not be empty.
    public func string(_ key: String) throws(ModelError) -> String {
        guard let text = try optionalString(key) else { throw error(key, "is required") }
        guard !text.isEmpty else { throw error(key, "must not be empty") }
        return text
    }

    /// A truth value, or nil when the field is absent.
    public func optionalBool(_ key: String) throws(ModelError) -> Bool? {
        guard let value = value(key) else { return nil }
        guard case .bool(let truth) = value else { throw mismatch(key, value, "a boolean") }
        return truth
    }

    /// A truth value, or `fallback` when the field is absent.
    public func bool(_ key: String, default fallback: Bool = false) throws(ModelError) -> Bool {
        try optionalBool(key) ?? fallback
    }

    /// A whole number, or nil when the field is absent.
    ///
    /// A number with a zero fraction counts as whole, since JSON does not tell them apart.
    public func optionalInteger(_ key: String) throws(ModelError) -> Int? {
        guard let value = value(key) else { return nil }
        guard let number = value.integer else {
            guard case .double = value else { throw mismatch(key, value, "a whole number") }
            throw error(key, "expected a whole number, found a fraction")
        }
        return Int(number)
    }

    /// A whole number, or `fallback` when the field is absent.
    public func integer(_ key: String, default fallback: Int) throws(ModelError) -> Int {
        try optionalInteger(key) ?? fallback
    }

    /// A whole number of a range, or `fallback` when the field is absent.
    public func integer(
        _ key: String,
        default fallback: Int,
        in range: ClosedRange<Int>
    ) throws(ModelError) -> Int {
        let number = try integer(key, default: fallback)
        guard range.contains(number) else {
            let bounds =
                range.upperBound == Int.max
                ? "at least \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
            throw error(key, "must be \(bounds), is \(number)")
        }
        return number
    }

    // MARK: Lists

    /// A list, or nil when the field is absent.
    public func optionalList(_ key: String) throws(ModelError) -> [Value]? {
        guard let value = value(key) else { return nil }
        guard case .array(let elements) = value else { throw mismatch(key, value, "a list") }
        return elements
    }

    /// A list of strings, or nil when the field is absent.
    public func optionalStrings(_ key: String) throws(ModelError) -> [String]? {
        guard let elements = try optionalList(key) else { return nil }
        var strings: [String] = []
        strings.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            guard case .string(let text) = element else {
                throw Self.mismatch(element, expected: "a string", at: path(to: key).appending(index))
            }
            strings.append(text)
        }
        return strings
    }

    /// A list of strings, empty when the field is absent.
    public func strings(_ key: String) throws(ModelError) -> [String] {
        try optionalStrings(key) ?? []
    }

    /// A reader for each element of a list of mappings, or nil when the field is absent.
    public func optionalReaders(_ key: String) throws(ModelError) -> [FieldReader]? {
        guard let elements = try optionalList(key) else { return nil }
        let path = path(to: key)
        var readers: [FieldReader] = []
        readers.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            readers.append(try FieldReader(element, at: path.appending(index)))
        }
        return readers
    }

    /// A reader for each element of a list of mappings, none when the field is absent.
    public func readers(_ key: String) throws(ModelError) -> [FieldReader] {
        try optionalReaders(key) ?? []
    }

    // MARK: Mappings

    /// A mapping, or nil when the field is absent.
    public func optionalMapping(_ key: String) throws(ModelError) -> Mapping? {
        guard let value = value(key) else { return nil }
        guard case .mapping(let mapping) = value else { throw mismatch(key, value, "a mapping") }
        return mapping
    }

    /// A mapping of strings to strings, empty when the field is absent.
    public func stringMap(_ key: String) throws(ModelError) -> [String: String] {
        guard let entries = try optionalMapping(key) else { return [:] }
        var strings = [String: String](minimumCapacity: entries.count)
        for (name, value) in entries {
            guard case .string(let text) = value else {
                throw Self.mismatch(value, expected: "a string", at: path(to: key).appending(name))
            }
            strings[name] = text
        }
        return strings
    }

    /// A reader for a mapping, or nil when the field is absent.
    public func optionalReader(_ key: String) throws(ModelError) -> FieldReader? {
        guard let value = value(key) else { return nil }
        return try FieldReader(value, at: path(to: key))
    }

    /// A reader for a mapping that must be there.
    public func reader(_ key: String) throws(ModelError) -> FieldReader {
        guard let reader = try optionalReader(key) else { throw error(key, "is required") }
        return reader
    }

    // MARK: Checks

    /// Checks that the document says it is of the given type.
    ///
    /// - Throws: ``ModelError`` at `apiVersion` or `kind` if either is absent or differs.
    public func requireType(apiVersion: String, kind: String) throws(ModelError) {
        for (key, expected) in [("apiVersion", apiVersion), ("kind", kind)] {
            let found = try string(key)
            guard found == expected else { throw error(key, "expected \"\(expected)\", found \"\(found)\"") }
        }
    }

    /// Checks that the mapping has no other fields than the given ones.
    ///
    /// - Parameter known: The fields that may stand, in the order in which the message lists them.
    /// - Throws: ``ModelError`` at the first other field.
    public func requireKnown(_ known: [String]) throws(ModelError) {
        for (key, _) in mapping where !known.contains(key) {
            let hint = known.isEmpty ? "" : "; known are \(known.joined(separator: ", "))"
            throw error(key, "is not a known field\(hint)")
        }
    }

    private func mismatch(_ key: String, _ value: Value, _ expected: String) -> ModelError {
        Self.mismatch(value, expected: expected, at: path(to: key))
    }
}
