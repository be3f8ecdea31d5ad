import FleetTestSupport
import FleetValue
import FleetYAML
import Testing

@Suite struct YAMLWriterTests {
    @Test(arguments: try CaseFolder.all("YAMLWrite"))
    func writesWhatAPersonWould(_ folder: CaseFolder) throws {
        let value = try JSONReader.value(in: folder.text("input.json"))
        let text = YAMLWriter.text(of: value)
        folder.expect(text, in: "expected.yaml")
        #expect(try YAMLReader.value(in: text) == value)
    }

    @Test func documentsAreSeparated() throws {
        let documents: [Value] = [["a": 1], .null, ["b", "c\nd"], "text", [:]]
        let text = YAMLWriter.text(of: documents)
        #expect(
            text == """
                a: 1
                ---
                null
                ---
                - b
                - |-
                  c
                  d
                ---
                text
                ---
                {}

                """
        )
        #expect(try YAMLReader.documents(in: text, file: "x").map(\.value) == documents)
        #expect(YAMLWriter.text(of: [] as [Value]) == "")
    }

    @Test(
        arguments: [
            (.double(.infinity), ".inf\n"), (.double(-.infinity), "-.inf\n"), (.double(.nan), ".nan\n"),
            (.double(1), "1.0\n"), (.double(1e21), "1.0e+21\n"), (.double(-1e-7), "-1.0e-07\n"),
            (.integer(.min), "-9223372036854775808\n"),
        ] as [(Value, String)]
    )
    func writesNumbers(_ value: Value, _ text: String) throws {
        #expect(YAMLWriter.text(of: value) == text)
        #expect(try YAMLReader.value(in: text) == value)
    }

    @Test func aBlockAtTheEndKeepsItsLineEnds() throws {
        for text in ["a\n\n\n", "a\nb", "\na\n", " a\n b\n\n"] {
            for value in [["k": .string(text)], [.string(text)], [["k": .string(text)], "next"], .string(text)]
                as [Value]
            {
                let documents = YAMLWriter.text(of: [value, value])
                #expect(try YAMLReader.documents(in: documents, file: "x").map(\.value) == [value, value])
            }
        }
    }
}
