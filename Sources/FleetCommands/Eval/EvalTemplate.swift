import ArgumentParser
import FleetDeclarations
import FleetSprig
import FleetTemplate
import FleetValue
import FleetYAML

/// `fleet eval template`.
struct EvalTemplate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "template",
        abstract: "Render a template with data and print the text as it is.",
        discussion: """
            --engine go is Go's text/template, with the functions of --functions; fasttemplate is {{name}} placeholders. \
            All numbers of the data are what Go decodes from JSON, float64.

            Exit status: 0 rendered, 2 the template is not well-formed, or fails.
            """
    )

    /// The languages.
    enum Engine: String, CaseIterable, ExpressibleByArgument {
        case go
        case fasttemplate
    }

    /// The sets of functions.
    enum Functions: String, CaseIterable, ExpressibleByArgument {
        /// Those of ApplicationSets.
        case argo
        /// Sprig's.
        case sprig
        /// Those of charts.
        case helm
        /// The built-in ones.
        case none

        var table: FunctionTable {
            switch self {
            case .argo: .argo
            case .sprig: .sprig
            case .helm: .helm
            case .none: FunctionTable()
            }
        }
    }

    /// What a missing key is.
    enum Missing: String, CaseIterable, ExpressibleByArgument {
        case `default`
        case zero
        case error

        var key: MissingKey {
            switch self {
            case .default: .noValue
            case .zero: .zero
            case .error: .error
            }
        }
    }

    @Option(help: ArgumentHelp("The template; - reads stdin.", valueName: "path"))
    var file: String

    @Option(help: ArgumentHelp("What it is rendered with, JSON or YAML; - reads stdin.", valueName: "path"))
    var data: String?

    @Option(help: "The language.")
    var engine: Engine = .go

    @Option(help: "The functions beside the built-in ones.")
    var functions: Functions = .argo

    @Option(help: "What a missing key is.")
    var missingKey: Missing = .default

    func validate() throws {
        if file == "-", data == "-" { throw ValidationError("--file and --data can not both be stdin") }
    }

    func run() throws {
        let source = String(decoding: try DeclarationText(reading: file).bytes, as: UTF8.self)
        let value = try value()
        do {
            Output.write(try render(source, value))
        } catch let error as TemplateError {
            throw CommandFailure(error.description)
        }
    }

    private func render(_ source: String, _ value: Value) throws -> String {
        switch engine {
        case .fasttemplate:
            guard let parameters = value.mapping else {
                throw CommandFailure("--data: fasttemplate takes a mapping, found a \(value.kindName)")
            }
            return try Template(source, language: .fast).render(parameters)
        case .go:
            let options = GoOptions(functions: functions.table, missingKey: missingKey.key, now: Timestamp.now())
            return try GoTemplate(source, options: options).render(GoValue(value))
        }
    }

    private func value() throws -> Value {
        guard let data else { return [:] }
        let text = try DeclarationText(reading: data)
        let documents = try YAMLReader.documents(in: text.bytes, file: text.file)
        guard documents.count <= 1 else {
            throw CommandFailure("\(text.file): expected one document, found \(documents.count)")
        }
        return documents.first?.value ?? .null
    }
}
