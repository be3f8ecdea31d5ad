import ArgumentParser
import FleetDeclarations
import FleetGenerators
import FleetModel
import FleetRender
import FleetValue

/// `fleet appset validate`.
struct AppSetValidate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check ApplicationSets: every problem of every file in one run, each with its place.",
        discussion: """
            Reads the fleet directory, or the files that are given; documents of other kinds are passed over in these. \
            Errors are unknown fields, templates that are not well-formed or fail, invalid and duplicate names, and \
            generators that can not be asked. Warnings are selectors that match nothing, generators that give nothing and \
            placeholders that are left. Without --clusters, a registry or declared clusters nothing is said about what \
            depends on clusters.

            --offline asks no repository and no service elsewhere, as suits a hook before a commit; what depends on their \
            answers is then not checked.

            Prints FILE:LINE:COLUMN: error|warning: MESSAGE. Exit status: 0 no errors, 2 errors, with --strict also for \
            warnings.
            """
    )

    /// The formats of `-o`.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        /// A line each.
        case text
        /// One JSON document.
        case json
    }

    @Argument(help: ArgumentHelp("Files or folders, as with -f.", valueName: "path"))
    var paths: [String] = []

    @OptionGroup var preview: PreviewOptions

    @Flag(help: "Ask nobody outside this machine.")
    var offline = false

    @Flag(help: "Fail on warnings too.")
    var strict = false

    @Option(name: [.customShort("o"), .customLong("output")], help: "Output format.")
    var format: Format = .text

    func run() async throws {
        var options = preview
        options.files += paths
        let source = try PreviewSource(
            options,
            otherKinds: options.files.isEmpty ? .refused : .ignored,
            isThorough: true
        )
        let result = ApplicationSetValidation(source.declarations, try await knowledge(source))
        let errors = result.count(.error)
        let warnings = result.count(.warning)
        switch format {
        case .text: Output.write(result.findings.map { $0.description + "\n" }.joined())
        case .json: Output.write(Self.value(result), as: .json)
        }
        Output.note(
            "\(Self.count(result.sets, "ApplicationSet")): \(Self.count(errors, "error")), \(Self.count(warnings, "warning"))"
        )
        if errors > 0 || strict && warnings > 0 { throw ExitStatus.failed }
    }

    private func knowledge(_ source: PreviewSource) async throws -> ApplicationSetValidation.Knowledge {
        let inventory = ClusterInventory(source.clusters)
        let damaged = source.declarations.damagedSets.map(\.content)
        let sets = source.applicationSets + damaged
        let renderer = Renderer(
            fleetDirectory: source.directory?.path ?? ".",
            cacheDirectory: preview.fleet.cacheDirectory
        )
        let globbing = Generation.fileGlobbing(source.directory)
        let local = GeneratorDriver(
            answering: SideAnswers(own: GitAnswers(renderer), shared: EmptyAnswers()),
            fileGlobbing: globbing
        )
        let nobody = GeneratorDriver(answering: EmptyAnswers(), fileGlobbing: globbing)
        func inputs(_ driver: GeneratorDriver) async -> GeneratorInputs {
            await driver.inputs(for: sets, clusters: inventory, configMaps: source.declarations.configMaps)
        }
        return ApplicationSetValidation.Knowledge(
            inputs: offline ? await inputs(local) : try await source.inputs(preview.fleet, beside: damaged),
            emptyInputs: await inputs(offline ? local : nobody),
            areClustersKnown: source.areClustersKnown,
            wasAsked: !offline
        )
    }

    private static func value(_ result: ApplicationSetValidation) -> Value {
        [
            "apiVersion": "fleet.internal/v1",
            "kind": "ApplicationSetValidation",
            "applicationSets": .integer(Int64(result.sets)),
            "errors": .integer(Int64(result.count(.error))),
            "warnings": .integer(Int64(result.count(.warning))),
            "items": .array(
                result.findings.map { finding in
                    [
                        "file": .string(finding.file), "line": .integer(Int64(finding.line)),
                        "column": .integer(Int64(finding.column)), "severity": .string(finding.severity.rawValue),
                        "message": .string(finding.message),
                    ]
                }
            ),
        ]
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
    }
}
