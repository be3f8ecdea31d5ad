import FleetTemplate
import FleetValue
import Testing

@Suite struct GoTemplateLimitTests {
    private func failure(
        of source: String,
        _ data: Value = [:],
        functions: FunctionTable = FunctionTable(),
        limits: RenderContext.Limits = RenderContext.Limits()
    ) -> String? {
        do throws(TemplateError) {
            let template = try GoTemplate(source, options: GoOptions(functions: functions, limits: limits))
            _ = try template.render(GoValue(data))
            return nil
        } catch {
            return error.message
        }
    }

    @Test func endlessRecursionEndsWithAnError() throws {
        let message = failure(of: #"{{define "r"}}{{template "r" .}}{{end}}{{template "r" .}}"#)
        #expect(message?.hasPrefix(#"template: base:1:25: executing "r" at <{{template "r" .}}>: "#) == true)
        #expect(message?.contains("exceeded maximum template depth (") == true)
    }

    @Test func endlessRecursionThroughDeeplyNestedBlocksEndsWithAnError() {
        let depth = 90
        let source =
            #"{{define "r"}}"# + String(repeating: "{{if true}}", count: depth) + #"{{template "r" .}}"#
            + String(repeating: "{{end}}", count: depth) + #"{{end}}{{template "r" .}}"#
        #expect(failure(of: source)?.contains("exceeded maximum template depth (") == true)
    }

    @Test func endlessRecursionThroughFunctionsEndsWithAnError() {
        var table = FunctionTable()
        table["include"] = GoFunction(.string, .any) { arguments, context throws(FunctionError) in
            try context.render(named: arguments[0].text ?? "", arguments[1])
        }
        table["tpl"] = GoFunction(.string, .any) { arguments, context throws(FunctionError) in
            try context.render(text: arguments[0].text ?? "", name: "t", arguments[1])
        }
        let include = failure(of: #"{{define "r"}}{{include "r" .}}{{end}}{{include "r" .}}"#, functions: table)
        #expect(include?.contains("exceeded maximum template depth (") == true)
        let text = failure(of: "{{tpl .x .}}", ["x": "{{tpl .x .}}"], functions: table)
        #expect(text?.contains("exceeded maximum template depth (") == true)
    }

    @Test func recursionWithinTheLimitWorks() throws {
        let source = #"{{define "r"}}{{if .}}({{template "r" (slice . 1)}}){{end}}{{end}}{{template "r" .}}"#
        let text = try GoTemplate(source, options: GoOptions()).render(.string(String(repeating: "x", count: 100)))
        #expect(text == String(repeating: "(", count: 100) + String(repeating: ")", count: 100))
    }

    @Test(arguments: [
        ("", "{{if true}}"), ("{{", "("), ("", "{{range .}}{{else}}"), ("", "{{with .}}"),
        ("", #"{{block "x" .}}"#),
    ])
    func deepNestingIsRefused(_ start: String, _ level: String) {
        let source = start + String(repeating: level, count: 100_000)
        #expect(failure(of: source) == "template: base:1: more than 100 levels of nesting")
    }

    @Test func longChainsOfBranchesAreNotNesting() throws {
        let count = 5000
        let branches = (0..<count).map { "{{else if eq .x \"\($0)\"}}\($0)" }.joined()
        let source = "{{if false}}" + branches + "{{end}}"
        #expect(try GoTemplate(source, options: GoOptions()).render(GoValue(["x": "4999"])) == "4999")
    }

    @Test func workIsBounded() {
        let source = #"{{define "r"}}{{if .}}{{template "r" (slice . 1)}}{{template "r" (slice . 1)}}{{end}}{{end}}"#
        let data: Value = ["x": .string(String(repeating: "x", count: 60))]
        let limits = RenderContext.Limits(maximumWork: 10000)
        let message = failure(of: source + #"{{template "r" .x}}"#, data, limits: limits)
        #expect(message?.hasSuffix("the template does too much work") == true)
    }

    @Test(arguments: [
        "{{range .list}}{{$.text}}{{end}}", #"{{printf "%2000d" 1}}"#, #"{{printf "%.2000f" 1.0}}"#,
        #"{{printf "%s%s%s%s%s%s%s%s" .text .text .text .text .text .text .text .text}}"#,
        "{{print .list .list .list .list .list .list}}", "{{.list}}{{.list}}{{.list}}{{.list}}{{.list}}",
        "{{.text}}{{.text}}{{.text}}{{.text}}{{.text}}{{.text}}",
    ])
    func outputIsBounded(_ source: String) {
        let list = Value.array((0..<100).map { .string("number \($0)") })
        let data: Value = ["list": list, "text": .string(String(repeating: "x", count: 300))]
        let message = failure(of: source, data, limits: RenderContext.Limits(maximumBytes: 1000))
        #expect(message?.contains("1000 bytes") == true, "\(message ?? "")")
    }

    @Test func mapThatHoldsItselfIsNotPrinted() throws {
        let map = GoMap()
        map["self"] = .map(map)
        let error = #expect(throws: TemplateError.self) {
            try GoTemplate("{{.}}", options: GoOptions()).render(.map(map))
        }
        #expect(
            error?.message
                == #"template: base:1:2: executing "base" at <.>: a value is nested too deep, "#
                + "or its text longer than 67108864 bytes"
        )
        #expect(GoFormat.text(of: .map(map)).hasPrefix("map[self:map[self:"))
        #expect(throws: FunctionError("a value is nested too deep")) {
            try GoValue.map(map).asValue(charging: RenderContext(now: 0))
        }
        map["self"] = nil
    }

    @Test(arguments: [
        "{{range .many}}{{range $.many}}{{$l = list $l}}{{end}}{{end}}",
        "{{range .many}}{{range $.many}}{{$l = dict $l}}{{end}}{{end}}",
        "{{range .many}}{{range $.many}}{{$l = list 1 2 3 (dict (list 1 $l))}}{{end}}{{end}}",
    ])
    func valuesDoNotNestWithoutEnd(_ loop: String) {
        var table = FunctionTable()
        table["list"] = GoFunction(variadic: .any) { arguments, _ in .list(arguments) }
        table["dict"] = GoFunction(.any) { arguments, _ in .map(GoMap(["key": arguments[0]])) }
        let many = Value.array(Array(repeating: 1, count: 500))
        let message = failure(of: "{{$l := list}}" + loop, ["many": many], functions: table)
        #expect(message?.hasSuffix(": a value is nested too deep") == true, "\(message ?? "")")
    }

    @Test func longListsAreNotNesting() throws {
        var table = FunctionTable()
        table["append"] = GoFunction(.list, .any) { arguments, _ in
            guard case .list(let list) = arguments[0] else { return .null }
            return .list(list.elements + [arguments[1]])
        }
        let source =
            "{{$l := .many}}{{range .many}}{{range $.many}}{{$l = append $l (append $.many 1)}}{{end}}{{end}}{{len $l}}"
        let many = Value.array(Array(repeating: 1, count: 70))
        let template = try GoTemplate(source, options: GoOptions(functions: table))
        #expect(try template.render(GoValue(["many": many])) == "4970")
    }

    @Test func templatesOfOneParameterSetShareLimits() throws {
        let options = GoOptions(limits: RenderContext.Limits(maximumWork: 100))
        let template = try Template("{{range .list}}{{.}}{{end}}", language: .go(options))
        let list = Value.array(Array(repeating: "x", count: 30))
        let parameters = TemplateParameters(["list": list])
        _ = try template.render(parameters)
        #expect(throws: TemplateError.self) {
            for _ in 0..<5 { _ = try template.render(parameters) }
        }
        for _ in 0..<5 { _ = try template.render(["list": list]) }
    }
}
