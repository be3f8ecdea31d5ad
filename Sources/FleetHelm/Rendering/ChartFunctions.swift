import FleetSprig
import FleetTemplate
import FleetValue

/// Helm's functions whose messages are part of Helm's errors.
enum ChartFunctions {
    /// The name of the template that Helm adds all others to.
    private static let root = "gotpl"

    /// All functions that templates of charts know.
    static let table: FunctionTable = {
        var table = FunctionTable.helm
        table["fail"] = GoFunction(.string) { (arguments, _) throws(FunctionError) in
            throw marked(arguments[0])
        }
        table["required"] = GoFunction(.string, .any) { (arguments, _) throws(FunctionError) in
            switch arguments[1] {
            case .none, .null: throw marked(arguments[0])
            case .string(let text) where text.isEmpty: throw marked(arguments[0])
            default: return arguments[1]
            }
        }
        table["include"] = GoFunction(.string, .any) { (arguments, context) throws(FunctionError) in
            let name = arguments[0].text ?? ""
            guard context.hasTemplate(named: name) else {
                throw FunctionError("template: no template \"\(name)\" associated with template \"\(root)\"")
            }
            do throws(FunctionError) {
                return try context.render(named: name, arguments[1])
            } catch  where error.message.hasPrefix("exceeded maximum template depth") {
                throw FunctionError(
                    "rendering template has a nested reference name: \(name): unable to execute template"
                )
            }
        }
        table["tpl"] = GoFunction(.string, .any) { (arguments, context) throws(FunctionError) in
            try evaluate(arguments[0].text ?? "", arguments[1], context)
        }
        return table
    }()

    private static func marked(_ message: GoValue) -> FunctionError {
        FunctionError(TemplateMessages.start + (message.text ?? "") + TemplateMessages.end)
    }

    private static func evaluate(
        _ text: String,
        _ data: GoValue,
        _ context: RenderContext
    ) throws(FunctionError) -> GoValue {
        do throws(FunctionError) {
            let output = try context.render(text: text, name: root, data)
            return .string((output.text ?? "").replacing("<no value>", with: ""))
        } catch {
            if error.message.contains(TemplateMessages.start) { throw error }
            let quoted = GoFormat.sprintf("%q", [.string(text)])
            let isParsing = !error.message.contains(": executing ")
            throw FunctionError(
                isParsing
                    ? "cannot parse template \(quoted): \(error.message)"
                    : "error during tpl function execution for \(quoted): \(error.message)"
            )
        }
    }
}
