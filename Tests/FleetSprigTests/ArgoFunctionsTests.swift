import FleetSprig
import FleetTemplate
import FleetValue
import Testing

// Expectations are what argo-cd 3.6.0's `template_functions.go` gives, run with Go.
@Suite struct ArgoFunctionsTests {
    @Test(arguments: [
        ("normalize \"My_Cluster Name\"", "my-cluster-name"),
        ("normalize \"..a--b..\"", "a--b"),
        ("normalize \"ÀÉ\"", ""),
        ("slugify", ""),
        ("slugify \"\"", ""),
        ("slugify \"feature/ADD_new-Thing v1.2\"", "feature-add-new-thing-v1-2"),
        ("slugify \"über-größe\"", "ber-gr-e"),
        ("slugify 12 \"hello-world-again\"", "hello-world"),
        ("slugify 11 \"hello-world-again\"", "hello-world"),
        ("slugify 10 \"hello-world-again\"", "hello"),
        ("slugify 3 \"abcdef\"", "abc"),
        ("slugify 3 \"ab-cdef\"", "ab"),
        ("slugify 0 \"a b\"", "a-b"),
        ("slugify -5 \"a b\"", "a-b"),
        ("slugify 4 false \"ab--cd\"", "ab"),
        ("slugify 5 false \"ab--cd\"", "ab-c"),
        ("slugify 0 false \"ab\"", ""),
        ("slugify 99 false \"ab..\"", "ab"),
        ("slugify 8 true \"ab-cd-ef-gh\"", "ab-cd-ef"),
        ("slugify 5", "5"),
        ("slugify nil", "nil"),
        ("slugify 1 2 3 4 \"four and more\"", "four-and-more"),
    ])
    func namesAreMadeFit(_ call: String, _ expected: String) throws {
        #expect(try render("{{\(call)}}") == expected)
    }

    @Test(arguments: [
        ("slugify 5.0 \"x\"", "interface conversion: interface {} is float64, not int"),
        ("slugify \"5\" \"x\"", "interface conversion: interface {} is string, not int"),
        ("slugify 5 \"true\" \"x\"", "interface conversion: interface {} is string, not bool"),
        ("slugify nil \"x\"", "interface conversion: interface {} is nil, not int"),
        ("slugify -1 false \"x\"", "runtime error: slice bounds out of range [:-1]"),
    ])
    func otherArgumentsAreRefused(_ call: String, _ message: String) {
        #expect(reason("{{\(call)}}") == "error calling slugify: " + message)
    }

    @Test func longNamesAreCutBetweenWords() throws {
        let name = "feature/this-branch-name-is-really-quite-long-and-should-be-cut"
        #expect(try render("{{slugify .}}", .string(name)) == "feature-this-branch-name-is-really-quite-long-and")
    }

    @Test func yamlIsWrittenWithoutItsLastLineEnd() throws {
        let data: Value = ["b": ["y", 1, 1_000_000, nil], "a": "x: y", "t": "one\ntwo\n", "e": [:]]
        #expect(
            try render("{{toYaml .}}|", data)
                == "a: 'x: y'\nb:\n- \"y\"\n- 1\n- 1000000\n- null\ne: {}\nt: |\n  one\n  two|"
        )
        #expect(try render("{{toYaml 1e6}} {{toYaml 2.5}} {{toYaml nil}} {{toYaml \"\"}}") == "1000000 2.5 null \"\"")
    }

    @Test func yamlOfUnusualCharactersIsThatOfGo() throws {
        #expect(try render("{{toYaml .}}", "a\u{85}b") == "a b")
        #expect(try render("{{toYaml .}}", "a\u{FFFD}\u{A0}") == "a\u{FFFD}\u{A0}")
        for text in ["\u{7F}", "a\u{80}", "\u{FFFE}"] {
            #expect(
                reason("{{toYaml .}}", .string(text))
                    == "error calling toYaml: error converting JSON to YAML: yaml: control characters are not allowed"
            )
        }
    }

    @Test func whatHasNoTextIsAnError() {
        #expect(
            reason("{{toYaml 1i}}")
                == "error calling toYaml: error marshaling into JSON: json: unsupported type: complex128"
        )
    }

    @Test func yamlIsRead() throws {
        #expect(
            try render("{{fromYaml . | toJson}}", "a: yes\nb: [1, 1e3, 0x1F]\nn: 3\n")
                == #"{"a":true,"b":[1,1000,31],"false":3}"#
        )
        #expect(try render("{{fromYaml .}} {{fromYamlArray .}}", "") == "map[] []")
        #expect(
            try render("{{(index (fromYamlArray .) 1).k}} {{typeOf (index (fromYamlArray .) 0)}}", "- 1\n- k: v")
                == "v float64"
        )
    }

    @Test(arguments: [
        (
            "fromYaml", "- a",
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}"
        ),
        (
            "fromYaml", "text",
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go value of type map[string]interface {}"
        ),
        (
            "fromYamlArray", "a: b",
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal object into Go value of type []interface {}"
        ),
        (
            "fromYamlArray", "3",
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal number into Go value of type []interface {}"
        ),
        ("fromYaml", "a: [", "error converting YAML to JSON: yaml: line 1: did not find expected node content"),
        ("fromYaml", "a: .nan", "error converting YAML to JSON: json: unsupported value: NaN"),
    ])
    func otherYAMLIsAnError(_ function: String, _ text: String, _ message: String) {
        #expect(reason("{{\(function) .}}", .string(text)) == "error calling \(function): " + message)
    }

    private func render(_ template: String, _ data: Value = .null) throws -> String {
        try SprigRendering.text(template, data, functions: .argo)
    }

    private func reason(_ template: String, _ data: Value = .null) -> String {
        do throws(TemplateError) {
            return "rendered: " + (try SprigRendering.text(template, data, functions: .argo))
        } catch {
            guard case .go(let failure) = error else { return error.message }
            return failure.reason
        }
    }
}
