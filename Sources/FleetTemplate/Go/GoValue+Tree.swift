public import FleetValue

extension GoValue {
    /// The value as a tree: what `encoding/json` would write and read back.
    ///
    /// A floating-point number without a fraction becomes an integer when it fits one, invalid bytes in a string U+FFFD,
    /// a list of bytes its Base64, an object its text. Keys are in ascending order. What is nested too deep, as a map
    /// that holds itself is, or too large becomes null; see ``asValue(charging:)`` for an error instead.
    public var asValue: Value {
        var conversion = TreeConversion(context: nil)
        return (try? conversion.value(of: self, depth: 0)) ?? .null
    }

    /// The value as a tree, see ``asValue``, counted as work.
    ///
    /// - Throws: ``FunctionError`` when the value is nested too deep, as a map that holds itself is, or when it is too
    ///   much work.
    public func asValue(charging context: RenderContext) throws(FunctionError) -> Value {
        var conversion = TreeConversion(context: context)
        return try conversion.value(of: self, depth: 0)
    }
}

/// The depth from which on a value counts as endless.
let maximumValueDepth = 500

/// A conversion to a tree.
private struct TreeConversion {
    let context: RenderContext?
    /// What may be converted where no rendering counts.
    private var budget = 50_000_000

    init(context: RenderContext?) {
        self.context = context
    }

    mutating func value(of value: GoValue, depth: Int) throws(FunctionError) -> Value {
        guard depth < maximumValueDepth else { throw FunctionError("a value is nested too deep") }
        try charge()
        switch value {
        case .none, .null: return .null
        case .bool(let truth): return .bool(truth)
        case .integer(let number, let type):
            return type.isUnsigned && number < 0 ? .double(Double(UInt64(bitPattern: number))) : .integer(number)
        case .float(let number):
            guard let whole = Int64(exactly: number), !(number == 0 && number.sign == .minus) else {
                return .double(number)
            }
            return .integer(whole)
        case .complex: return .string(GoFormat.text(of: value))
        case .string(let text): return .string(text)
        case .rawString(let bytes): return .string(String(decoding: bytes, as: UTF8.self))
        case .list(let list):
            if list.isNil { return .null }
            if let bytes = list.bytes { return .string(Base64.text(of: bytes)) }
            var values: [Value] = []
            values.reserveCapacity(list.elements.count)
            for element in list.elements { values.append(try self.value(of: element, depth: depth + 1)) }
            return .array(values)
        case .map(let map):
            var entries: [Mapping.Element] = []
            entries.reserveCapacity(map.count)
            for key in map.sortedKeys { entries.append((key, try self.value(of: map[key] ?? .null, depth: depth + 1))) }
            return .mapping(Mapping(uniqueEntries: entries))
        case .object(let object): return .string(object.text)
        }
    }

    private mutating func charge() throws(FunctionError) {
        if let context { return try context.charge(1) }
        budget -= 1
        if budget < 0 { throw FunctionError("a value is too large") }
    }
}
