import FleetTemplate
import FleetValue

/// How parameter sets of two generators become one.
enum ParameterMerge {
    /// Flat parameters of both, as texts.
    ///
    /// - Throws: ``GeneratorFault`` when a name stands in both with different texts.
    ///
    /// Follows argo-cd `applicationset/utils/map.go` (`CombineStringMaps`).
    static func united(
        _ left: ParameterSet,
        _ right: ParameterSet,
        at path: ValuePath
    ) throws(GeneratorFault) -> ParameterSet {
        var result = texts(of: left.values)
        result.reserveCapacity(left.values.count + right.values.count)
        for (key, value) in right.values {
            let text = FlatParameters.text(of: value)
            if let present = result[key] {
                guard present == text else {
                    throw GeneratorFault(
                        path: path,
                        message: "found duplicate key \(key) with different value, a: \(present.string ?? "") ,"
                            + "b: \(text.string ?? "")"
                    )
                }
            } else {
                result.append(key, text)
            }
        }
        return ParameterSet(result)
    }

    /// Flat parameters of one, as texts, with those of another in place of those of the same names.
    static func replaced(_ base: ParameterSet, by override: ParameterSet) -> ParameterSet {
        var result = texts(of: base.values)
        for (key, value) in override.values { result[key] = FlatParameters.text(of: value) }
        return ParameterSet(result)
    }

    private static func texts(of parameters: Mapping) -> Mapping {
        let isText = parameters.allSatisfy { $0.value.string != nil }
        return isText ? parameters : parameters.mapValues { FlatParameters.text(of: $0) }
    }

    // MARK: Nested parameters

    /// Nested parameters of one laid over those of another: mappings are joined at every depth, everything else of the
    /// upper one counts, null, `false` and `""` included.
    ///
    /// Follows what mergo's `Merge` with override makes of Go's maps; nothing is shared that could be changed later.
    static func overlaid(_ upper: ParameterSet, on base: ParameterSet) -> ParameterSet {
        var result = base
        for (key, value) in upper.values {
            guard case .mapping(let over)? = .some(value), case .mapping(let below)? = base.values[key] else {
                result.values[key] = value
                continue
            }
            result.values[key] = .mapping(joined(over, on: below))
        }
        result.types = types(upper, on: base)
        return result
    }

    private static func joined(_ upper: Mapping, on base: Mapping) -> Mapping {
        var result = base
        for (key, value) in upper {
            if case .mapping(let over) = value, case .mapping(let below)? = base[key] {
                result[key] = .mapping(joined(over, on: below))
            } else {
                result[key] = value
            }
        }
        return result
    }

    /// The types of the parts of joined parameters.
    ///
    /// A part that stands in both as a mapping is of a type only if it is of it in both; any other part has the type
    /// that it has where it comes from.
    private static func types(_ upper: ParameterSet, on base: ParameterSet) -> [ParameterSet.PartType] {
        if upper.types.isEmpty, base.types.isEmpty { return [] }
        var types: [ParameterSet.PartType] = []
        for type in upper.types {
            if isMapping(type.path, in: upper), isMapping(type.path, in: base), !base.types.contains(type) { continue }
            types.append(type)
        }
        for type in base.types where !types.contains(type) {
            // What the upper one has there, or above it and no mapping, stands in its place.
            var place = Value.mapping(upper.values)
            var isReplaced = false
            for step in type.path {
                guard case .mapping(let mapping) = place else {
                    isReplaced = true
                    break
                }
                guard let next = mapping[step] else {
                    place = .mapping(Mapping())
                    break
                }
                place = next
            }
            if case .mapping(let mapping) = place, !isReplaced {
                // A mapping of another type over it makes it one of any values.
                if mapping.isEmpty || !isMapping(type.path, in: upper) { types.append(type) }
            }
        }
        return types
    }

    private static func isMapping(_ path: [String], in set: ParameterSet) -> Bool {
        var place = Value.mapping(set.values)
        for step in path {
            guard let next = place[step] else { return false }
            place = next
        }
        return place.mapping != nil
    }
}
