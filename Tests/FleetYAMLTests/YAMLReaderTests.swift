import FleetTestSupport
import FleetValue
import FleetYAML
import Testing

@Suite struct YAMLReaderTests {
    /// Cases with `expected.json` hold what kubectl makes of the same text, document by document; cases with
    /// `error.txt` the whole message.
    @Test(arguments: try CaseFolder.all("YAMLRead"))
    func readsAsKubectlDoes(_ folder: CaseFolder) throws {
        do {
            let documents = try YAMLReader.documents(in: folder.bytes("input.yaml"), file: "input.yaml")
            let report = documents.map { document -> Value in
                ["line": .integer(Int64(document.line)), "value": document.value]
            }
            folder.expect(JSONWriter.text(of: .array(report), layout: .indented) + "\n", in: "expected.json")
            #expect(documents.map(\.index) == Array(documents.indices))
        } catch let error as YAMLError {
            folder.expect(error.description + "\n", in: "error.txt")
        }
    }

    /// What JSON text does not tell apart.
    @Test(
        arguments: [
            ("1", .integer(1)), ("0x10", .integer(16)), ("1e3", .double(1000)), ("1.0", .double(1)),
            (".5", .double(0.5)),
            ("-0.0", .double(0)), ("0", .integer(0)), ("9223372036854775807", .integer(.max)),
            ("9223372036854775808", .double(9_223_372_036_854_775_808)), ("-9223372036854775808", .integer(.min)),
            (".inf", .double(.infinity)), ("+.Inf", .double(.infinity)), ("-.INF", .double(-.infinity)),
            (".NaN", .double(.nan)), (".NAN", .double(.nan)), ("-.nan", .string("-.nan")), (".nAn", .string(".nAn")),
            ("!!float 1", .double(1)), ("~", .null), ("!!null ''", .null), ("''", .string("")),
            ("12345678901234567890123.5", .double(12_345_678_901_234_567_890_123.5)),
            ("+12345678901234567890123", .double(12_345_678_901_234_567_741_440)),
        ] as [(String, Value)]
    )
    func resolves(_ text: String, _ expected: Value) throws {
        #expect(try YAMLReader.value(in: text) == expected)
        #expect(try YAMLReader.value(in: "- " + text) == [expected])
    }

    @Test func emptyTextIsNull() throws {
        #expect(try YAMLReader.value(in: "") == .null)
        #expect(try YAMLReader.value(in: "# nothing\n---\n") == .null)
    }

    @Test func twoDocumentsAreNotOne() {
        #expect {
            try YAMLReader.value(in: "a: 1\n---\n# comment\n  b: 2\n", file: "two.yaml")
        } throws: { error in
            "\(error)" == """
                two.yaml:4:1: expected one document, found 2
                  b: 2
                ^
                """
        }
    }

    @Test func errorsCarryTheirParts() throws {
        let error = #expect(throws: YAMLError.self) {
            try YAMLReader.documents(in: "a: 1\na: 2\n", file: "x.yaml")
        }
        let place = YAMLPlace(file: "x.yaml", line: 2, column: 1, snippet: "a: 2\n^")
        #expect(error == .duplicateKey(place, key: "a"))
        #expect(error?.file == "x.yaml")
        #expect(error?.line == 2)
        #expect(error?.column == 1)
        #expect(error?.snippet == "a: 2\n^")
        #expect(error?.message == "key \"a\" stands twice in one mapping")
    }

    @Test func deepestAllowedNestingIsRead() throws {
        let depth = YAMLReader.maximumDepth
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(try YAMLReader.value(in: "a: " + text.dropFirst().dropLast()) != .null)
        #expect(try YAMLReader.value(in: text) == JSONReader.value(in: text))
    }

    /// A chain of anchors, each a level deeper than the one before, must not get around the limit.
    @Test func aliasesCountForDepth() {
        var text = "a0: &a0 [1]\n"
        for level in 1...600 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
        let error = #expect(throws: YAMLError.self) { try YAMLReader.documents(in: text, file: "deep.yaml") }
        #expect(error?.message == "nested deeper than 512 levels")
        #expect(error?.line == 512)
    }

    @Test func longTextThroughAliasesIsBounded() {
        let long = String(repeating: "x", count: 1_000_000)
        let text = "a: &a \(long)\nb: [" + String(repeating: "*a, ", count: 1000) + "]\n"
        let error = #expect(throws: YAMLError.self) { try YAMLReader.documents(in: text, file: "long.yaml") }
        #expect(error?.message == "aliases expand to more than 1000000 nodes")
    }

    @Test func aliasesInMeasureAreFine() throws {
        var text = "base: &base {a: 1, b: [1, 2, 3], c: text}\nall:\n"
        for _ in 0..<10_000 { text += "- <<: *base\n  d: 4\n- *base\n" }
        let value = try YAMLReader.value(in: text)
        #expect(value["all"]?.array?.count == 20_000)
        #expect(value["all"]?[19_998] == ["a": 1, "b": [1, 2, 3], "c": "text", "d": 4])
    }

    @Test func billionLaughsFailFast() throws {
        let bomb = try CaseFolder.one("YAMLRead", "error-billion-laughs").bytes("input.yaml")
        let time = ContinuousClock().measure {
            #expect(throws: YAMLError.self) { try YAMLReader.documents(in: bomb, file: "bomb.yaml") }
        }
        // Takes well under a millisecond; the rest is for a busy machine.
        #expect(time < .milliseconds(500))
    }

    @Test func manyKeysAreReadInOrder() throws {
        let keys = (0..<5000).map { "key-\($0 * 7919 % 5000)" }
        let value = try YAMLReader.value(in: keys.map { "\($0): 1\n" }.joined())
        #expect(value.mapping?.keys == keys)
        #expect(value["key-4999"] == 1)
    }
}
