import FleetValue

extension GoValue {
    /// Whether two values are the same all the way down, as Go's `reflect.DeepEqual` tells: of the same types, lists
    /// with equal elements in the same order, maps with equal values under the same keys.
    ///
    /// No value and null are the same. What is nested too deep, as maps are that hold themselves, is not.
    public func deepEquals(_ other: GoValue) -> Bool {
        var steps = 50_000_000
        return Self.deepEquals(self, other, depth: 0, &steps)
    }

    private static func deepEquals(_ left: GoValue, _ right: GoValue, depth: Int, _ steps: inout Int) -> Bool {
        steps -= 1
        guard depth < maximumValueDepth, steps > 0 else { return false }
        switch (left, right) {
        case (.none, .none), (.none, .null), (.null, .none), (.null, .null): return true
        case (.bool(let left), .bool(let right)): return left == right
        case (.integer(let left, let leftType), .integer(let right, let rightType)):
            return left == right && leftType == rightType
        case (.float(let left), .float(let right)): return left == right
        case (.complex(let leftReal, let leftImaginary), .complex(let real, let imaginary)):
            return leftReal == real && leftImaginary == imaginary
        case (.string(let left), .string(let right)): return left.hasSameBytes(as: right)
        case (.rawString(let left), .rawString(let right)): return left == right
        case (.list(let left), .list(let right)):
            guard left.element == right.element, left.isNil == right.isNil,
                left.elements.count == right.elements.count
            else { return false }
            for (first, second) in zip(left.elements, right.elements) {
                guard deepEquals(first, second, depth: depth + 1, &steps) else { return false }
            }
            return true
        case (.map(let left), .map(let right)):
            if left === right { return true }
            guard left.element == right.element, left.count == right.count else { return false }
            for key in left.sortedKeys {
                guard let first = left[key], let second = right[key],
                    deepEquals(first, second, depth: depth + 1, &steps)
                else { return false }
            }
            return true
        case (.object(let left), .object(let right)): return left === right || left.isEqual(to: right)
        default: return false
        }
    }
}
