import FleetDeclarations
import FleetGenerators
import FleetModel
import FleetValue
import FleetYAML

/// Writes parameter sets: as one JSON list, as YAML, or for people.
struct ParameterWriter {
    private enum Form {
        case json(JSONListWriter)
        case yaml(BufferedOutput, isFirst: Bool)
        case text(BufferedOutput)
    }

    /// How many parameter sets of one generator people are shown.
    private static let maximumShown = 20
    /// How long a parameter is that people are shown.
    private static let maximumLength = 60

    private var form: Form

    init(_ format: AppGenerate.Format) {
        form =
            switch format {
            case .json, .name: .json(JSONListWriter(start: "[", end: "]\n"))
            case .yaml: .yaml(BufferedOutput(), isFirst: true)
            case .table: .text(BufferedOutput())
            }
    }

    /// Writes what the generators of one ApplicationSet give.
    ///
    /// - Throws: `GeneratorError`, before anything is written of it but for people.
    mutating func write(
        _ set: PreviewDeclarations.Located<ApplicationSet>,
        _ inputs: GeneratorInputs
    ) throws {
        switch form {
        case .json(var writer):
            form = .text(BufferedOutput())
            defer { form = .json(writer) }
            try ApplicationSetGenerator(applicationSet: set.content).parameters(inputs) { writer.write($0.value) }
        case .yaml(var output, var isFirst):
            form = .text(BufferedOutput())
            defer { form = .yaml(output, isFirst: isFirst) }
            try ApplicationSetGenerator(applicationSet: set.content).parameters(inputs) { row in
                output.write((isFirst ? "" : "---\n") + YAMLWriter.text(of: row.value.sortedKeys()))
                isFirst = false
            }
        case .text(var output):
            form = .json(JSONListWriter(start: "", end: ""))
            defer { form = .text(output) }
            try Self.describe(set, inputs, &output)
        }
    }

    mutating func end() {
        switch form {
        case .json(var writer): writer.end()
        case .yaml(var output, _), .text(var output): output.flush()
        }
    }

    // MARK: For people

    private static func describe(
        _ set: PreviewDeclarations.Located<ApplicationSet>,
        _ inputs: GeneratorInputs,
        _ output: inout BufferedOutput
    ) throws {
        let position = set.place.position()
        output.write(
            "ApplicationSet \(PreviewDeclarations.key(of: set.content)) (\(set.place.file):\(position.line))\n"
        )
        let generator = try ApplicationSetGenerator(applicationSet: set.content)
        let all = try counts(in: set.content, inputs)
        var rows: [Int: [String]] = [:]
        var counts = [Int](repeating: 0, count: all.count)
        try generator.parameters(inputs) { row in
            counts[row.place.generator] += 1
            guard counts[row.place.generator] <= maximumShown else { return }
            rows[row.place.generator, default: []].append(text(of: row.parameters.values))
        }
        for (index, entry) in set.content.generators.enumerated() {
            let kinds = entry.bodies.map(\.kind.rawValue).joined(separator: ", ")
            var line = "  \(entry.path) \(kinds): \(sets(all[index]))"
            if let selector = entry.selector, all[index] != counts[index] || !selector.isEmpty {
                line += ", \(counts[index]) after its selector \(selector)"
            }
            output.write(line + "\n")
            for row in rows[index] ?? [] { output.write("    \(row)\n") }
            if counts[index] > maximumShown {
                output.write("    … and \(counts[index] - maximumShown) more; -o json shows all\n")
            }
        }
        for diagnostic in generator.diagnostics(inputs) {
            let finding = set.place.finding(diagnostic.severity, at: diagnostic.path, diagnostic.message)
            output.write("  \(finding)\n")
        }
    }

    /// How many parameter sets each entry has before its selector.
    private static func counts(in set: ApplicationSet, _ inputs: GeneratorInputs) throws -> [Int] {
        var counts = [Int](repeating: 0, count: set.generators.count)
        var unselected = set
        for index in unselected.generators.indices { unselected.generators[index].selector = nil }
        try ApplicationSetGenerator(applicationSet: unselected).parameters(inputs) { counts[$0.place.generator] += 1 }
        return counts
    }

    private static func sets(_ count: Int) -> String { count == 1 ? "1 parameter set" : "\(count) parameter sets" }

    private static func text(of parameters: Mapping) -> String {
        let parts = parameters.map { key, value in
            let text = value.string ?? JSONWriter.text(of: value)
            let line = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n")
            return "\(key)=" + (line.count > maximumLength ? line.prefix(maximumLength - 1) + "…" : line[...])
        }
        return parts.isEmpty ? "(no parameters)" : parts.joined(separator: " ")
    }
}
