import FleetGenerators
import FleetModel
import FleetTestSupport
import FleetValue
import FleetYAML
import Testing

/// `Cases/Generate`: `applicationset.yaml` and, where there are any, `clusters.yaml` and `inputs.yaml`, against what is
/// generated.
///
/// `params.json` holds the parameter sets, `expected.yaml` every Application and `problems.txt` what is wrong with them;
/// `error.txt` stands alone.
@Suite struct GenerateTests {
    @Test(arguments: try CaseFolder.all("Generate"))
    func generatesAsArgoCDDoes(_ folder: CaseFolder) throws {
        let outside = try Outside(folder)
        do {
            let document = try YAMLReader.value(in: folder.text("applicationset.yaml"))
            let generator = try ApplicationSetGenerator(applicationSet: ApplicationSet(decoding: document), now: 0)
            let inputs = try outside.inputs(for: generator)
            if folder.has("params.json") {
                var rows: [Value] = []
                try generator.parameters(inputs) { rows.append($0.value) }
                let text = JSONWriter.text(of: .array(rows), layout: .indented, sortsKeys: true)
                folder.expect(text + "\n", in: "params.json")
                guard folder.has("expected.yaml") else { return }
            }
            var documents: [Value] = []
            var problems = ""
            try generator.render(inputs) { generated in
                documents.append(generated.manifest.value)
                for problem in generated.problems { problems += "\(problem)\n" }
            }
            try #require(!folder.has("error.txt"), "it was generated without an error")
            folder.expect(documents.isEmpty ? "" : YAMLWriter.text(of: documents), in: "expected.yaml")
            if !problems.isEmpty || folder.has("problems.txt") { folder.expect(problems, in: "problems.txt") }
        } catch let error as any Error & CustomStringConvertible where folder.has("error.txt") {
            folder.expect(error.description + "\n", in: "error.txt")
        }
    }
}
