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
}
