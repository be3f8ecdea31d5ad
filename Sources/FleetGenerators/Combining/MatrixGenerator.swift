import FleetModel
import FleetTemplate
import FleetValue

/// The `matrix` generator: every parameter set of one generator with every one of another, the first one's order first.
///
/// The second generator is made anew for each parameter set of the first: all its texts are templates, rendered with
/// that set. Where it has no placeholders it is asked once, and its parameter sets are kept.
///
/// Follows argo-cd `applicationset/generators/matrix.go`.
struct MatrixGenerator: Generator {
    private let first: SelectedGenerator
    private let second: Second
    private let isFlat: Bool
    private let path: ValuePath

    /// The second generator.
    private enum Second: Sendable {
        /// The same for all parameter sets of the first.
        case constant(SelectedGenerator)
        /// Made anew for each.
        case templated(GeneratorInterpolation)
    }

    /// Decodes the body of a `matrix` entry.
    ///
    /// - Throws: ``ModelError`` for unknown fields, for any other number of generators than two, and for what is wrong
    ///   with one of them.
    init(decoding body: Value, at path: ValuePath, options: GeneratorOptions) throws(ModelError) {
        var options = options
        options.depth += 1
        self.path = path
        let reader = try FieldReader(body, at: path)
        try reader.refuseUnknown(["generators", "template"])
        let count = try reader.optionalList("generators")?.count ?? 0
        guard count >= 2 else {
            throw ModelError(path, "found less than two generators, Matrix support only two")
        }
        guard count <= 2 else {
            throw ModelError(path, "found more than two generators, Matrix support only two")
        }
        let entries = try CombinedGenerators.entries(in: reader, options: options)
        first = try SelectedGenerator(entries[0].bodies[0], of: entries[0], options: options)
        let interpolation = try GeneratorInterpolation(of: entries[1], options: options)
        second =
            interpolation.isConstant
            ? .constant(try SelectedGenerator(entries[1].bodies[0], of: entries[1], options: options))
            : .templated(interpolation)
        isFlat = options.isFlat
    }

    func parameters(in context: GeneratorContext, each: (ParameterSet) throws -> Void) throws {
        switch second {
        case .constant(let generator):
            var sets: [ParameterSet]?
            try first.parameters(in: context) { left in
                let rights: [ParameterSet]
                if let sets {
                    rights = sets
                } else {
                    rights = try generator.parameters(in: context)
                    sets = rights
                }
                for right in rights { try each(combined(left, right)) }
            }
        case .templated(let interpolation):
            try first.parameters(in: context) { left in
                try interpolation.generator(for: left).parameters(in: context) { right in
                    try each(combined(left, right))
                }
            }
        }
    }

    /// The first generator, and the second one unless it depends on the first.
    var parts: [SelectedGenerator] {
        if case .constant(let generator) = second { [first, generator] } else { [first] }
    }

    private func combined(_ left: ParameterSet, _ right: ParameterSet) throws(GeneratorFault) -> ParameterSet {
        isFlat ? try ParameterMerge.united(left, right, at: path) : ParameterMerge.overlaid(left, on: right)
    }
}
