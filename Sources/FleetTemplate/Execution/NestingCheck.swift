/// Keeps values from nesting without end: what is nested a hundred thousand levels deep can be made in a loop, but not
/// freed on any stack.
enum NestingCheck {
    /// How many lists and maps may be made of others before all there are are looked at.
    static let interval = 1000
    /// The deepest nesting that is let through.
    private static let maximumDepth = 1000
    /// How many values are looked at before they count as endless.
    private static let budget = 5_000_000

    /// Looks at values and all that they hold.
    ///
    /// - Throws: ``FunctionError`` when something is nested too deep, as a map that holds itself is.
    static func check(_ values: [GoValue]) throws(FunctionError) {
        var waiting = values.map { (value: $0, depth: 0) }
        // A map is looked at again when it is found deeper than before.
        var depths: [ObjectIdentifier: Int] = [:]
        var left = budget
        while let (value, depth) = waiting.popLast() {
            switch value {
            case .list(let list):
                left -= list.elements.count
                for element in list.elements where element.isContainer { waiting.append((element, depth + 1)) }
            case .map(let map):
                if let known = depths[ObjectIdentifier(map)], known >= depth { continue }
                depths[ObjectIdentifier(map)] = depth
                left -= map.count
                for element in map.takenValues where element.isContainer { waiting.append((element, depth + 1)) }
            default: continue
            }
            if depth > maximumDepth || left < 0 { throw FunctionError("a value is nested too deep") }
        }
    }
}

extension GoValue {
    /// Whether the value can hold others.
    var isContainer: Bool {
        switch self {
        case .list, .map: true
        default: false
        }
    }
}
