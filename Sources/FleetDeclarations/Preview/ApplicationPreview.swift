public import FleetGenerators
public import FleetModel
import FleetValue

/// The Applications that declarations come to, before anything is rendered or applied.
public struct ApplicationPreview: Sendable {
    /// One Application.
    public struct Entry: Sendable {
        /// The Application as it is generated or declared.
        public var application: Application
        /// The ApplicationSet that gives it, as ``PreviewDeclarations/key(of:)`` names it; nil when it is declared itself.
        public var applicationSet: String?
        /// Where it, or its ApplicationSet, is declared.
        public var place: DocumentPlace
        /// The parameter set that it is made of; nil when it is declared itself.
        public var parameterSet: ParameterSetPlace?
        /// The cluster that it goes to, by its name where that is known, otherwise by its address.
        public var cluster: String

        /// What tells it from all others: `argocd/web`, or `web`.
        public var key: String {
            application.namespace.isEmpty ? application.name : "\(application.namespace)/\(application.name)"
        }
    }

    /// Something that is not known: it must not be taken for nothing.
    public struct Failure: Sendable {
        /// The ApplicationSet concerned; nil when it is not known which, or when it is none.
        public var applicationSet: String?
        /// The Application concerned, as ``Entry/key`` names it; nil for all of the ApplicationSet.
        public var application: String?
        /// What is wrong, and where.
        public var finding: PreviewFinding

        /// Makes a failure.
        public init(applicationSet: String?, application: String? = nil, finding: PreviewFinding) {
            self.applicationSet = applicationSet
            self.application = application
            self.finding = finding
        }
    }

    /// What one ApplicationSet gives.
    public struct SetSummary: Sendable {
        /// The ApplicationSet.
        public var applicationSet: ApplicationSet
        /// Where it stands.
        public var place: DocumentPlace
        /// How many Applications each entry of `spec.generators` gives, invalid ones included; nil when that is not known.
        public var counts: [Int]?
        /// How many of the Applications are not valid.
        public var invalid = 0

        /// How the ApplicationSet is called.
        public var key: String { PreviewDeclarations.key(of: applicationSet) }
        /// Whether it depends on which clusters there are.
        public var asksForClusters: Bool {
            !applicationSet.generatorKinds.isDisjoint(with: [.clusters, .clusterDecisionResource])
        }
        /// Whether an entry gives nothing, which may be meant so, or be a mistake.
        public var hasEmptyGenerator: Bool { counts.map { $0.isEmpty || $0.contains(0) } ?? false }
    }

    /// The valid Applications, ascending by their keys; each key once.
    public private(set) var entries: [Entry] = []
    /// The Applications that are declared more than once; they are among ``failures`` too.
    public private(set) var duplicates: [Failure] = []
    /// What is not known, in the order of declarations.
    public private(set) var failures: [Failure]
    /// The ApplicationSets that could be read, in the order of declarations.
    public private(set) var sets: [SetSummary] = []

    /// Generates everything.
    ///
    /// - Parameters:
    ///   - declarations: What was read; what could not be is a failure here.
    ///   - inputs: All that is known of the outside.
    ///   - clusters: The registered clusters, by whose names destinations are told.
    ///   - localCluster: The cluster that `in-cluster` means; empty for none.
    public init(
        _ declarations: PreviewDeclarations,
        _ inputs: GeneratorInputs,
        clusters: [Cluster],
        localCluster: String = ""
    ) {
        let resolver = DestinationResolver(clusters: clusters, local: localCluster)
        failures = declarations.findings.filter { $0.severity == .error }.map {
            Failure(applicationSet: nil, finding: $0)
        }
        for declared in declarations.applications {
            entries.append(
                Entry(
                    application: declared.content,
                    applicationSet: nil,
                    place: declared.place,
                    parameterSet: nil,
                    cluster: Self.cluster(of: declared.content, resolver)
                )
            )
        }
        for set in declarations.applicationSets { add(set, inputs, resolver) }
        keepUnambiguous()
    }

    /// Whether everything is known.
    public var isComplete: Bool { failures.isEmpty }

