import FleetTemplate
import FleetValue

extension ParameterSet {
    /// The parameters as templates take them, made once for all templates of one Application.
    ///
    /// Nothing is shared with those of another parameter set, so that a template that changes its data changes nothing
    /// else.
    func templateParameters() -> TemplateParameters {
        guard !types.isEmpty else { return TemplateParameters(values) }
        let types = types.map { (path: $0.path[...], kind: $0.kind) }
        return TemplateParameters(values, data: Self.data(.mapping(values), types))
    }

    /// A value with the types of its parts, whose paths begin at it.
    private static func data(_ value: Value, _ types: [(path: ArraySlice<String>, kind: PartType.Kind)]) -> GoValue {
        guard !types.isEmpty else { return GoValue(value) }
        let own = types.first { $0.path.isEmpty }?.kind
        switch value {
        case .mapping(let mapping):
            let map = GoMap(mapping, of: own == .textMap ? .string : .any)
            for step in Set(types.compactMap(\.path.first)) {
                guard let part = mapping[step] else { continue }
                map[step] = data(part, Self.types(types, below: step))
            }
            return .map(map)
        case .array(let values):
            let below = Self.types(types, below: "*")
            let elements = values.map { data($0, below) }
            return .list(GoList(elements, of: own == .texts ? .string : own == .mappings ? .map : .any))
        default:
            return GoValue(value)
        }
    }

    private static func types(
        _ types: [(path: ArraySlice<String>, kind: PartType.Kind)],
        below step: String
    ) -> [(path: ArraySlice<String>, kind: PartType.Kind)] {
        types.filter { $0.path.first == step }.map { ($0.path.dropFirst(), $0.kind) }
    }
}
