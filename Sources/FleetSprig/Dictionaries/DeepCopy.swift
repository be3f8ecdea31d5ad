import FleetTemplate

/// Copies of maps and lists all the way down.
struct DeepCopy {
    let context: RenderContext
    /// From this depth on a map counts as one that holds itself.
    static let maximumDepth = 500

    /// A copy; what never changes is shared.
    ///
    /// - Throws: ``FunctionError`` when the value is too large or nested too deep.
    func copy(of value: GoValue) throws(FunctionError) -> GoValue { try copy(of: value, depth: 0) }

    private func copy(of value: GoValue, depth: Int) throws(FunctionError) -> GoValue {
        guard depth < Self.maximumDepth else { throw FunctionError("a value is nested too deep") }
        switch value {
        case .list(var list):
            try context.charge(elements: list.elements.count)
            for index in list.elements.indices {
                list.elements[index] = try copy(of: list.elements[index], depth: depth + 1)
            }
            return .list(list)
        case .map(let map):
            try context.charge(elements: map.count)
            let copied = map.copy()
            for key in map.sortedKeys {
                if let value = map[key] { copied[key] = try copy(of: value, depth: depth + 1) }
            }
            return .map(copied)
        default: return value
        }
    }
}
