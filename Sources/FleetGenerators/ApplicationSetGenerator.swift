public import FleetModel
import FleetTemplate
import FleetValue
import FoundationEssentials

/// Generates the Applications of one ApplicationSet.
///
/// Pure: what is known of the outside is passed in, nothing else is looked at, and equal input gives equal output in
/// equal order: that of `spec.generators`, and within an entry that of its generators.
///
/// Generators that need more than what is known ask for it: ``openQueries(_:)`` tells their questions, whoever generates
/// finds the answers, adds them to the inputs and asks again, until there are no more questions.
///
/// Applications are handed out one by one, so that any number of them fits in memory. Before the first one is, every
/// parameter set has been made once and every name rendered; an error therefore comes before any Application.
public struct ApplicationSetGenerator: Sendable {
    /// What is generated from.
    public let applicationSet: ApplicationSet
    let entries: [Entry]
    let options: GeneratorOptions

    /// One entry of `spec.generators` with its generators decoded, and the template that each brings.
    struct Entry: Sendable {
        var generators: [(generator: SelectedGenerator, override: Value)]
    }

    /// Decodes the generators.
    ///
    /// The template is looked at when Applications are generated, not before.
    ///
    /// - Parameters:
    ///   - applicationSet: What is generated from.
    ///   - now: The time that Go templates see, in seconds since 1970; nil for that of the clock.
    /// - Throws: ``GeneratorError/field(applicationSet:_:)`` for the first field that is wrong.
    public init(applicationSet: ApplicationSet, now: Double? = nil) throws(GeneratorError) {
        self.applicationSet = applicationSet
        do throws(ModelError) {
            options = try GeneratorOptions(of: applicationSet, now: now ?? Date().timeIntervalSince1970)
            var entries: [Entry] = []
            for declared in applicationSet.generators {
                var entry = Entry(generators: [])
                for body in declared.bodies {
                    let generator = try SelectedGenerator(body, of: declared, options: options)
                    entry.generators.append((generator, body.value["template"] ?? .null))
                }
                entries.append(entry)
            }
            self.entries = entries
        } catch {
            throw .field(applicationSet: applicationSet.name, error)
        }
    }

    /// What must be found out before parameter sets can be made.
    ///
    /// Answers may lead to further questions: a file's content is asked for when the tree is known, and the second
    /// generator of a matrix when the first one's parameter sets are.
    ///
    /// - Parameter inputs: All that is known of the outside.
    /// - Returns: The questions, each once, in the order of asking; none when all is known.
    /// - Throws: ``GeneratorError`` when a generator fails with the answers there are.
    public func openQueries(_ inputs: GeneratorInputs) throws(GeneratorError) -> [GeneratorQuery] {
        let context = GeneratorContext(inputs)
        try run(context) { _, _, _ in }
        return context.openQueries
    }

    /// Hands out the parameter sets, without looking at the template.
    ///
    /// - Parameters:
    ///   - inputs: All that is known of the outside.
    ///   - each: Called once per parameter set, in order. What it throws ends the enumeration and is thrown on.
    /// - Throws: ``GeneratorError``, always before the first call.
    public func parameters(_ inputs: GeneratorInputs, each: (ParameterRow) throws -> Void) throws {
        let context = GeneratorContext(inputs)
        try check(context) { _, _, _ in }
        try enumerate(context) { _, place, set in
            try each(ParameterRow(applicationSet: applicationSet.name, place: place, parameters: set))
        }
    }

