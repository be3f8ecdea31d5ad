public import FleetValue

/// The generators of an ApplicationSet, in the order in which an entry that names several is evaluated.
///
/// Follows the order of fields of argo-cd `pkg/apis/application/v1alpha1/applicationset_types.go`
/// (`ApplicationSetGenerator`).
public enum GeneratorKind: String, Hashable, Sendable, CaseIterable {
    /// Parameter sets written out.
    case list
    /// A parameter set per registered cluster.
    case clusters
    /// A parameter set per directory or file of a Git repository.
    case git
    /// A parameter set per repository of a hosting service.
    case scmProvider
    /// A parameter set per cluster that a resource's status names.
    case clusterDecisionResource
    /// A parameter set per open pull request.
    case pullRequest
    /// Every parameter set of one generator with every one of another.
    case matrix
    /// The parameter sets of several generators joined by keys.
    case merge
    /// What an HTTP service answers.
    case plugin
}

/// One entry of `spec.generators`: one generator or more, and the selector that their parameter sets must meet.
public struct GeneratorEntry: Hashable, Sendable {
    /// Where the entry stands: `spec.generators[0]`.
    public var path: ValuePath
    /// What the entry names, at least one: each kind once, in the order of ``GeneratorKind``.
    public var bodies: [Body]
    /// `selector`, which the flattened parameters must meet, or nil for none.
    ///
    /// Its values are not limited to what labels may hold.
    public var selector: LabelSelector?

    /// One generator of an entry.
    public struct Body: Hashable, Sendable {
        /// Which generator it is.
        public var kind: GeneratorKind
        /// Its fields as declared.
        public var value: Value

        /// Makes a body.
        public init(kind: GeneratorKind, value: Value) {
            self.kind = kind
            self.value = value
        }
    }

    /// Makes an entry.
    public init(path: ValuePath, bodies: [Body], selector: LabelSelector? = nil) {
        self.path = path
        self.bodies = bodies
        self.selector = selector
    }

    /// Decodes one entry; the bodies are taken as they are.
    ///
    /// - Throws: ``ModelError`` when the entry names an unknown generator or none at all, and for a selector that can
    ///   not be.
    public init(decoding value: Value, at path: ValuePath) throws(ModelError) {
        let entry = try FieldReader(value, at: path)
        let kinds = GeneratorKind.allCases.map(\.rawValue)
        try entry.refuseUnknown(kinds + ["selector"], noun: "a generator")
        var bodies: [Body] = []
        for kind in GeneratorKind.allCases {
            guard let body = entry.value(kind.rawValue) else { continue }
            bodies.append(Body(kind: kind, value: body))
        }
        guard !bodies.isEmpty else {
            // "clusters:" with nothing after it is read as null, and would generate nothing.
            if let empty = entry.mapping.keys.first(where: kinds.contains) {
                throw entry.error(empty, "is empty; write \"\(empty): {}\" for a generator without fields")
            }
            throw ModelError(path, "names no generator; known are \(kinds.joined(separator: ", "))")
        }
        var selector: LabelSelector?
        if let declared = entry.value("selector") {
            selector = try LabelSelector(decoding: declared, at: entry.path(to: "selector"), checksValues: false)
        }
        self.init(path: path, bodies: bodies, selector: selector)
    }
}
