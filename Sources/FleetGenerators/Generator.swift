import FleetModel
import FleetTemplate
import FleetValue

/// What an ApplicationSet's entry of one kind does: gives parameter sets.
///
/// Generators do no I/O: all they look at is in the context. Each is decoded from its body once, and refuses there
/// what it does not know.
protocol Generator: Sendable {
    /// Gives each parameter set in a defined order; the same ones in the same order for an equal context.
    ///
    /// - Parameters:
    ///   - context: What is known of the outside.
    ///   - each: Called once per parameter set. What it throws ends the enumeration and is thrown on.
    /// - Throws: Any error means that the parameter sets are unknown, never that there are none.
    func parameters(in context: GeneratorContext, each: (ParameterSet) throws -> Void) throws
}

extension Generator {
    /// All parameter sets in order.
    func parameters(in context: GeneratorContext) throws -> [ParameterSet] {
        var sets: [ParameterSet] = []
        try parameters(in: context) { sets.append($0) }
        return sets
    }
}

/// What generators know of the outside.
struct GeneratorContext: Sendable {
    /// The registered clusters.
    var clusters: ClusterInventory
}

/// How the bodies of one ApplicationSet's generators are decoded.
struct GeneratorOptions: Hashable, Sendable {
    /// The language of placeholders, which decides the shape of parameters too.
    var language: TemplateLanguage
}

extension GeneratorEntry.Body {
    /// Decodes the body into its generator.
    ///
    /// - Parameters:
    ///   - path: Where the body stands: `spec.generators[0].list`.
    ///   - options: What the ApplicationSet says for all its generators.
    /// - Returns: The generator, ready to be asked any number of times.
    /// - Throws: ``ModelError`` for fields that are wrong, and for kinds that are not supported.
    func generator(at path: ValuePath, options: GeneratorOptions) throws(ModelError) -> any Generator {
        switch kind {
        case .list: try ListGenerator(decoding: value, at: path, options: options)
        case .clusters: try ClustersGenerator(decoding: value, at: path, options: options)
        case .git, .scmProvider, .clusterDecisionResource, .pullRequest, .matrix, .merge, .plugin:
            throw ModelError(
                path,
                "the \(kind.rawValue) generator is not supported yet; supported are list and clusters"
            )
        }
    }
}
