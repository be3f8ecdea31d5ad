public import FleetGenerators
import FleetModel
import FleetValue

/// Finds everything that is wrong with ApplicationSets, and what looks as if it was not meant so.
public struct ApplicationSetValidation: Sendable {
    /// What is known of the outside.
    public struct Knowledge: Sendable {
        /// What generators are asked with.
        public var inputs: GeneratorInputs
        /// The same, with an answer that holds nothing in place of every one that failed: it shows whether an ApplicationSet
        /// whose generators can not be asked is otherwise well-formed.
        public var emptyInputs: GeneratorInputs
        /// Whether it is known which clusters there are; otherwise nothing is said about generators that give nothing
        /// because of them.
        public var areClustersKnown: Bool
        /// Whether generators were asked at all that ask somebody else.
        public var wasAsked: Bool

        /// Collects what is known.
        public init(inputs: GeneratorInputs, emptyInputs: GeneratorInputs, areClustersKnown: Bool, wasAsked: Bool) {
            self.inputs = inputs
            self.emptyInputs = emptyInputs
            self.areClustersKnown = areClustersKnown
            self.wasAsked = wasAsked
        }
    }

    /// What was found, ascending by place, each once.
    public let findings: [PreviewFinding]
    /// How many ApplicationSets were looked at, wrong ones included.
    public let sets: Int

    /// Looks at everything.
    ///
    /// - Parameters:
    ///   - declarations: Read thoroughly.
    ///   - knowledge: What is known of the outside.
    public init(_ declarations: PreviewDeclarations, _ knowledge: Knowledge) {
        var found = declarations.findings
        for set in declarations.applicationSets { found += Self.findings(of: set, knowledge) }
        for set in declarations.damagedSets {
            let known = Set(declarations.findings.filter { $0.file == set.place.file }.map(\.line))
            // What follows from the fields that were left out is no news; what stands elsewhere is.
            found += Self.findings(of: set, knowledge).filter { $0.severity == .error && !known.contains($0.line) }
        }
        found += ApplicationPreview(declarations, knowledge.inputs, clusters: []).duplicates.map(\.finding)
        var seen: Set<PreviewFinding> = []
        findings = found.filter { seen.insert($0).inserted }.sorted {
            ($0.file, $0.line, $0.column, $0.message) < ($1.file, $1.line, $1.column, $1.message)
        }
        sets = declarations.applicationSets.count + declarations.damagedSets.count
    }

    /// How many findings there are of a severity.
    public func count(_ severity: PreviewFinding.Severity) -> Int { findings.count { $0.severity == severity } }

    private static func findings(
        of set: PreviewDeclarations.Located<ApplicationSet>,
        _ knowledge: Knowledge
    ) -> [PreviewFinding] {
        let generator: ApplicationSetGenerator
        do throws(GeneratorError) {
            generator = try ApplicationSetGenerator(applicationSet: set.content)
        } catch {
            return [set.place.finding(.error, at: error.path, error.message)]
        }
        let kinds = set.content.generatorKinds
        let asksOutside = set.content.asksOutside
        var diagnostics = knowledge.wasAsked || !asksOutside ? generator.diagnostics(knowledge.inputs) : []
        if asksOutside, diagnostics.isEmpty || diagnostics.contains(where: { $0.severity == .error }) {
            diagnostics += generator.diagnostics(knowledge.emptyInputs).filter { diagnostic in
                diagnostic.severity == .error || !knowledge.wasAsked && !isAboutNothing(diagnostic)
            }
        }
        if !knowledge.areClustersKnown, kinds.contains(.clusters) { diagnostics.removeAll(where: isAboutNothing) }
        // Many Applications may have the same thing wrong with them, and each look at the text costs.
        var positions: [ValuePath: PreviewFinding] = [:]
        return diagnostics.map { diagnostic in
            let place = positions[diagnostic.path] ?? set.place.finding(.error, at: diagnostic.path, "")
            positions[diagnostic.path] = place
            let field = diagnostic.path.description
            return PreviewFinding(
                diagnostic.severity,
                file: place.file,
                line: place.line,
                column: place.column,
                (field.isEmpty ? "" : field + ": ") + diagnostic.message.withoutRepetition
            )
        }
    }

    /// Whether a diagnostic is a warning about a generator or selector that gives nothing: it stands at a generator's body
    /// or at a selector.
    private static func isAboutNothing(_ diagnostic: GeneratorDiagnostic) -> Bool {
        guard diagnostic.severity == .warning, case .key(let key)? = diagnostic.path.steps.last else { return false }
        return key == "selector" || GeneratorKind(rawValue: key) != nil
    }
}

extension String {
    /// The message without the parameter set that it is told for, when it names all that are concerned anyway.
    fileprivate var withoutRepetition: String {
        guard contains(" contains applications with duplicate name: "), let start = firstRange(of: ": application \"")
        else {
            return self
        }
        return String(self[index(start.lowerBound, offsetBy: 2)...])
    }

    private func firstRange(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
