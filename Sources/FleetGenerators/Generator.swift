import FleetModel
import FleetValue

/// What an ApplicationSet's entry of one kind does: gives parameter sets.
///
/// Generators do no I/O: all they look at is in the context. Each is decoded from its body once, and refuses there
/// what it does not know.
protocol Generator: Sendable {
    /// Gives each parameter set in a defined order; the same ones in the same order for an equal context.
    ///
    /// - Parameters:
    ///   - context: What is known of the outside. A generator that has to ask notes all its questions there and gives
    ///     nothing.
    ///   - each: Called once per parameter set. What it throws ends the enumeration and is thrown on.
    /// - Throws: Any error means that the parameter sets are unknown, never that there are none. Of a ``ModelError``
    ///   the path counts, for every other error the generator's own.
    func parameters(in context: GeneratorContext, each: (ParameterSet) throws -> Void) throws
}

extension GeneratorEntry.Body {
    /// Decodes the body into its generator.
    ///
    /// - Parameters:
    ///   - path: Where the body stands: `spec.generators[0].list`.
    ///   - options: What the ApplicationSet says for all its generators.
    /// - Returns: The generator, ready to be asked any number of times.
    /// - Throws: ``ModelError`` for fields that are wrong.
    func generator(at path: ValuePath, options: GeneratorOptions) throws(ModelError) -> any Generator {
        switch kind {
        case .list: try ListGenerator(decoding: value, at: path, options: options)
        case .clusters: try ClustersGenerator(decoding: value, at: path, options: options)
        case .git: try GitGenerator(decoding: value, at: path, options: options)
        case .clusterDecisionResource: try ClusterDecisionGenerator(decoding: value, at: path, options: options)
        case .matrix: try MatrixGenerator(decoding: value, at: path, options: options)
        case .merge: try MergeGenerator(decoding: value, at: path, options: options)
        case .scmProvider: try SCMProviderGenerator(decoding: value, at: path, options: options)
        case .pullRequest: try PullRequestGenerator(decoding: value, at: path, options: options)
        case .plugin: try PluginGenerator(decoding: value, at: path, options: options)
        }
    }
}
