import FleetTemplate

/// Values that are told apart as Go's `reflect.DeepEqual` does.
///
/// Numbers, texts and truths are found at once, anything else is compared with all of its like.
struct ValueSet {
    private enum Key: Hashable {
        case null
        case bool(Bool)
        case integer(Int64, GoValue.IntegerType)
        case float(Double)
        case string([UInt8])
    }

    private var keys: Set<Key> = []
    private var others: [GoValue] = []

    /// Puts a value in.
    ///
    /// - Returns: Whether it was not there.
    /// - Throws: ``FunctionError`` when there is too much to compare.
    mutating func insert(_ value: GoValue, _ context: RenderContext) throws(FunctionError) -> Bool {
        if let key = Self.key(of: value) { return keys.insert(key).inserted }
        if try contains(value, context) { return false }
        others.append(value)
        return true
    }

    /// Whether a value is there.
    ///
    /// - Throws: ``FunctionError`` when there is too much to compare.
    func contains(_ value: GoValue, _ context: RenderContext) throws(FunctionError) -> Bool {
        if let key = Self.key(of: value) { return keys.contains(key) }
        try context.charge(others.count)
        for other in others {
            try context.charge(comparing: value)
            if value.deepEquals(other) { return true }
        }
        return false
    }

    private static func key(of value: GoValue) -> Key? {
        switch value {
        case .none, .null: .null
        case .bool(let truth): .bool(truth)
        case .integer(let number, let type): .integer(number, type)
        // NaN is not equal to itself, and so in no set.
        case .float(let number): number.isNaN ? nil : .float(number)
        case .string, .rawString: .string(value.bytesArgument)
        case .complex, .list, .map, .object: nil
        }
    }
}
