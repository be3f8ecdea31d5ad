import FleetTemplate

/// The merging of maps, as Sprig 3.3 does it.
///
/// Maps are merged all the way down. What the target lacks is taken over as it is, so that the two then share it. An
/// empty value of the target counts as lacking. All else of the target stays, or is overwritten, even by empty values.
///
/// - SeeAlso: `deepMerge` of <https://github.com/darccio/mergo>, version 1.0.
struct MapMerge {
    /// Whether the source's values win over the target's.
    let overwrites: Bool
    let context: RenderContext

    /// Merges a map into another, which is changed.
    ///
    /// - Throws: ``FunctionError`` for maps nested too deep, and for a value that a `map[string]string` can not take.
    func merge(_ source: GoMap, into target: GoMap) throws(FunctionError) {
        try merge(source, into: target, depth: 0)
    }

    private func merge(_ source: GoMap, into target: GoMap, depth: Int) throws(FunctionError) {
        guard depth < DeepCopy.maximumDepth else { throw FunctionError("a value is nested too deep") }
        try context.charge(elements: source.count)
        for key in source.sortedKeys {
            guard let value = source[key] else { continue }
            let present = target[key]
            if value.isNil {
                if overwrites { try set(value, of: source, under: key, of: target) }
                continue
            }
            if case .map(let inner) = value, case .map(let outer)? = present {
                try merge(inner, into: outer, depth: depth + 1)
                if outer.count > 0 { continue }
            }
            if overwrites || present?.isEmptyForSprig ?? true {
                try set(value, of: source, under: key, of: target)
            }
        }
    }

    private func set(
        _ value: GoValue,
        of source: GoMap,
        under key: String,
        of target: GoMap
    ) throws(FunctionError) {
        if target.element == .string, source.element != .string {
            let message = "reflect.Value.SetMapIndex: value of type interface {} is not assignable to type string"
            throw FunctionError(message)
        }
        target[key] = value
    }
}