    private mutating func add(
        _ set: PreviewDeclarations.Located<ApplicationSet>,
        _ inputs: GeneratorInputs,
        _ resolver: DestinationResolver
    ) {
        let key = PreviewDeclarations.key(of: set.content)
        var summary = SetSummary(applicationSet: set.content, place: set.place)
        var counts = [Int](repeating: 0, count: set.content.generators.count)
        var found: [Entry] = []
        var invalid: [Failure] = []
        // Looked for once: many Applications may be invalid, and each look reads the text.
        var place: PreviewFinding?
        func fail(_ text: String, _ manifest: Manifest) {
            var finding = place ?? set.place.finding(.error, at: ValuePath(keys: "spec", "template"), "")
            place = finding
            finding.message = text
            let name = manifest.namespace.isEmpty ? manifest.name : "\(manifest.namespace)/\(manifest.name)"
            invalid.append(
                Failure(applicationSet: key, application: manifest.name.isEmpty ? nil : name, finding: finding)
            )
        }
        do {
            try ApplicationSetGenerator(applicationSet: set.content).render(inputs) { generated in
                counts[generated.place.generator] += 1
                let problems = generated.problems.map(\.description)
                do throws(ModelError) {
                    if problems.isEmpty {
                        let application = try Application(decoding: generated.manifest.value)
                        found.append(
                            Entry(
                                application: application,
                                applicationSet: key,
                                place: set.place,
                                parameterSet: generated.place,
                                cluster: Self.cluster(of: application, resolver)
                            )
                        )
                        return
                    }
                } catch {
                    let text =
                        "ApplicationSet \"\(set.content.name)\": \(generated.place): application "
                        + "\"\(generated.manifest.name)\": \(error)"
                    fail(text, generated.manifest)
                    return
                }
                for problem in problems { fail(problem, generated.manifest) }
            }
            summary.counts = counts
            summary.invalid = counts.reduce(0, +) - found.count
            entries += found
            failures += invalid
        } catch let error as GeneratorError {
            let finding = set.place.finding(
                .error,
                at: error.path,
                error.message,
                subject: "ApplicationSet \"\(set.content.name)\""
            )
            failures.append(Failure(applicationSet: key, finding: finding))
        } catch {
            let finding = set.place.finding(.error, at: ValuePath(), String(describing: error))
            failures.append(Failure(applicationSet: key, finding: finding))
        }
        sets.append(summary)
    }

    /// Takes out Applications that several declare: which one is meant, nobody knows.
    private mutating func keepUnambiguous() {
        var owners: [String: [Entry]] = [:]
        for entry in entries { owners[entry.key, default: []].append(entry) }
        var places: [String: PreviewFinding] = [:]
        for (key, several) in owners.sorted(by: { $0.key < $1.key }) where several.count > 1 {
            let names = several.map { entry in
                entry.applicationSet.map { "ApplicationSet \"\($0)\"" }
                    ?? "\(entry.place.file):\(entry.place.position().line)"
            }
            let message =
                "application \"\(key)\" is declared \(several.count) times: by \(names.joined(separator: ", by "))"
            for entry in several {
                let field = entry.applicationSet == nil ? ValuePath() : ValuePath(keys: "spec", "template")
                let path = field.appending("metadata").appending("name")
                let subject = entry.applicationSet ?? "application \(key) of \(entry.place.file)"
                var finding = places[subject] ?? entry.place.finding(.error, at: path, "")
                places[subject] = finding
                finding.message = "\(path): \(message)"
                duplicates.append(Failure(applicationSet: entry.applicationSet, application: key, finding: finding))
            }
        }
        failures += duplicates
        entries = entries.filter { owners[$0.key]?.count == 1 }.sorted { $0.key < $1.key }
    }

    private static func cluster(of application: Application, _ resolver: DestinationResolver) -> String {
        let destination = application.destination
        if case .success(let cluster) = resolver.resolve(destination) { return cluster.name }
        return destination.name.isEmpty ? destination.server : destination.name
    }
}
