import FleetModel
import FleetValue

/// Makes of numbers what they are after Kubernetes has passed them through JSON.
enum NumberNormalization {
    /// Turns doubles without a fraction into integers where they fit: JSON writes `1.0` as `1`.
    ///
    /// - Throws: ``ModelError`` with the path of an infinity or of what is no number: JSON has no text for them.
    static func normalize(_ value: inout Value) throws(ModelError) {
        guard hasDouble(value) else { return }
        value = try normalized(value, at: ValuePath())
    }

    private static func hasDouble(_ value: Value) -> Bool {
        switch value {
        case .null, .bool, .integer, .string: false
        case .double: true
        case .array(let elements): elements.contains(where: hasDouble)
        case .mapping(let mapping): mapping.contains { hasDouble($0.value) }
        }
    }

    private static func normalized(_ value: Value, at path: ValuePath) throws(ModelError) -> Value {
        switch value {
        case .null, .bool, .integer, .string:
            return value
        case .double(let number):
            guard number.isFinite else { throw ModelError(path, "is no number that JSON has") }
            return Int64(exactly: number).map { .integer($0) } ?? value
        case .array(let elements):
            var result: [Value] = []
            result.reserveCapacity(elements.count)
            for (index, element) in elements.enumerated() {
                result.append(try normalized(element, at: path.appending(index)))
            }
            return .array(result)
        case .mapping(let mapping):
            var result = mapping
            for (key, element) in mapping where hasDouble(element) {
                result[key] = try normalized(element, at: path.appending(key))
            }
            return .mapping(result)
        }
    }
}
