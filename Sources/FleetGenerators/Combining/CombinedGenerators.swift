import FleetModel
import FleetValue

/// The generators within a `matrix` or `merge`.
enum CombinedGenerators {
    /// How deep combinations may stand within each other.
    static let maximumDepth = 2

    /// Decodes the entries of `generators`, each of which must name exactly one generator.
    ///
    /// - Throws: ``ModelError`` for entries that name none, several or an unknown one.
    static func entries(
        in reader: FieldReader,
        options: GeneratorOptions
    ) throws(ModelError) -> [GeneratorEntry] {
        guard options.depth <= maximumDepth else {
            throw ModelError(
                reader.path,
                "child generator generated no parameters: matrix and merge can be nested once, not twice"
            )
        }
        var entries: [GeneratorEntry] = []
        for (index, value) in (try reader.optionalList("generators") ?? []).enumerated() {
            let path = reader.path(to: "generators").appending(index)
            if case .mapping(let mapping) = value, mapping.allSatisfy({ $0.key == "selector" || $0.value.isNull }) {
                throw ModelError(path, "child generator generated no parameters: it names no generator")
            }
            let entry = try GeneratorEntry(decoding: value, at: path)
            guard entry.bodies.count == 1 else {
                throw ModelError(path, "found more than one generator in matrix.Generators")
            }
            entries.append(entry)
        }
        return entries
    }
}
