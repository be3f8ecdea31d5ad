import FleetTemplate
public import FleetValue

/// One set of parameters: what the placeholders of one Application are replaced by.
///
/// In the shape of Argo CD. For `{{name}}` placeholders flat with dotted keys (`metadata.labels.env`); a value is a
/// string there, except for what `elementsYaml` and `flatList` bring, which no placeholder can be replaced by. For Go
/// templates nested and of any type.
public struct ParameterSet: Hashable, Sendable {
    /// The parameters by name.
    public var values: Mapping
    /// The parts whose type in Go is another than that of decoded JSON.
    public var types: [PartType]

    /// A part of a parameter set and its type in Go, which templates and selectors can tell.
    public struct PartType: Hashable, Sendable {
        /// The types.
        public enum Kind: UInt8, Hashable, Sendable {
            /// `map[string]string`: a key that is not there is an empty text to `index`.
            case textMap
            /// `[]string`: a selector does not take it apart.
            case texts
            /// `[]map[string]any`: a selector does not take it apart.
            case mappings
        }

        /// Keys from the root down; `*` stands for every element of a list.
        public var path: [String]
        /// The type of what stands there.
        public var kind: Kind

        /// Names the type of a part.
        public init(_ path: String..., kind: Kind) {
            self.init(path: path, kind: kind)
        }

        /// Names the type of a part.
        public init(path: [String], kind: Kind) {
            self.path = path
            self.kind = kind
        }
    }

    /// Makes a parameter set.
    public init(_ values: Mapping, types: [PartType] = []) {
        self.values = values
        self.types = types
    }

    /// The text that a selector finds under a key.
    ///
    /// The key is one of the parameters flattened with dots, lists by index; the text is what Go's `%v` makes of the
    /// value. Nil when there is none; an empty mapping or list has none, except for lists of a type of their own, which
    /// are one text.
    public func text(flattened key: String) -> String? {
        if let value = values[key] {
            if case .array = value, types.contains(where: { $0.path == [key] }) { return GoFormat.text(of: value) }
            if let text = Self.text(ofLeaf: value) { return text }
        }
        let whole = types.filter { $0.kind != .textMap }.map(\.path)
        return Self.text(of: key[...], in: values, whole[...])
    }

    /// The text of a value that flattening does not take apart.
    private static func text(ofLeaf value: Value) -> String? {
        switch value {
        case .string(let text): text
        case .mapping, .array: nil
        default: GoFormat.text(of: value)
        }
    }

    private static func text(of key: Substring, in mapping: Mapping, _ whole: ArraySlice<[String]>) -> String? {
        for (name, value) in mapping where key.hasPrefix(name) {
            if let text = text(of: key, in: value, named: name, whole) { return text }
        }
        return nil
    }

    /// The text under a key that begins with a name, in the value of that name; `whole` has the paths of the lists that
    /// are one text, from where the name stands.
    private static func text(
        of key: Substring,
        in value: Value,
        named name: String,
        _ whole: ArraySlice<[String]>
    ) -> String? {
        guard key.hasPrefix(name) else { return nil }
        let rest = key.dropFirst(name.count)
        let below = whole.filter { $0.first == name }.map { Array($0.dropFirst()) }
        if below.contains([]) { return rest.isEmpty ? GoFormat.text(of: value) : nil }
        if rest.isEmpty { return text(ofLeaf: value) }
        guard rest.first == "." else { return nil }
        switch value {
        case .mapping(let mapping):
            return text(of: rest.dropFirst(), in: mapping, below[...])
        case .array(let values):
            for (index, value) in values.enumerated() {
                if let text = text(of: rest.dropFirst(), in: value, named: String(index), below[...]) { return text }
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
