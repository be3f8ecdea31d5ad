import FleetValue

/// How `eq`, `lt` and their kin compare.
enum Comparison {
    /// The kinds that can be compared.
    private enum Kind {
        case none, bool, complex, int, float, string, uint

        init(_ value: GoValue) {
            switch value {
            case .bool: self = .bool
            case .complex: self = .complex
            case .integer(_, let type): self = type.isUnsigned ? .uint : .int
            case .float: self = .float
            case .string, .rawString: self = .string
            case .none, .null, .list, .map, .object: self = .none
            }
        }
    }

    private static let incompatible = FunctionError("incompatible types for comparison")
    private static let invalid = FunctionError("invalid type for comparison")

    /// Whether the first value equals any of the others.
    static func equals(_ values: [GoValue]) throws(FunctionError) -> Bool {
        guard values.count > 1 else { throw FunctionError("missing argument for comparison") }
        let first = values[0]
        for other in values.dropFirst() where try equals(first, other) { return true }
        return false
    }

    private static func equals(_ left: GoValue, _ right: GoValue) throws(FunctionError) -> Bool {
        switch (left, right) {
        case (.bool(let left), .bool(let right)): return left == right
        case (.float(let left), .float(let right)): return left == right
        case (.complex(let real, let imaginary), .complex(let otherReal, let otherImaginary)):
            return real == otherReal && imaginary == otherImaginary
        case (.string(let left), .string(let right)): return left.hasSameBytes(as: right)
        case (.rawString(let left), .rawString(let right)): return left == right
        // The one is valid UTF-8, the other is not.
        case (.string, .rawString), (.rawString, .string): return false
        case (.integer(let number, let type), .integer(let other, let otherType)):
            // A negative number and one without a sign may have the same bits.
            return number == other && (type.isUnsigned == otherType.isUnsigned || number >= 0)
        default: break
        }
        guard Kind(left) == Kind(right) else {
            if left.isNil || right.isNil { return false }
            throw incompatible
        }
        return try equalsUnordered(left, right)
    }

    /// Compares what is neither a number nor a text.
    private static func equalsUnordered(_ left: GoValue, _ right: GoValue) throws(FunctionError) -> Bool {
        if left.isNil || right.isNil { return left.isNil == right.isNil }
        guard left.kindName == right.kindName else {
            let printed = printed(left)
            throw FunctionError(
                "non-comparable types \(printed): \(left.typeName), \(right.typeName): \(GoFormat.text(of: right))"
            )
        }
        guard case .object(let object) = left, case .object(let other) = right,
            object.kindName == "struct" || object.kindName == "ptr"
        else { throw FunctionError("non-comparable type \(printed(right)): \(right.typeName)") }
        return object === other || object.isEqual(to: other)
    }

    /// A value as the verb `%s` prints it.
    private static func printed(_ value: GoValue) -> String {
        var printer = GoPrinter(limit: 1 << 20)
        printer.printArgument(value, "s")
        return printer.text
    }

    /// Whether the first of two values comes before the second.
    static func isLess(_ values: [GoValue]) throws(FunctionError) -> Bool {
        let (left, right) = (values[0], values[1])
        guard Kind(left) != .none, Kind(right) != .none else { throw invalid }
        switch (left, right) {
        case (.float(let left), .float(let right)): return left < right
        case (.integer(let number, let type), .integer(let other, let otherType)):
            switch (type.isUnsigned, otherType.isUnsigned) {
            case (false, false): return number < other
            case (true, true): return UInt64(bitPattern: number) < UInt64(bitPattern: other)
            case (false, true): return number < 0 || number.magnitude < UInt64(bitPattern: other)
            case (true, false): return other >= 0 && UInt64(bitPattern: number) < other.magnitude
            }
        case (.string(let left), .string(let right)): return left.utf8.lexicographicallyPrecedes(right.utf8)
        case (.bool, .bool), (.complex, .complex): throw invalid
        default:
            guard let left = left.stringBytes, let right = right.stringBytes else { throw incompatible }
            return left.lexicographicallyPrecedes(right)
        }
    }

    /// Whether the first of two values comes before the second or equals it.
    static func isLessOrEqual(_ values: [GoValue]) throws(FunctionError) -> Bool {
        if try isLess(values) { return true }
        return try equals(values)
    }
}
