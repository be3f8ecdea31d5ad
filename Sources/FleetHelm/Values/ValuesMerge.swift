import FleetValue

/// How values of charts, subcharts and users are put together.
///
/// Follows helm `pkg/chart/common/util/coalesce.go`.
enum ValuesMerge {
    private static let globalKey = "global"

    /// A mapping over another one, mappings merged and everything else replaced: what files of values and `--set` do.
    static func overlaid(_ over: Mapping, over under: Mapping) -> Mapping {
        var result = under
        for (key, value) in over {
            if case .mapping(let inner) = value, case .mapping(let old)? = result[key] {
                result[key] = .mapping(overlaid(inner, over: old))
            } else {
                result[key] = value
            }
        }
        return result
    }

    /// A chart's defaults below given values, for it and all its subcharts.
    ///
    /// - Parameters:
    ///   - chart: The chart.
    ///   - values: What wins.
    ///   - keepsNulls: Whether a null stays to delete something later, rather than deleting a default now.
    /// - Returns: The values of the chart, those of subcharts below their names, each with `global`.
    /// - Throws: ``HelmError`` when a subchart's values are no mapping.
    static func coalesced(_ chart: Chart, _ values: Mapping, keepsNulls: Bool = false) throws(HelmError) -> Mapping {
        var result = values
        fill(&result, with: chart, keepsNulls)
        for subchart in chart.dependencies {
            let own: Mapping
            switch result[subchart.name] {
            case .mapping(let mapping)?: own = mapping
            case nil: own = Mapping()
            case let other?: throw HelmError("type mismatch on \(subchart.name): \(misprinted(other))")
            }
            let inherited = withGlobals(of: result, own)
            result[subchart.name] = .mapping(try coalesced(subchart, inherited, keepsNulls: keepsNulls))
        }
        return result
    }

    /// Values for what they do not have, from a table of lower precedence.
    static func table(_ values: Mapping, over defaults: Mapping, keepsNulls: Bool) -> Mapping {
        var result = values
        for (key, value) in defaults {
            guard let own = result[key] else {
                result[key] = keepsNulls ? value : withoutNulls(value)
                continue
            }
            if own.isNull {
                if !keepsNulls { result.removeValue(forKey: key) }
            } else if case .mapping(let inner) = value, case .mapping(let mine) = own {
                result[key] = .mapping(table(mine, over: inner, keepsNulls: keepsNulls))
            }
        }
        return result
    }

    /// A default without its nulls, which delete what is not there; nil when it is one.
    private static func withoutNulls(_ value: Value) -> Value? {
        switch value {
        case .null: return nil
        case .mapping(let mapping):
            var result = Mapping()
            for (key, value) in mapping {
                if let kept = withoutNulls(value) { result[key] = kept }
            }
            return .mapping(result)
        default: return value
        }
    }

    private static func fill(_ values: inout Mapping, with chart: Chart, _ keepsNulls: Bool) {
        for (key, value) in chart.values {
            guard let own = values[key] else {
                let isSubchart = chart.dependencies.contains { $0.name == key }
                values[key] = keepsNulls || isSubchart ? value : withoutNulls(value)
                continue
            }
            if own.isNull {
                if !keepsNulls { values.removeValue(forKey: key) }
            } else if case .mapping(let mine) = own, case .mapping(let inner) = value {
                // A subchart's nulls have to reach its own defaults.
                let keeps = keepsNulls || chart.dependencies.contains { $0.name == key }
                values[key] = .mapping(table(mine, over: inner, keepsNulls: keeps))
            }
        }
    }

    /// A subchart's values with the parent's `global`, which wins.
    private static func withGlobals(of parent: Mapping, _ values: Mapping) -> Mapping {
        var result = values
        var globals: Mapping
        switch values[globalKey] {
        case .mapping(let mapping)?: globals = mapping
        case nil: globals = Mapping()
        default: return values
        }
        switch parent[globalKey] {
        case .mapping(let inherited)?:
            for (key, value) in inherited {
                switch (value, globals[key]) {
                case (.mapping(let table), .mapping(let own)?):
                    globals[key] = .mapping(self.table(table, over: own, keepsNulls: true))
                case (.mapping, .some), (_, .mapping?):
                    // A table and something else: what the subchart has stays.
                    if globals[key] == nil { globals[key] = value }
                default:
                    globals[key] = value
                }
            }
        case nil: break
        default: return values
        }
        result[globalKey] = .mapping(globals)
        return result
    }

    /// What Go prints of a value with the verb for truth values, which Helm uses by mistake.
    private static func misprinted(_ value: Value) -> String {
        switch value {
        case .string(let text): "%!t(string=\(text))"
        case .bool(let truth): truth ? "true" : "false"
        case .integer(let number): "%!t(float64=\(number))"
        case .double(let number): "%!t(float64=\(JSONWriter.text(of: .double(number))))"
        case .null: "%!t(<nil>)"
        case .array, .mapping: "%!t(\(JSONWriter.text(of: value)))"
        }
    }
}
