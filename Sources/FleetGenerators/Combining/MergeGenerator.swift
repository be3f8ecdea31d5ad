import FleetModel
import FleetTemplate
import FleetValue

/// The `merge` generator: the parameter sets of the first generator in its order, each overlaid with those of the other
/// generators that have the same values under the merge keys.
///
/// A merge key is the name of a parameter, never a path; what a set does not have is null there.
///
/// Follows argo-cd `applicationset/generators/merge.go`; the order there is undefined.
struct MergeGenerator: Generator {
    private let generators: [SelectedGenerator]
    private let keys: [String]
    private let isFlat: Bool
    private let path: ValuePath

    /// Decodes the body of a `merge` entry.
    ///
    /// - Throws: ``ModelError`` for unknown fields, for less than two generators, without merge keys, and for what is
    ///   wrong with one of the generators.
    init(decoding body: Value, at path: ValuePath, options: GeneratorOptions) throws(ModelError) {
        var options = options
        options.depth += 1
        self.path = path
        let reader = try FieldReader(body, at: path)
        try reader.refuseUnknown(["generators", "mergeKeys", "template"])
        guard try reader.optionalList("generators")?.count ?? 0 >= 2 else {
            throw ModelError(path, "found less than two generators, Merge requires two or more")
        }
        let keys = Set(try reader.strings("mergeKeys"))
        guard !keys.isEmpty else {
            throw ModelError(path, "no merge keys were specified, Merge requires at least one")
        }
        self.keys = keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        var generators: [SelectedGenerator] = []
        for entry in try CombinedGenerators.entries(in: reader, options: options) {
            generators.append(try SelectedGenerator(entry.bodies[0], of: entry, options: options))
        }
        self.generators = generators
        isFlat = options.isFlat
    }

    func parameters(in context: GeneratorContext, each: (ParameterSet) throws -> Void) throws {
        let asked = context.openQueries.count
        var bases: [ParameterSet] = []
        var others: [[String: ParameterSet]] = []
        for (index, generator) in generators.enumerated() {
            let sets = try generator.parameters(in: context)
            let byKey = try indexed(sets)
            if index == 0 { bases = sets } else { others.append(byKey) }
        }
        // With a generator whose sets are not known the result would be wrong, not smaller.
        guard context.openQueries.count == asked else { return }
        for base in bases {
            let key = key(of: base)
            var result = base
            for sets in others {
                guard let override = sets[key] else { continue }
                result =
                    isFlat
                    ? ParameterMerge.replaced(result, by: override) : ParameterMerge.overlaid(override, on: result)
            }
            try each(result)
        }
    }

    /// The merge keys that look like paths, which none is.
    var pathLikeKeys: [String] { isFlat ? [] : keys.filter { $0.contains(".") } }

    /// All generators within.
    var parts: [SelectedGenerator] { generators }

    /// Parameter sets by the text of their merge keys.
    private func indexed(_ sets: [ParameterSet]) throws(GeneratorFault) -> [String: ParameterSet] {
        var byKey = [String: ParameterSet](minimumCapacity: sets.count)
        for set in sets {
            let key = key(of: set)
            guard byKey.updateValue(set, forKey: key) == nil else {
                throw GeneratorFault(
                    path: path,
                    message: "the parameters from a generator were not unique by the given mergeKeys, Merge requires "
                        + "all param sets to be unique. Duplicate key was \(key)"
                )
            }
        }
        return byKey
    }

    private func key(of set: ParameterSet) -> String {
        JSONWriter.text(of: .mapping(Mapping(uniqueEntries: keys.map { ($0, set.values[$0] ?? .null) })))
    }
}
