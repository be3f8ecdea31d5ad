import FleetValue

/// How a generator's own `template` goes over that of the ApplicationSet.
///
/// What the generator's leaves out, or sets to nothing (`""`, `0`, `false`, an empty list or null), comes from the
/// ApplicationSet's. Mappings are joined at every depth, lists are taken whole.
///
/// Follows what mergo's `Merge` without override makes of argo-cd's template types
/// (`applicationset/generators/generator_spec_processor.go`).
enum TemplateMerge {
    /// The template that counts.
    ///
    /// - Parameters:
    ///   - override: The generator's `template`; null when it has none.
    ///   - base: The ApplicationSet's `template`.
    /// - Returns: The fields of `base` in their order, then those that only `override` has.
    static func merged(_ override: Value, over base: Value) -> Value {
        guard case .mapping(let override) = override, case .mapping(let base) = base else {
            return isNothing(override) ? base : override
        }
        var result = base
        for (key, value) in override {
            if let below = base[key] {
                // Free content, which Argo CD keeps as text: one or the other.
                let isWhole = key == "valuesObject" && !value.isNull
                result[key] = isWhole ? value : merged(value, over: below)
            } else {
                result[key] = value
            }
        }
        return .mapping(result)
    }

    private static func isNothing(_ value: Value) -> Bool {
        switch value {
        case .null: true
        case .bool(let truth): !truth
        case .integer(let number): number == 0
        case .double(let number): number == 0
        case .string(let text): text.isEmpty
        case .array(let values): values.isEmpty
        case .mapping(let mapping): mapping.isEmpty
        }
    }
}
