import FleetSprig
import FleetTemplate
import FleetValue
import Testing

// Expectations are what Helm 4's `pkg/engine/funcs.go` gives, run with Go.
@Suite struct HelmFunctionsTests {
    // MARK: Templates

    @Test func templatesAreIncluded() throws {
        let template =
            #"{{define "a"}}x={{.}}{{end}}{{include "a" 5}} {{include "a" .v | upper}}|{{include "a" nil | len}}"#
        #expect(try render(template, ["v": "ok"]) == "x=5 X=OK|12")
        #expect(reason(#"{{include "nope" .}}"#).contains(#""nope""#))
    }

    @Test func textsAreTemplates() throws {
        let data: Value = ["t": "{{ .v | upper }}{{ .gone }}", "v": "x", "outer": "{{ tpl .t . }}!"]
        #expect(try render("{{tpl .t .}} {{tpl .outer .}} {{tpl \"\" .}}|{{tpl \"plain\" .}}", data) == "X X! |plain")
        #expect(
            try render(
                #"{{define "a"}}A{{end}}{{tpl "{{include \"a\" .}}{{define \"b\"}}B{{end}}{{template \"b\"}}" .}}"#
            ) == "AB"
        )
    }

    @Test func whatIsMissingIsTakenOutOfTexts() throws {
        let text = "{{ .a }}<no value>x{{ .b }}<no valu>"
        #expect(try render("{{tpl .t .}}|{{.a}}", ["t": .string(text)]) == "x<no valu>|<no value>")
    }

    @Test func requiredTakesAnythingButNothing() throws {
        #expect(
            try render(#"{{required "m" 0}} {{required "m" false}} {{required "m" list}} {{required "m" "x"}}"#)
                == "0 false [] x"
        )
        for value in ["nil", #""""#, ".gone"] {
            #expect(
                reason("{{required \"a name is needed\" \(value)}}", [:]) == "error calling required: a name is needed"
            )
        }
        #expect(reason(#"{{fail "stop"}}"#) == "error calling fail: stop")
    }

    @Test func nothingIsLookedUp() throws {
        let template = #"{{lookup "v1" "Pod" "ns" ""}} {{range (lookup "v1" "Pod" "ns" "").items}}x{{else}}none{{end}}"#
        #expect(try render(template) == "map[] none")
        #expect(try render(#"[{{getHostByName "localhost"}}]"#) == "[]")
    }

    // MARK: YAML and JSON

    @Test func yamlFolds() throws {
        let data: Value = ["l": ["a", ["b"]], "k": .string(String(repeating: "word ", count: 20) + "end")]
        #expect(
            try render("{{toYaml .}}", data) == """
                k: word word word word word word word word word word word word word word word word
                  word word word word end
                l:
                - a
                - - b
                """
        )
        #expect(try render("{{mustToYaml (list 1 2.0)}}") == "- 1\n- 2")
    }

    @Test func prettyYAMLIndentsLists() throws {
        let data: Value = ["l": ["a", ["b", ["x": 1]]], "n": 1_000_000, "y": "y"]
        #expect(
            try render("{{toYamlPretty .}}", data) == """
                l:
                  - a
                  - - b
                    - x: 1
                "n": 1e+06
                "y": "y"
                """
        )
    }

    @Test func errorsAreSwallowed() throws {
        #expect(try render("[{{toYaml 1i}}] [{{toJson 1i}}] [{{toYaml .}}]", "\u{7F}") == "[] [] []")
        #expect(reason("{{mustToYaml 1i}}").hasSuffix("json: unsupported type: complex128"))
        #expect(reason("{{mustToJson 1i}}").hasSuffix("json: unsupported type: complex128"))
    }

    @Test(arguments: [
        ("fromYaml", "a: 1\na: 2", #"{"a":2}"#),
        ("fromYaml", "", "{}"),
        ("fromYaml", "a: 1\n---\nb: [", #"{"a":1}"#),
        (
            "fromYaml", "- 1",
            #"{"Error":"error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}"}"#
        ),
        (
            "fromYaml", "a: b: c",
            #"{"Error":"error converting YAML to JSON: yaml: mapping values are not allowed in this context"}"#
        ),
        ("fromYamlArray", "[1, a, {b: y}]", #"[1,"a",{"b":true}]"#),
        (
            "fromYamlArray", "a: 1",
            #"["error unmarshaling JSON: while decoding JSON: json: cannot unmarshal object into Go value of type []interface {}"]"#
        ),
        ("fromJson", #"{"a": [1, 2.5, null]}"#, #"{"a":[1,2.5,null]}"#),
        ("fromJson", "[1]", #"{"Error":"json: cannot unmarshal array into Go value of type map[string]interface {}"}"#),
        ("fromJson", "", #"{"Error":"unexpected end of JSON input"}"#),
        ("fromJson", "true", #"{"Error":"json: cannot unmarshal bool into Go value of type map[string]interface {}"}"#),
        ("fromJsonArray", #"[1, {"a": "b"}]"#, #"[1,{"a":"b"}]"#),
        ("fromJsonArray", "\"x\"", #"["json: cannot unmarshal string into Go value of type []interface {}"]"#),
        ("fromJsonArray", "[1", #"["unexpected end of JSON input"]"#),
    ])
    func whatIsReadIsAValueOrTheReason(_ function: String, _ text: String, _ expected: String) throws {
        #expect(try render("{{\(function) . | toJson}}", .string(text)) == expected)
    }

    // MARK: TOML

    @Test func tomlHasPlainValuesBeforeTables() throws {
        let data: Value = [
            "z": true, "num": 5, "big": 1_000_000, "f": 0.25, "s": "q\"\\\n\u{1}", "none": nil, "l": ["a", 1, []],
            "é": "key", "a b": [["x": 1], 2],
            "tbl": ["x": "y", "inner": ["k": "v", "deep": [:]]], "arr": [["n": "one"], ["n": "two", "sub": ["m": 1]]],
        ]
        #expect(
            try render("{{toToml .}}", data) == #"""
                "a b" = [{x = 1.0}, 2.0]
                big = 1e+06
                f = 0.25
                l = ["a", 1.0, []]
                num = 5.0
                s = "q\"\\\n\u0001"
                z = true
                "é" = "key"

                [[arr]]
                  n = "one"

                [[arr]]
                  n = "two"
                  [arr.sub]
                    m = 1.0

                [tbl]
                  x = "y"
                  [tbl.inner]
                    k = "v"
                    [tbl.inner.deep]

                """#
        )
        #expect(try render("{{toToml (dict \"i\" 5 \"d\" (dict))}}") == "i = 5\n\n[d]\n")
    }

    @Test func whatTOMLHasNoTextForIsSaid() throws {
        #expect(try render("{{toToml 5}}") == "toml: top-level values must be Go maps or structs")
        #expect(try render("{{toToml (dict \"a\" (list 1 nil))}}") == "toml: cannot encode array with nil element")
        #expect(
            reason("{{mustToToml 5}}") == "error calling mustToToml: toml: top-level values must be Go maps or structs"
        )
    }

    @Test(arguments: [
        ("", "{}"),
        ("a = 1\nb.c = 'x'\n\"q k\" = [1, 2.5, ['y'],\n]  # end\n", #"{"a":1,"b":{"c":"x"},"q k":[1,2.5,["y"]]}"#),
        (
            "[s]\nd = 1979-05-27\nt = 1979-05-27 07:32:00.5-07:00\n[s.u]\nx = true\n",
            #"{"s":{"d":"1979-05-27T00:00:00Z","t":"1979-05-27T07:32:00.5-07:00","u":{"x":true}}}"#
        ),
        ("[[l]]\nn = 1\n[l.in]\nx = 1\n[[l]]\nn = 2\n", #"{"l":[{"in":{"x":1},"n":1},{"n":2}]}"#),
        (
            "t = {a = 1, b.c = \"\\u00e9\\t\"}\ni = [0xFF, 0o17, 0b11, 1_000, -0, 1e3]\n",
            #"{"i":[255,15,3,1000,0,1000],"t":{"a":1,"b":{"c":"é\t"}}}"#
        ),
        ("m = \"\"\"\none\\\n   two\"\"\"\"\nl = '''\n\\x'y'''\n", #"{"l":"\\x'y","m":"onetwo\""}"#),
    ])
    func tomlIsRead(_ text: String, _ expected: String) throws {
        #expect(try render("{{fromToml . | toJson}}", .string(text)) == expected)
    }

    @Test(arguments: [
        ("x = = 1", #"toml: line 1 (last key "x"): expected value but found '=' instead"#),
        ("a = 1\na = 2", #"toml: line 2 (last key "a"): Key 'a' has already been defined."#),
        ("[t]\n[t]", "toml: line 2: Key 't' has already been defined."),
        ("a = 1\n[a.b]", #"toml: line 2 (last key "a"): Key 'a' has already been defined."#),
        ("a = 01", #"toml: line 1 (last key "a"): expected value but found '01' instead"#),
        ("a = 1 b = 2", #"toml: line 1 (last key "a"): expected a line end after a value"#),
        ("a = \"x", #"toml: line 1 (last key "a"): strings cannot contain newlines"#),
        ("a = [1 2]", #"toml: line 1 (last key "a"): expected a comma or array terminator ']'"#),
        ("= 1", "toml: line 1: expected a key"),
    ])
    func otherTOMLIsTheReason(_ text: String, _ message: String) throws {
        #expect(try render("{{(fromToml .).Error}}", .string(text)) == message)
    }

    @Test func deepTOMLIsRefused() throws {
        let text = "a = " + String(repeating: "[", count: 100_000)
        #expect(try render("{{(fromToml .).Error}}", .string(text)) == #"toml: line 1 (last key "a"): nested too deep"#)
    }

    // MARK: Durations

    @Test(arguments: [
        (#"mustToDuration "1m30s""#, "1m30s"), ("mustToDuration 30", "30s"), (#"mustToDuration " 2.5 ""#, "2.5s"),
        ("mustToDuration 1.5", "1.5s"), (#"durationSeconds "1m30.5s""#, "90.5"),
        (#"durationMilliseconds "1.5s""#, "1500"),
        (#"durationMicroseconds "1ms""#, "1000"), ("durationNanoseconds 1", "1000000000"),
        (#"durationMinutes "90s""#, "1.5"),
        (#"durationHours "36h""#, "36"), (#"durationDays "36h""#, "1.5"), (#"durationWeeks "84h""#, "0.5"),
        (#"durationSeconds "x""#, "0"), ("durationSeconds nil", "0"), (#"durationRoundTo "2h13m" "30m""#, "2h0m0s"),
        (#"durationRoundTo "2h15m" "30m""#, "2h30m0s"), (#"durationTruncateTo "-2h29m" "30m""#, "-2h0m0s"),
        (#"durationTruncateTo "2h29m" "x""#, "2h29m0s"), (#"durationRoundTo "x" "30m""#, "0s"),
        ("durationNanoseconds 9223372036854775807", "9223372036854775807"),
        ("durationNanoseconds -1e300", "-9223372036854775808"),
    ])
    func durationsAreSecondsOrTexts(_ call: String, _ expected: String) throws {
        #expect(try render("{{\(call)}}") == expected)
    }

    @Test(arguments: [
        (#""foo""#, #"could not parse duration "foo""#), (#"" ""#, "empty duration"), ("nil", "invalid duration"),
        ("true", "unsupported duration type bool"),
    ])
    func whatIsNoDurationIsSaid(_ argument: String, _ message: String) {
        #expect(reason("{{mustToDuration \(argument)}}") == "error calling mustToDuration: " + message)
    }

    private func render(_ template: String, _ data: Value = .null) throws -> String {
        try SprigRendering.text(template, data, functions: .helm)
    }

    private func reason(_ template: String, _ data: Value = .null) -> String {
        do throws(TemplateError) {
            return "rendered: " + (try SprigRendering.text(template, data, functions: .helm))
        } catch {
            guard case .go(let failure) = error else { return error.message }
            return failure.reason
        }
    }
}
