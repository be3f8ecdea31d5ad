public import FleetValue

/// One field that differs between two documents.
public struct FieldDifference: Hashable, Sendable {
    /// Where; of lists of another length the list as a whole.
    public var path: ValuePath
    /// What it was; nil when it was not there.
    public var old: Value?
    /// What it is; nil when it is not there any more.
    public var new: Value?

    /// Makes a difference.
    public init(_ path: ValuePath, from old: Value?, to new: Value?) {
        self.path = path
        self.old = old
        self.new = new
    }

    /// What differs between two documents.
    ///
    /// The order of keys is no difference, nor is `1` from `1.0`, and a field that holds null is one that is not there.
    ///
    /// - Returns: The differing fields, as deep as can be, keys ascending.
    public static func between(_ old: Value, _ new: Value) -> [FieldDifference] {
        var found: [FieldDifference] = []
        collect(old, new, ValuePath(), &found)
        return found
    }

    private static func collect(_ old: Value?, _ new: Value?, _ path: ValuePath, _ found: inout [FieldDifference]) {
        switch (old, new) {
        case (.mapping(let left)?, .mapping(let right)?):
            for key in Set(left.keys).union(right.keys).sorted() {
                collect(present(left[key]), present(right[key]), path.appending(key), &found)
            }
        case (.array(let left)?, .array(let right)?) where left.count == right.count && !isPlain(left + right):
            for (index, pair) in zip(left, right).enumerated() {
                collect(pair.0, pair.1, path.appending(index), &found)
            }
        case (let left?, let right?):
            if !left.isNumericallyEqual(to: right) { found.append(FieldDifference(path, from: left, to: right)) }
        case (nil, nil):
            break
        default:
            found.append(FieldDifference(path, from: old, to: new))
        }
    }

    private static func present(_ value: Value?) -> Value? {
        guard let value, !value.isNull else { return nil }
        return value
    }

    /// Whether a list holds nothing but scalars, so that it is best shown as a whole.
    private static func isPlain(_ values: [Value]) -> Bool {
        values.allSatisfy { value in
            switch value {
            case .array, .mapping: false
            default: true
            }
        }
    }
}
