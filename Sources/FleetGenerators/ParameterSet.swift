import FleetTemplate
public import FleetValue

/// One set of parameters: what the placeholders of one Application are replaced by.
///
/// In the shape of Argo CD: flat with dotted keys (`metadata.labels.env`) for `{{name}}` placeholders. A value is a
/// string there, except for what `elementsYaml` and `flatList` bring, which no placeholder can be replaced by.
public struct ParameterSet: Hashable, Sendable {
    /// The parameters by name.
    public var values: Mapping
    /// Names of lists that a selector sees as one text, because Argo CD does not take them apart.
    public var wholeLists: [String]

    /// Makes a parameter set.
    public init(_ values: Mapping, wholeLists: [String] = []) {
        self.values = values
        self.wholeLists = wholeLists
    }

    /// The text that a selector finds under a key.
    ///
    /// The key is one of the parameters flattened with dots, lists by index; the text is what Go's `%v` makes of the
    /// value. Nil when there is none; an empty mapping or list has none.
    public func text(flattened key: String) -> String? {
        if let value = values[key] {
            if case .array = value, wholeLists.contains(key) { return GoFormat.text(of: value) }
            if let text = Self.text(ofLeaf: value) { return text }
        }
        return Self.text(of: key[...], in: values, except: wholeLists)
    }

    /// The text of a value that flattening does not take apart.
    private static func text(ofLeaf value: Value) -> String? {
        switch value {
        case .string(let text): text
        case .mapping, .array: nil
        default: GoFormat.text(of: value)
        }
    }

    private static func text(of key: Substring, in mapping: Mapping, except whole: [String] = []) -> String? {
        for (name, value) in mapping where !whole.contains(name) {
            if let text = text(of: key, in: value, named: name) { return text }
        }
        return nil
    }

    /// The text under a key that begins with a name, in the value of that name.
    private static func text(of key: Substring, in value: Value, named name: String) -> String? {
        guard key.hasPrefix(name) else { return nil }
        let rest = key.dropFirst(name.count)
        if rest.isEmpty { return text(ofLeaf: value) }
        guard rest.first == "." else { return nil }
        let below = rest.dropFirst()
        switch value {
        case .mapping(let mapping):
            return text(of: below, in: mapping)
        case .array(let values):
            for (index, value) in values.enumerated() {
                if let text = text(of: below, in: value, named: String(index)) { return text }
            }
            return nil
        default:
            return nil
        }
    }
}

/// Which parameter set of an ApplicationSet: both indices count from 0.
public struct ParameterSetPlace: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The entry of `spec.generators`.
    public var generator: Int
    /// The parameter set among those that the entry gives, after its selector.
    public var index: Int

    /// Makes a place.
    public init(generator: Int, index: Int) {
        self.generator = generator
        self.index = index
    }

    /// `spec.generators[0], parameter set 3`.
    public var description: String { "spec.generators[\(generator)], parameter set \(index)" }

    /// The order in which parameter sets are made.
    public static func < (left: ParameterSetPlace, right: ParameterSetPlace) -> Bool {
        (left.generator, left.index) < (right.generator, right.index)
    }
}

/// A parameter set and where it comes from: a row of `fleet app generate --params`.
public struct ParameterRow: Hashable, Sendable {
    /// The ApplicationSet's name.
    public var applicationSet: String
    /// Which entry of `spec.generators`, and which of its sets.
    public var place: ParameterSetPlace
    /// The parameters.
    public var parameters: ParameterSet

    /// Makes a row.
    public init(applicationSet: String, place: ParameterSetPlace, parameters: ParameterSet) {
        self.applicationSet = applicationSet
        self.place = place
        self.parameters = parameters
    }

    /// `{"applicationSet": …, "generator": 0, "parameters": {…}}`.
    public var value: Value {
        [
            "applicationSet": .string(applicationSet),
            "generator": .integer(Int64(place.generator)),
            "parameters": .mapping(parameters.values),
        ]
    }
}
