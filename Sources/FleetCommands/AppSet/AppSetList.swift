import ArgumentParser
import FleetDeclarations
import FleetModel
import FleetValue

/// `fleet appset list`.
struct AppSetList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the ApplicationSets with what they generate.",
        discussion: """
            Exit status: 0 done, 2 something can not be read or generated.
            """
    )

    @OptionGroup var preview: PreviewOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let source = try PreviewSource(preview)
        let found = source.preview(try await source.inputs(preview.fleet))
        Listing(
            kind: "ApplicationSetList",
            columns: [
                .init(title: "NAME"), .init(title: "GENERATORS"), .init(title: "APPLICATIONS"), .init(title: "INVALID"),
                .init(title: "POLICY", isWide: true), .init(title: "FILE"),
            ],
            rows: found.sets.map { Self.row($0) }
        ).print(as: output.format)
        Output.findings(found.failures.map(\.finding))
        if !found.isComplete { throw ExitStatus.failed }
    }

    private static func row(_ set: ApplicationPreview.SetSummary) -> Listing.Row {
        let kinds = GeneratorKind.allCases.filter(set.applicationSet.generatorKinds.contains).map(\.rawValue)
        let total = set.counts.map { $0.reduce(0, +) }
        let line = set.place.position().line
        let policy = set.applicationSet.syncPolicy
        return Listing.Row(
            cells: [
                set.key, kinds.joined(separator: ","), total.map(String.init) ?? "unknown",
                total == nil ? "unknown" : String(set.invalid), policy.applicationsSync.rawValue,
                "\(set.place.file):\(line)",
            ],
            name: "applicationset/\(set.applicationSet.name)",
            value: [
                "name": .string(set.applicationSet.name),
                "namespace": .string(set.applicationSet.namespace),
                "generators": .array(kinds.map { .string($0) }),
                "applications": total.map { .integer(Int64($0)) } ?? .null,
                "invalid": total == nil ? .null : .integer(Int64(set.invalid)),
                "applicationsSync": .string(policy.applicationsSync.rawValue),
                "preserveResourcesOnDeletion": .bool(policy.preserveResourcesOnDeletion),
                "file": .string(set.place.file),
                "line": .integer(Int64(line)),
            ]
        )
    }
}
