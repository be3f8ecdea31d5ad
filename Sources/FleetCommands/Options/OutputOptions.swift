import ArgumentParser

/// The formats of `-o`.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    /// Aligned columns.
    case table
    /// The same with more columns.
    case wide
    /// One JSON document, keys sorted.
    case json
    /// The same as YAML.
    case yaml
    /// Names only, one a line.
    case name
}

/// How a listing is printed.
struct OutputOptions: ParsableArguments {
    @Option(name: [.customShort("o"), .customLong("output")], help: "Output format.")
    var format: OutputFormat = .table
}
