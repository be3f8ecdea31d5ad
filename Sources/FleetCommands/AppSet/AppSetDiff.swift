import ArgumentParser
import FleetDeclarations
import FleetModel

/// `fleet appset diff`.
struct AppSetDiff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show which Applications a change of ApplicationSets would create, change or delete, and where.",
        discussion: """
            Compares two files or folders (fleet directories, or folders of declarations), or two commits of the fleet \
            directory's own repository: --base origin/main compares with the files as they are, --head with another \
            commit. Commits are read from the repository; nothing is checked out. Repositories that are named relative to \
            the fleet directory are read at the side's own commit, all others as they are now, and once.

            --same-repository takes the address under which ApplicationSets name the fleet directory's own repository; \
            git generators of it then see each side's files too.

            Exit status: 0 nothing differs, 1 something differs, 2 something can not be read or generated. What that leaves \
            open is shown as unknown, never as deleted.
            """
    )

    /// The formats of `-o`.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        /// For people.
        case text
        /// One JSON document.
        case json
        /// For a comment on a pull request, at most 64 KiB.
        case markdown
    }

    @Argument(help: ArgumentHelp("The file or folder as it was.", valueName: "old"))
    var old: String?

    @Argument(help: ArgumentHelp("The file or folder as it is.", valueName: "new"))
    var new: String?

    @Option(help: ArgumentHelp("Compare with this commit of the fleet directory's repository.", valueName: "revision"))
    var base: String?

    @Option(help: ArgumentHelp("Compare this commit, not the files as they are.", valueName: "revision"))
    var head: String?

    @Option(help: ArgumentHelp("This address means the fleet directory's repository; repeatable.", valueName: "url"))
    var sameRepository: [String] = []

    @Option(name: [.customShort("o"), .customLong("output")], help: "Output format.")
    var format: Format = .text

    @OptionGroup var clusters: PreviewClusterOptions
    @OptionGroup var fleet: FleetOptions

    func validate() throws {
        guard (old == nil) == (new == nil) else { throw ValidationError("give both OLD and NEW, or --base") }
        guard (old == nil) != (base == nil) else { throw ValidationError("give either OLD and NEW, or --base") }
        if base == nil, head != nil || !sameRepository.isEmpty {
            throw ValidationError("--head and --same-repository need --base")
        }
    }

    func run() async throws {
        let comparison = try await PreviewComparison.make(
            sides(),
            clusters,
            fleet
        )
        let difference = comparison.difference
        switch format {
        case .text: Output.write(DifferenceText.text(difference))
        case .json: Output.write(DifferenceValue.value(difference), as: .json)
        case .markdown: Output.write(DifferenceMarkdown.text(difference))
        }
        for failure in difference.failures {
            var finding = failure.failure.finding
            finding.message = "\(failure.isNew ? "new" : "old") side: \(finding.message)"
            Output.findings([finding])
        }
        if let warning = comparison.warning { Output.warning(warning) }
        if format != .markdown { Output.note(DifferenceText.summary(difference)) }
        if !difference.failures.isEmpty { throw ExitStatus.failed }
        if difference.differs { throw ExitStatus.difference }
    }

    private func sides() -> (old: PreviewComparison.Side, new: PreviewComparison.Side) {
        if let old, let new { return (.path(old), .path(new)) }
        return (
            .commit(base ?? "HEAD", sameRepository),
            head.map { .commit($0, sameRepository) } ?? .directory(sameRepository)
        )
    }
}
