import FleetTemplate
import FleetValue

/// Whole numbers that come of settings (`--set`): they are whole numbers to templates, where those of files are floats.
///
/// It shows from a million on: `{{ .Values.account }}` is `123456789012` of a setting, `1.23456789012e+11` of a file.
enum SettingNumbers {
    /// Puts whole numbers in place.
    ///
    /// - Parameters:
    ///   - settings: What settings set, by where it stands; only its whole numbers count.
    ///   - map: What templates see; changed where it has the same number.
    ///   - values: What `map` was made of.
    static func apply(_ settings: Mapping, to map: GoMap, of values: Mapping) {
        for (key, setting) in settings {
            guard let value = values[key] else { continue }
            switch (setting, value) {
            case (.integer(let number), .integer(let same)) where number == same:
                map[key] = .integer(number, .int64)
            case (.mapping(let inner), .mapping(let old)):
                guard case .map(let child)? = map[key] else { continue }
                apply(inner, to: child, of: old)
            case (.array(let items), .array(let old)):
                guard case .list(let list)? = map[key], list.elements.count == old.count else { continue }
                map[key] = .list(applied(items, to: list, of: old))
            default:
                continue
            }
        }
    }

    private static func applied(_ settings: [Value], to list: GoList, of values: [Value]) -> GoList {
        var elements = list.elements
        for index in settings.indices where index < values.count {
            switch (settings[index], values[index]) {
            case (.integer(let number), .integer(let same)) where number == same:
                elements[index] = .integer(number, .int64)
            case (.mapping(let inner), .mapping(let old)):
                if case .map(let child) = elements[index] { apply(inner, to: child, of: old) }
            case (.array(let items), .array(let old)):
                if case .list(let inner) = elements[index] {
                    elements[index] = .list(applied(items, to: inner, of: old))
                }
            default:
                continue
            }
        }
        return GoList(elements, of: list.element)
    }

    /// The settings that a subchart sees: those below its name, and the parent's `global`.
    static func below(_ name: String, in settings: Mapping) -> Mapping {
        var inner = settings[name]?.mapping ?? Mapping()
        if let globals = settings["global"]?.mapping {
            inner["global"] = .mapping(ValuesMerge.overlaid(globals, over: inner["global"]?.mapping ?? Mapping()))
        }
        return inner
    }
}
