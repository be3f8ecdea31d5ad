import FleetTemplate
import FleetValue

/// Parameters for `{{name}}` placeholders made of nested ones.
enum FlatParameters {
    /// Every leaf under its dotted path, elements of lists by index, as the text that Go's `%v` makes of it.
    ///
    /// Empty mappings and lists vanish; null is `<nil>`. Of two leaves of one dotted path the later one counts.
    static func of(_ parameters: Mapping) -> Mapping {
        var result = Mapping()
        for (key, value) in parameters { add(value, key, to: &result) }
        return result
    }

    private static func add(_ value: Value, _ name: String, to result: inout Mapping) {
        switch value {
        case .mapping(let mapping):
            for (key, value) in mapping { add(value, "\(name).\(key)", to: &result) }
        case .array(let values):
            for (index, value) in values.enumerated() { add(value, "\(name).\(index)", to: &result) }
        case .string:
            result[name] = value
        default:
            result[name] = .string(GoFormat.text(of: value))
        }
    }

    /// A parameter as a text, whatever it is.
    static func text(of value: Value) -> Value {
        if case .string = value { value } else { .string(GoFormat.text(of: value)) }
    }
}
