import FleetTemplate
import FleetValue
import Testing

@Suite struct ValueTemplateTests {
    @Test func textsAndKeysAreRenderedEverythingElseStays() throws {
        let template = try ValueTemplate(
            ["{{k}}-x": "{{v}}", "list": ["{{v}}", 1, nil, true], "deep": ["a": ["b": "{{k}}{{v}}"]], "n": 2.5],
            language: .fast
        )
        #expect(
            try template.render(["k": "key", "v": "value"])
                == ["key-x": "value", "list": ["value", 1, nil, true], "deep": ["a": ["b": "keyvalue"]], "n": 2.5]
        )
    }

    @Test func entriesThatAreNullAreDroppedAtEveryDepth() throws {
        let template = try ValueTemplate(
            ["a": nil, "b": ["c": nil, "d": "{{x}}"], "e": [["f": nil]]],
            language: .fast
        )
        #expect(try template.render(["x": "1"]) == ["b": ["d": "1"], "e": [[:]]])
    }

    @Test func orderOfKeysIsKept() throws {
        let template = try ValueTemplate(["z": "{{x}}", "{{x}}": "1", "a": "2"], language: .fast)
        #expect(try template.render(["x": "m"]).mapping?.keys == ["z", "m", "a"])
    }

    @Test func laterOfTwoKeysThatRenderAlikeStands() throws {
        let template = try ValueTemplate(["{{x}}": "1", "m": "2"], language: .fast)
        #expect(try template.render(["x": "m"]) == ["m": "2"])
    }

    @Test func treeWithoutPlaceholdersIsConstant() throws {
        let value: Value = ["a": ["b", ["c": "{{ }}"]]]
        let template = try ValueTemplate(value, language: .fast)
        #expect(template.isConstant)
        #expect(try template.render([:]) == value)
    }

    @Test func errorNamesThePathInTheTree() {
        let value: Value = ["spec": ["sources": ["a", ["path": "{{a}}{{b"]]]]
        #expect {
            try ValueTemplate(value, language: .fast)
        } throws: { error in
            "\(error)" == "spec.sources[1].path: invalid template: \"{{\" at line 1, column 6 has no \"}}\" after it"
        }
    }

    @Test func errorInAKeyNamesItsEntry() {
        #expect {
            try ValueTemplate(["labels": ["{{a}}{{": "x"]], language: .fast)
        } throws: { error in
            (error as? TemplateError)?.path == ValuePath(keys: "labels", "{{a}}{{")
        }
    }

    // MARK: Go templates

    private let go = TemplateLanguage.go(GoOptions(missingKey: .error))

    @Test func goTemplatesAreRenderedInTextsAndKeys() throws {
        let template = try ValueTemplate(
            [
                "{{.k}}-x": "{{.v.w}}", "list": ["{{ if .on }}a{{ end }}", 1, true],
                "deep": ["a": ["{{ .n }}", "plain }}"]],
            ],
            language: go
        )
        #expect(
            try template.render(["k": "key", "v": ["w": "value"], "on": true, "n": 3])
                == ["key-x": "value", "list": ["a", 1, true], "deep": ["a": ["3", "plain }}"]]]
        )
        #expect(!template.isConstant)
    }

    @Test func treeWithoutActionsIsConstantInGo() throws {
        let template = try ValueTemplate(["a": ["b", "}} { {"]], language: go)
        #expect(template.isConstant)
        #expect(try template.render([:]) == ["a": ["b", "}} { {"]])
    }

    @Test func goErrorsTellTheirPlaceInTheTree() throws {
        let error = #expect(throws: TemplateError.self) {
            try ValueTemplate(["a": [["b": "{{ nope }}"]]], language: go)
        }
        #expect(error?.description == #"a[0].b: template: base:1: function "nope" not defined"#)
        let template = try ValueTemplate(["a": "{{ .x }}"], language: go)
        let failure = #expect(throws: TemplateError.self) { try template.render([:]) }
        #expect(
            failure?.description
                == #"a: template: base:1:3: executing "base" at <.x>: map has no entry for key "x""#
        )
    }

    @Test func templatesOfOneParameterSetShareItsData() throws {
        var table = FunctionTable()
        table["put"] = GoFunction(.map, .string) { arguments, _ in
            if case .map(let map) = arguments[0] { map["x"] = arguments[1] }
            return .string("")
        }
        let language = TemplateLanguage.go(GoOptions(functions: table))
        let first = try Template(#"{{ put .m "new" }}"#, language: language)
        let second = try Template("{{ .m.x }}", language: language)
        let parameters = TemplateParameters(["m": ["x": "old"]])
        _ = try first.render(parameters)
        #expect(try second.render(parameters) == "new")
        #expect(try second.render(["m": ["x": "old"]]) == "old")
    }
}
