/// Nodes as Go prints them in messages: from what was parsed, not as they were written.
extension Operand {
    var text: String {
        switch self {
        case .dot: "."
        case .null: "nil"
        case .bool(let truth, _): truth ? "true" : "false"
        case .number(let node): node.number.text
        case .string(let node): node.source
        case .field(let node): node.path.map { "." + $0 }.joined()
        case .variable(let node): ([node.name] + node.path).joined(separator: ".")
        case .function(let node): node.name
        case .chain(let node): node.operand.nestedText + node.path.map { "." + $0 }.joined()
        case .pipe(let node): node.text
        }
    }

    /// The operand as part of another: pipelines in parentheses.
    var nestedText: String {
        if case .pipe(let node) = self { "(\(node.text))" } else { text }
    }
}

extension CommandNode {
    var text: String { operands.map(\.nestedText).joined(separator: " ") }
}

extension PipeNode {
    var text: String {
        let variables = declarations.map(\.name).joined(separator: ", ")
        return (declarations.isEmpty ? "" : variables + " := ") + commands.map(\.text).joined(separator: " | ")
    }
}

extension TemplateNode {
    var text: String {
        "{{template \(GoQuote.quoted(name))" + (pipe.map { " " + $0.text } ?? "") + "}}"
    }
}
