import FleetModel
import FleetValue

extension SelectedGenerator {
    /// What of its fields looks as if it was not meant so.
    var warnings: [GeneratorDiagnostic] { (generator as? any WarningGenerator)?.warnings(at: path) ?? [] }

    /// Why it gives nothing; nil when it gives something, or can not be asked.
    func emptiness(in context: GeneratorContext) -> GeneratorDiagnostic? {
        guard let count = count(in: context, selected: true), count == 0 else { return nil }
        if selector != nil, let all = self.count(in: context, selected: false), all > 0 {
            let place = ValuePath(path.steps.dropLast()).appending("selector")
            return GeneratorDiagnostic(.warning, at: place, "matches none of the \(all) parameter sets")
        }
        if let combined = generator as? any CombiningGenerator, let cause = combined.cause(in: context) { return cause }
        if let clusters = generator as? ClustersGenerator, clusters.hasSelector {
            return GeneratorDiagnostic(.warning, at: path.appending("selector"), "matches no cluster")
        }
        return GeneratorDiagnostic(.warning, at: path, "gives no parameter sets")
    }

    /// How many sets there are; nil when they are not known.
    private func count(in context: GeneratorContext, selected: Bool) -> Int? {
        struct Enough: Error {}
        var count = 0
        do {
            if selected {
                try parameters(in: context) { _ in
                    count += 1
                    throw Enough()
                }
            } else {
                try generator.parameters(in: context) { _ in count += 1 }
            }
        } catch is Enough {
            return count
        } catch {
            return nil
        }
        return context.openQueries.isEmpty ? count : nil
    }
}

/// A generator with fields that may be well-formed and yet not meant so.
protocol WarningGenerator {
    /// The findings about a generator that stands at a path.
    func warnings(at path: ValuePath) -> [GeneratorDiagnostic]
}

/// A generator that asks others.
protocol CombiningGenerator: WarningGenerator {
    /// The generators within that stand by themselves.
    var parts: [SelectedGenerator] { get }
    /// Which of the generators within is why there is nothing; nil when none is.
    func cause(in context: GeneratorContext) -> GeneratorDiagnostic?
}

extension CombiningGenerator {
    func warnings(at path: ValuePath) -> [GeneratorDiagnostic] { parts.flatMap(\.warnings) }
}

extension MatrixGenerator: CombiningGenerator {
    func cause(in context: GeneratorContext) -> GeneratorDiagnostic? {
        parts.lazy.compactMap { $0.emptiness(in: context) }.first
    }
}

extension MergeGenerator: CombiningGenerator {
    func warnings(at path: ValuePath) -> [GeneratorDiagnostic] {
        pathLikeKeys.map { key in
            GeneratorDiagnostic(
                .warning,
                at: path.appending("mergeKeys"),
                "\"\(key)\" is taken as the name of a parameter, not as a path, and is null in sets without that name"
            )
        } + parts.flatMap(\.warnings)
    }

    func cause(in context: GeneratorContext) -> GeneratorDiagnostic? {
        parts.first?.emptiness(in: context)
    }
}

extension GitGenerator: WarningGenerator {
    func warnings(at path: ValuePath) -> [GeneratorDiagnostic] {
        unusablePatterns.map { place, reason in GeneratorDiagnostic(.warning, at: place, reason) }
    }
}