    /// Hands out every Application, with what is wrong with it.
    ///
    /// - Parameters:
    ///   - inputs: All that is known of the outside.
    ///   - each: Called once per Application, in order. What it throws ends the enumeration and is thrown on.
    /// - Throws: ``GeneratorError``, always before the first call.
    public func render(_ inputs: GeneratorInputs, each: (GeneratedApplication) throws -> Void) throws {
        let context = GeneratorContext(inputs)
        let templates = try compiledTemplates()
        var names = NameLedger()
        var kept: [GeneratedApplication] = []
        var count = 0
        try check(context) { body, place, set in
            let template = templates[place.generator][body]
            count += 1
            let isKept = count <= Self.maximumKept
            if !isKept, template.hasCertainName {
                let name = try rendering(at: place) { try template.name(for: set.templateParameters()) }
                return names.note(name, at: place)
            }
            let manifest = try rendering(at: place) { try template.manifest(for: set.templateParameters()) }
            names.note(manifest.name, at: place)
            if isKept { kept.append(GeneratedApplication(manifest: manifest, place: place)) }
        }
        let rules = ApplicationRules(applicationSet: applicationSet.name, isFlat: options.isFlat)
        func handOut(_ generated: GeneratedApplication) throws {
            let manifest = generated.manifest
            let findings = rules.findings(in: manifest)
            let sharing = names.places(sharing: manifest.name)
            guard !findings.isEmpty || sharing != nil else { return try each(generated) }
            var generated = generated
            generated.problems = problems(findings, sharing, manifest.name, generated.place)
            try each(generated)
        }
        for generated in kept { try handOut(generated) }
        guard count > kept.count else { return }
        let last = kept.last?.place
        kept = []
        try enumerate(context) { body, place, set in
            if let last, place <= last { return }
            let template = templates[place.generator][body]
            let manifest = try rendering(at: place) { try template.manifest(for: set.templateParameters()) }
            try handOut(GeneratedApplication(manifest: manifest, place: place))
        }
    }

    /// How many Applications are kept in memory between the two times that parameter sets are made; all others are
    /// rendered twice.
    private static let maximumKept = 10_000

    /// Hands out every valid Application.
    ///
    /// - Parameters:
    ///   - inputs: All that is known of the outside.
    ///   - each: Called once per valid Application, in order. What it throws ends the enumeration and is thrown on.
    /// - Returns: What is wrong with the Applications that were not handed out, in order. They are declared all the
    ///   same: whatever is there under their names must not be deleted.
    /// - Throws: ``GeneratorError``, always before the first call.
    public func generate(
        _ inputs: GeneratorInputs,
        each: (Application) throws -> Void
    ) throws -> [ApplicationProblem] {
        var problems: [ApplicationProblem] = []
        try render(inputs) { generated in
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

    /// Hands out every valid Application; see ``generate(_:each:)``.
    ///
    /// Who generates from several ApplicationSets makes one ``ClusterInventory`` for all of them.
    public func generate(clusters: [Cluster], each: (Application) throws -> Void) throws -> [ApplicationProblem] {
        try generate(GeneratorInputs(clusters: ClusterInventory(clusters)), each: each)
    }

    // MARK: Steps

    /// What is called for each parameter set, with the index of its generator within the entry.
    typealias Receiver = (_ body: Int, _ place: ParameterSetPlace, _ set: ParameterSet) throws -> Void

    /// Gives all parameter sets, which must be known.
    ///
    /// - Throws: ``GeneratorError``.
    private func check(_ context: GeneratorContext, each: Receiver) throws(GeneratorError) {
        try run(context, each: each)
        guard context.openQueries.isEmpty else {
            throw .unanswered(applicationSet: applicationSet.name, context.openQueries)
        }
    }

    /// Gives all parameter sets that are known; `each` throws nothing but ``GeneratorError``.
    private func run(_ context: GeneratorContext, each: Receiver) throws(GeneratorError) {
        do {
            try enumerate(context, each: each)
        } catch let error as GeneratorError {
            throw error
        } catch let fault as GeneratorFault {
            throw .generator(applicationSet: applicationSet.name, path: fault.path, message: fault.message)
        } catch {
            throw .generator(applicationSet: applicationSet.name, path: ValuePath(), message: "\(error)")
        }
    }

    /// Gives all parameter sets that are known.
    private func enumerate(_ context: GeneratorContext, each: Receiver) throws {
        for (index, entry) in entries.enumerated() {
            var count = 0
            for (body, (generator, _)) in entry.generators.enumerated() {
                try generator.parameters(in: context) { set in
                    let place = ParameterSetPlace(generator: index, index: count)
                    count += 1
                    try each(body, place, set)
                }
            }
        }
    }

    private func compiledTemplates() throws(GeneratorError) -> [[ApplicationTemplate]] {
        do throws(ModelError) {
            var templates: [[ApplicationTemplate]] = []
            for entry in entries {
                var compiled: [ApplicationTemplate] = []
                for (generator, override) in entry.generators {
                    let path = generator.path.appending("template")
                    compiled.append(
                        try ApplicationTemplate(
                            of: applicationSet,
                            override: override,
                            at: path,
                            options: options
                        )
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
