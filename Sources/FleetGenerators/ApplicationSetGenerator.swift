public import FleetModel
import FleetTemplate
import FleetValue

/// Generates the Applications of one ApplicationSet.
///
/// Pure: clusters are passed in, nothing else is looked at, and equal input gives equal output in equal order:
/// that of `spec.generators`, and within an entry that of its generators.
///
/// Applications are handed out one by one, so that any number of them fits in memory. Before the first one is, every
/// parameter set has been made once and every name rendered; an error therefore comes before any Application.
public struct ApplicationSetGenerator: Sendable {
    /// What is generated from.
    public let applicationSet: ApplicationSet
    private let entries: [Entry]
    private let language: TemplateLanguage

    /// One entry of `spec.generators` with its generators decoded.
    private struct Entry: Sendable {
        var selector: LabelSelector?
        var generators: [(generator: any Generator, override: Value, path: ValuePath)]
    }

    /// Decodes the generators.
    ///
    /// The template is looked at when Applications are generated, not before.
    ///
    /// - Throws: ``GeneratorError/field(applicationSet:_:)`` for the first field that is wrong or asks for what is not
    ///   supported yet: Go templates, and generators other than `list` and `clusters`.
    public init(applicationSet: ApplicationSet) throws(GeneratorError) {
        self.applicationSet = applicationSet
        language = .fast
        do throws(ModelError) {
            guard !applicationSet.goTemplate else {
                throw ModelError(
                    ValuePath(keys: "spec", "goTemplate"),
                    "Go templates are not supported yet; use {{name}} placeholders"
                )
            }
            var entries: [Entry] = []
            for declared in applicationSet.generators {
                var entry = Entry(selector: declared.selector, generators: [])
                for body in declared.bodies {
                    let path = declared.path.appending(body.kind.rawValue)
                    let generator = try body.generator(at: path, options: GeneratorOptions(language: language))
                    entry.generators.append((generator, body.value["template"] ?? .null, path.appending("template")))
                }
                entries.append(entry)
            }
            self.entries = entries
        } catch {
            throw .field(applicationSet: applicationSet.name, error)
        }
    }

    /// Hands out the parameter sets, without looking at the template.
    ///
    /// - Parameters:
    ///   - clusters: The registered clusters.
    ///   - each: Called once per parameter set, in order. What it throws ends the enumeration and is thrown on.
    /// - Throws: ``GeneratorError``, always before the first call.
    public func parameters(clusters: ClusterInventory, each: (ParameterRow) throws -> Void) throws {
        let context = GeneratorContext(clusters: clusters)
        for index in entries.indices {
            try enumerate(index, context) { _, _, _ in }
        }
        for index in entries.indices {
            try enumerate(index, context) { _, place, set in
                try each(ParameterRow(applicationSet: applicationSet.name, place: place, parameters: set))
            }
        }
    }

    /// Hands out every Application, with what is wrong with it.
    ///
    /// - Parameters:
    ///   - clusters: The registered clusters.
    ///   - each: Called once per Application, in order. What it throws ends the enumeration and is thrown on.
    /// - Throws: ``GeneratorError``, always before the first call.
    public func render(clusters: ClusterInventory, each: (GeneratedApplication) throws -> Void) throws {
        let context = GeneratorContext(clusters: clusters)
        let templates = try compiledTemplates()
        var names = NameLedger()
        for index in entries.indices {
            try enumerate(index, context) { body, place, set in
                names.note(try rendering(at: place) { try templates[index][body].name(for: set) }, at: place)
            }
        }
        let rules = ApplicationRules(applicationSet: applicationSet.name)
        for index in entries.indices {
            try enumerate(index, context) { body, place, set in
                let manifest = try rendering(at: place) { try templates[index][body].manifest(for: set) }
                var generated = GeneratedApplication(manifest: manifest, place: place)
                let findings = rules.findings(in: manifest)
                let sharing = names.places(sharing: manifest.name)
                if !findings.isEmpty || sharing != nil {
                    generated.problems = problems(findings, sharing, manifest.name, place)
                }
                try each(generated)
            }
        }
    }

