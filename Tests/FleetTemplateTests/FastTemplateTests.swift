import FleetTemplate
import FleetTestSupport
import FleetValue
import Testing

@Suite struct FastTemplateTests {
    @Test(arguments: try CaseFolder.all("Template"))
    func rendersAsArgoCDDoes(_ folder: CaseFolder) throws {
        let source = try folder.text("template.txt")
        let parameters = try JSONReader.value(in: folder.text("parameters.json")).mapping ?? Mapping()
        do throws(TemplateError) {
            let template = try Template(source, language: .fast)
            folder.expect(try template.render(parameters), in: "expected.txt")
        } catch {
            folder.expect(error.description + "\n", in: "error.txt")
        }
    }

    @Test func textWithoutPlaceholdersIsItself() throws {
        for text in ["a { b } {c}", "{{ }} {{}}"] {
            let template = try Template(text, language: .fast)
            #expect(template.isConstant)
            #expect(try template.render([:]) == text)
        }
    }

    @Test func namesStandOnceInTheirOrder() throws {
        #expect(try FastTemplate("{{b}}{{ a }}{{b}}").names == ["b", "a"])
    }

    @Test func unclosedPlaceholderNamesItsPlace() {
        #expect(throws: TemplateError.unclosedPlaceholder(TextPosition(line: 2, column: 4))) {
            try FastTemplate("{{a}}\näb {{c")
        }
    }

    @Test func valuesPutInAreNotLookedAtAgain() throws {
        let template = try Template("{{a}}{{b}}", language: .fast)
        #expect(try template.render(["a": "{{b}}", "b": "{{"]) == "{{b}}{{")
    }

    @Test func parametersThatAreNoStringsReplaceNothing() throws {
        let template = try Template("{{n}} {{t}} {{l}} {{m}} {{z}}", language: .fast)
        let parameters: Mapping = ["n": 1, "t": true, "l": ["a"], "m": ["a": "b"], "z": nil]
        #expect(try template.render(parameters) == "{{n}} {{t}} {{l}} {{m}} {{z}}")
    }
}
