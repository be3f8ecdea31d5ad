import ArgumentParser
import FleetDeclarations
import FleetGenerators
import FleetModel
import FleetSync
import FleetValue
import Glibc

/// `fleet app generate`.
struct AppGenerate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Print the Applications that ApplicationSets generate, without touching any cluster.",
        discussion: """
            Reads files alone when they are given; otherwise the fleet directory, and the clusters of the registry.

            --params shows what the generators give, before any template: with -o table, which is what a terminal gets, \
            each generator with how many parameter sets it has, how many its selector leaves out, and what looks wrong.

            --out-dir writes a file for each Application, to be committed. Files whose first line says that fleet wrote \
            them and that are no longer generated are removed: never while there are errors, never when a generator of \
            their ApplicationSet gives nothing, and never more than the limit of fleet.yaml (3, and 10 %) at once, unless \
            --allow-deletions says so. All other files stay as they are. A folder belongs to one set of inputs: what \
            other files generated into it counts as no longer generated. With -l nothing is removed.

            Exit status: 0 done; 1 with --dry-run, when files would change; 2 something can not be read or generated, or \
            files can not be written or may not be removed.
            """
    )

    /// The formats of `-o`.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        /// A document each.
        case yaml
        /// One `List`; parameter sets as a list of rows.
        case json
        /// `application/NAME`, one a line.
        case name
        /// For people; parameter sets only.
        case table
    }

    @OptionGroup var preview: PreviewOptions

    @Flag(help: "Print the generators' parameter sets instead.")
    var params = false

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: "Output format. (default: yaml; with --params table on a terminal, else json)"
    )
    var format: Format?

    @Option(help: ArgumentHelp("Write a file for each Application into this folder.", valueName: "dir"))
    var outDir: String?

    @Flag(help: "With --out-dir: only say what would be written and removed.")
    var dryRun = false

    @OptionGroup var deletions: DeletionOptions
    @OptionGroup var selection: SelectionOptions

    func validate() throws {
        if params, outDir != nil { throw ValidationError("--params and --out-dir can not be used together") }
        if dryRun, outDir == nil { throw ValidationError("--dry-run needs --out-dir; nothing else writes anything") }
        if deletions.allowDeletions != nil, outDir == nil { throw ValidationError("--allow-deletions needs --out-dir") }
        if outDir != nil, format != nil { throw ValidationError("-o and --out-dir can not be used together") }
        if !params, format == .table { throw ValidationError("-o table is for --params") }
        if params, format == .name { throw ValidationError("-o name is not for --params") }
        if params, selection.selector != nil || !selection.applications.isEmpty {
            throw ValidationError("-l and --app select Applications, which --params does not make")
        }
    }

    func run() async throws {
        let source = try PreviewSource(preview)
        let inputs = try await source.inputs(preview.fleet)
        Output.findings(source.declarations.findings)
        var isComplete = source.declarations.findings.isEmpty
        if let outDir {
            try write(into: outDir, source, inputs)
        } else if params {
            isComplete = try printParameters(source, inputs) && isComplete
        } else {
            isComplete = try printApplications(source, inputs) && isComplete
        }
        if !isComplete { throw ExitStatus.failed }
    }

    // MARK: Printing

    /// Prints every Application as it is generated; what is wrong with one is a warning here, and an error when it is to be
    /// synced.
    ///
    /// - Returns: Whether all ApplicationSets could be generated.
    private func printApplications(_ source: PreviewSource, _ inputs: GeneratorInputs) throws -> Bool {
        let isSelected = try selected(source)
        var isComplete = true
        var writer = ManifestWriter(format ?? .yaml)
        for set in source.declarations.applicationSets {
            var isEmpty = true
            do {
                try ApplicationSetGenerator(applicationSet: set.content).render(inputs) { generated in
                    isEmpty = false
                    guard isSelected(generated.manifest) else { return }
                    writer.write(generated.manifest)
                    guard !generated.problems.isEmpty else { return }
                    let position = set.place.position()
                    for problem in generated.problems {
                        Output.warning("\(set.place.file):\(position.line):\(position.column): \(problem)")
                    }
                }
                if isEmpty { Output.findings([Self.emptiness(set)]) }
            } catch let error as GeneratorError {
                isComplete = false
                report(error, set)
            }
        }
        writer.end()
        return isComplete
    }

    private func printParameters(_ source: PreviewSource, _ inputs: GeneratorInputs) throws -> Bool {
        let format = format ?? (isatty(STDOUT_FILENO) == 1 ? .table : .json)
        var isComplete = true
        var writer = ParameterWriter(format)
        for set in source.declarations.applicationSets {
            do {
                try writer.write(set, inputs)
            } catch let error as GeneratorError {
                isComplete = false
                report(error, set)
            }
        }
        writer.end()
        return isComplete
    }

    private static func emptiness(_ set: PreviewDeclarations.Located<ApplicationSet>) -> PreviewFinding {
        let message = "ApplicationSet \"\(set.content.name)\" gives no Applications; --params -o table shows why"
        return set.place.finding(.warning, at: ValuePath(), message)
    }

    private func report(_ error: GeneratorError, _ set: PreviewDeclarations.Located<ApplicationSet>) {
        let subject = "ApplicationSet \"\(set.content.name)\""
        Output.findings([set.place.finding(.error, at: error.path, error.message, subject: subject)])
    }

    /// Whether an Application was asked for.
    private func selected(_ source: PreviewSource) throws -> (Manifest) -> Bool {
        let selection = try selection.selection()
        if selection.clusters == nil, selection.applications.isEmpty { return { _ in true } }
        let resolver = DestinationResolver(clusters: source.clusters, local: source.localCluster)
        return { manifest in
            guard selection.includes(application: manifest.name) else { return false }
            guard selection.clusters != nil else { return true }
            let destination = manifest.value["spec"]?["destination"]
            let resolved = resolver.resolve(
                ApplicationDestination(
                    server: destination?["server"]?.string ?? "",
                    name: destination?["name"]?.string ?? ""
                )
            )
            return (try? resolved.get()).map(selection.includes) ?? false
        }
    }

    // MARK: Files

    private func write(into path: String, _ source: PreviewSource, _ inputs: GeneratorInputs) throws {
        if self.preview.files.isEmpty, let directory = source.directory, directory.reads(path) {
            throw CommandFailure(
                "\(path): the fleet directory reads this folder, so that every Application would be declared twice; name "
                    + "another one"
            )
        }
        let preview = source.preview(inputs)
        let isSelected = try selected(source)
        var generated = GeneratedFolderPlan.Generated(preview) { isSelected($0.application.manifest) }
        if !source.areClustersKnown {
            // No cluster is known is not that there is none.
            for set in preview.sets where set.asksForClusters { generated.doubtfulSets.insert(set.key) }
        }
        let selection = try selection.selection()
        let explicit = try deletions.limit()
        let limit = explicit ?? source.directory?.configuration.deletions ?? DeletionLimit()
        let folder = GeneratedFolder(path: path)
        let plan = { () throws(GeneratedFolder.Failure) in
            GeneratedFolderPlan(
                generated,
                present: try folder.present(generated.files),
                isSelected: { file in
                    selection.clusters == nil && selection.includes(application: String(file.dropLast(".yaml".count)))
                },
                limit: (limit, explicit != nil)
            )
        }
        let done = dryRun ? try plan() : try folder.update(plan)
        Output.findings(preview.failures.map(\.finding).filter { !source.declarations.findings.contains($0) })
        GeneratedFolderText.print(done, path, isDryRun: dryRun)
        if !preview.isComplete || !done.refusals.isEmpty { throw ExitStatus.failed }
        if dryRun, !done.isInSync { throw ExitStatus.difference }
    }
}
