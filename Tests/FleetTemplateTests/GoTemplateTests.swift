import FleetTemplate
import FleetTestSupport
import FleetValue
import Testing

@Suite struct GoTemplateTests {
    @Test(arguments: try CaseFolder.all("GoTemplate"))
    func rendersAsGoDoes(_ folder: CaseFolder) throws {
        let data = GoValue(try JSONReader.value(in: folder.bytes("data.json")))
        var options = GoOptions()
        if let missingKey = try folder.textIfPresent("missingkey.txt") {
            options.missingKey = try MissingKey(option: "missingkey=\(missingKey)")
        }
        do throws(TemplateError) {
            let template = try GoTemplate(try folderText(folder), options: options)
            folder.expect(try template.render(data), in: "expected.txt")
        } catch {
            folder.expect(error.message, in: "error.txt")
        }
    }

    private func folderText(_ folder: CaseFolder) throws(TemplateError) -> String {
        (try? folder.text("template.tmpl")) ?? ""
    }

    @Test func failureTellsStageReasonAndPlace() throws {
        let error = #expect(throws: TemplateError.self) {
            try GoTemplate("é\n {{ .a.b }}", name: "web.yaml", options: GoOptions(missingKey: .error))
                .render(.map(GoMap(["a": [:]])))
        }
        guard case .go(let failure) = error else { return #expect(Bool(false), "\(String(describing: error))") }
        #expect(failure.stage == .execution)
        #expect(failure.reason == #"map has no entry for key "b""#)
        #expect(failure.template == "web.yaml")
        #expect(failure.position == TextPosition(line: 2, column: 7))
        #expect(error?.position == failure.position)
        #expect(
            failure.message
                == #"template: web.yaml:2:6: executing "web.yaml" at <.a.b>: map has no entry for key "b""#
        )
    }

    @Test func parseFailureTellsTheColumn() {
        let error = #expect(throws: TemplateError.self) {
            try GoTemplate("a\n  {{ nope }}", options: GoOptions())
        }
        guard case .go(let failure) = error else { return #expect(Bool(false), "\(String(describing: error))") }
        #expect(failure.stage == .parsing)
        #expect(failure.message == #"template: base:2: function "nope" not defined"#)
        #expect(failure.position.line == 2)
    }

    @Test(arguments: [
        ("{{with .off}}1{{else with .on}}2{{else}}3{{end}}", "2"),
        ("{{with .off}}1{{else with .off}}2{{else}}3{{end}}", "3"),
        ("{{range $x := .list}}{{$x}}{{end}}{{$y := 0}}{{range $y = .list}}{{end}}{{$y}}", "abb"),
    ])
    func knowsWhatNewerGoDoes(_ source: String, _ expected: String) throws {
        let data: Value = ["off": false, "on": true, "list": ["a", "b"]]
        #expect(try GoTemplate(source, options: GoOptions()).render(GoValue(data)) == expected)
    }

    @Test func damagedOutputBecomesReplacementCharacters() throws {
        #expect(try GoTemplate(#"{{"a\xffb"}}"#, options: GoOptions()).render(.null) == "a\u{FFFD}b")
    }

    @Test(arguments: [
        ("missingkey=default", MissingKey.noValue), ("missingkey=invalid", .noValue), ("missingkey=zero", .zero),
        ("missingkey=error", .error),
    ])
    func optionsAreRead(_ option: String, _ expected: MissingKey) throws {
        #expect(try MissingKey(option: option) == expected)
    }

    @Test(arguments: [
        ("", "empty option string"), ("missingkey", "unrecognized option: missingkey"),
        ("missingkey=Error", "unrecognized option: missingkey=Error"), ("x=y", "unrecognized option: x=y"),
    ])
    func unknownOptionsFailInGoWords(_ option: String, _ message: String) {
        let error = #expect(throws: TemplateError.self) { try MissingKey(option: option) }
        #expect(error?.message == message)
    }

    @Test func lastOptionCounts() throws {
        #expect(try MissingKey(options: []) == .noValue)
        #expect(try MissingKey(options: ["missingkey=error", "missingkey=zero"]) == .zero)
    }
}
