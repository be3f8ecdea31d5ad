import FleetTemplate
import FleetValue
import Testing

@Suite struct GoTemplateSetTests {
    /// A set whose templates know `include` and `tpl`.
    private func set(_ files: (name: String, source: String)...) throws -> GoTemplateSet {
        var table = FunctionTable()
        table["include"] = GoFunction(.string, .any) { arguments, context throws(FunctionError) in
            try context.render(named: arguments[0].text ?? "", arguments[1])
        }
        table["tpl"] = GoFunction(.string, .any) { arguments, context throws(FunctionError) in
            try context.render(text: arguments[0].text ?? "", name: "tpl", arguments[1])
        }
        var set = GoTemplateSet(options: GoOptions(functions: table))
        for (name, source) in files { try set.add(source: source, name: name) }
        return set
    }

    @Test func filesShareDefinitions() throws {
        let set = try set(
            ("_helpers.tpl", #"{{define "name"}}app-{{.}}{{end}}"#),
            ("a.yaml", #"name: {{template "name" .x}}"#)
        )
        #expect(try set.render("a.yaml", GoValue(["x": "1"])) == "name: app-1")
        #expect(set.names == ["_helpers.tpl", "a.yaml", "name"])
        #expect(set.contains("name") && !set.contains("b.yaml"))
    }

    @Test func laterDefinitionWinsUnlessItIsEmpty() throws {
        let set = try set(
            ("1", #"{{define "a"}}first{{end}}{{define "b"}}first{{end}}"#),
            ("2", #"{{define "a"}}second{{end}}{{define "b"}} {{/* nothing */}} {{end}}"#),
            ("main", #"{{template "a"}} {{template "b"}}"#)
        )
        #expect(try set.render("main", .null) == "second first")
    }

    @Test func errorsNameTheFileAndTheTemplate() throws {
        let set = try set(
            ("_helpers.tpl", "\n" + #"{{define "deep"}}{{index .list 7}}{{end}}"#),
            ("web.yaml", #"{{ include "deep" . }}"#)
        )
        let error = #expect(throws: TemplateError.self) {
            try set.render("web.yaml", GoValue(["list": []]))
        }
        #expect(
            error?.message
                == #"template: web.yaml:1:3: executing "web.yaml" at <include "deep" .>: error calling include: "#
                + #"template: _helpers.tpl:2:19: executing "deep" at <index .list 7>: "#
                + "error calling index: index out of range: 7"
        )
    }

    @Test func includeOfNothingNamesTheMainTemplate() throws {
        let set = try set(("web.yaml", #"{{ include "none" . }}"#))
        let error = #expect(throws: TemplateError.self) { try set.render("web.yaml", .null) }
        #expect(
            error?.message
                == #"template: web.yaml:1:3: executing "web.yaml" at <include "none" .>: error calling include: "#
                + #"template: no template "none" associated with template "web.yaml""#
        )
    }

    @Test func textsKnowDefinitionsAndKeepTheirOwn() throws {
        let set = try set(
            ("_helpers.tpl", #"{{define "name"}}outer{{end}}"#),
            (
                "web.yaml",
                #"{{ tpl .text . }} {{ tpl .text . }} {{ include "name" . }} {{ tpl "{{include \"own\" .}}" . }}"#
            )
        )
        let text = #"{{define "name"}}inner{{end}}{{define "own"}}x{{end}}{{ include "name" . }}"#
        let error = #expect(throws: TemplateError.self) {
            try set.render("web.yaml", GoValue(["text": .string(text)]))
        }
        #expect(error?.message.contains(#"no template "own" associated with template "web.yaml""#) == true)
        let other = try self.set(
            ("_helpers.tpl", #"{{define "name"}}outer{{end}}"#),
            ("web.yaml", #"{{ tpl .text . }} {{ tpl .text . }} {{ include "name" . }}"#)
        )
        #expect(try other.render("web.yaml", GoValue(["text": .string(text)])) == "inner inner outer")
    }

    @Test func textWithoutContentRendersToNothing() throws {
        #expect(try set(("a", #"[{{ tpl "" . }}]"#)).render("a", .null) == "[]")
    }

    @Test func rangeAndIncludeKeepTheirOwnVariables() throws {
        let set = try set(
            ("h", #"{{define "each"}}{{range $i, $x := .}}{{$y := $x}}{{$i}}{{$y}}{{end}}{{end}}"#),
            ("m", #"{{$a := "A"}}{{range $i, $l := .}}{{template "each" $l}}{{include "each" $l}}{{$a}}{{$i}} {{end}}"#)
        )
        #expect(try set.render("m", GoValue([["x", "y"], ["z"]])) == "0x1y0x1yA0 0z0zA1 ")
    }
}