    /// Hands out every valid Application.
    ///
    /// - Parameters:
    ///   - clusters: The registered clusters.
    ///   - each: Called once per valid Application, in order. What it throws ends the enumeration and is thrown on.
    /// - Returns: What is wrong with the Applications that were not handed out, in order. They are declared all the
    ///   same: whatever is there under their names must not be deleted.
    /// - Throws: ``GeneratorError``, always before the first call.
    public func generate(
        clusters: ClusterInventory,
        each: (Application) throws -> Void
    ) throws -> [ApplicationProblem] {
        var problems: [ApplicationProblem] = []
        try render(clusters: clusters) { generated in
            guard generated.problems.isEmpty else {
                problems += generated.problems
                return
            }
            let application: Application
            do throws(ModelError) {
                application = try Application(decoding: generated.manifest.value)
            } catch {
                problems.append(
                    ApplicationProblem(
                        applicationSet: applicationSet.name,
                        application: generated.manifest.name,
                        place: generated.place,
                        kind: .invalidSpec,
                        message: error.description
                    )
                )
                return
            }
            try each(application)
        }
        return problems
    }

    /// Hands out every valid Application; see ``generate(clusters:each:)-(ClusterInventory,_)``.
    ///
    /// Who generates from several ApplicationSets makes one ``ClusterInventory`` for all of them.
    public func generate(clusters: [Cluster], each: (Application) throws -> Void) throws -> [ApplicationProblem] {
        try generate(clusters: ClusterInventory(clusters), each: each)
    }

    // MARK: Steps

    /// Gives the parameter sets of one entry that meet its selector, with the index of the generator within the entry.
    private func enumerate(
        _ index: Int,
        _ context: GeneratorContext,
        each: (_ body: Int, _ place: ParameterSetPlace, _ set: ParameterSet) throws -> Void
    ) throws {
        let entry = entries[index]
        var count = 0
        for (body, (generator, _, _)) in entry.generators.enumerated() {
            try generator.parameters(in: context) { set in
                if let selector = entry.selector, !selector.matches(set) { return }
                let place = ParameterSetPlace(generator: index, index: count)
                count += 1
                try each(body, place, set)
            }
        }
    }

    private func compiledTemplates() throws(GeneratorError) -> [[ApplicationTemplate]] {
        do throws(ModelError) {
            var templates: [[ApplicationTemplate]] = []
            for entry in entries {
                var compiled: [ApplicationTemplate] = []
                for (_, override, path) in entry.generators {
                    compiled.append(
                        try ApplicationTemplate(of: applicationSet, override: override, at: path, language: language)
                    )
                }
                templates.append(compiled)
            }
            return templates
        } catch {
            throw .field(applicationSet: applicationSet.name, error)
        }
    }

    /// Runs a step of rendering and says, when it fails, for which parameter set.
    private func rendering<Result>(
        at place: ParameterSetPlace,
        _ step: () throws -> Result
    ) throws(GeneratorError) -> Result {
        do {
            return try step()
        } catch {
            let message = (error as? TemplatePatch.Problem)?.message ?? "\(error)"
            throw .rendering(
                applicationSet: applicationSet.name,
                generator: place.generator,
                parameterSet: place.index,
                message: message
            )
        }
    }

    private func problems(
        _ findings: [ApplicationRules.Finding],
        _ sharing: [ParameterSetPlace]?,
        _ name: String,
        _ place: ParameterSetPlace
    ) -> [ApplicationProblem] {
        var findings = findings
        if let sharing {
            let shown = sharing.prefix(5).map(\.description).joined(separator: "; ")
            let more = sharing.count > 5 ? "; and \(sharing.count - 5) more" : ""
            let message = "ApplicationSet \(applicationSet.name) contains applications with duplicate name: \(name)"
            findings.append(
                ApplicationRules.Finding(kind: .duplicateName(sharing), message: "\(message) (\(shown)\(more))")
            )
        }
        return findings.map {
            ApplicationProblem(
                applicationSet: applicationSet.name,
                application: name,
                place: place,
                kind: $0.kind,
                message: $0.message
            )
        }
    }
}

extension LabelSelector {
    /// Whether a parameter set meets a selector beside its generator, which looks at the flattened parameters.
    fileprivate func matches(_ set: ParameterSet) -> Bool {
        requirements.allSatisfy { requirement in
            let text = set.text(flattened: requirement.key)
            return requirement.matches(text.map { [requirement.key: $0] } ?? [:])
        }
    }
}
