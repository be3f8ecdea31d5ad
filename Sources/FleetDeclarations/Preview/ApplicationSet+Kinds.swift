public import FleetModel
import FleetValue

extension ApplicationSet {
    /// All kinds of generators that it uses, those within combinations included.
    public var generatorKinds: Set<GeneratorKind> {
        var kinds: Set<GeneratorKind> = []
        for entry in generators {
            for body in entry.bodies {
                kinds.insert(body.kind)
                Self.collect(body.value, into: &kinds)
            }
        }
        return kinds
    }

    /// Whether something else than clusters and the ApplicationSet itself decides what is generated.
    public var asksOutside: Bool {
        !generatorKinds.isDisjoint(with: [.git, .scmProvider, .clusterDecisionResource, .pullRequest, .plugin])
    }

    /// Collects the kinds of the generators that a combination names.
    private static func collect(_ body: Value, into kinds: inout Set<GeneratorKind>) {
        for child in body["generators"]?.array ?? [] {
            for (name, value) in child.mapping ?? [:] {
                guard let kind = GeneratorKind(rawValue: name) else { continue }
                kinds.insert(kind)
                collect(value, into: &kinds)
            }
        }
    }
}
