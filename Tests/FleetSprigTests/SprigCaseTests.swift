import FleetTemplate
import FleetTestSupport
import FleetValue
import Testing

@Suite struct SprigCaseTests {
    @Test(arguments: try CaseFolder.all("Sprig"))
    func rendersAsSprigDoes(_ folder: CaseFolder) throws {
        let template = try folder.text("template.tmpl")
        let data = try folder.textIfPresent("data.json").map { try JSONReader.value(in: $0) } ?? .null
        do throws(TemplateError) {
            folder.expect(try SprigRendering.text(template, data), in: "expected.txt")
        } catch {
            folder.expect(error.message + "\n", in: "error.txt")
        }
    }
}
