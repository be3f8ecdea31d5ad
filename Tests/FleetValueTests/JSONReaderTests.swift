import FleetTestSupport
import FleetValue
import Testing

@Suite struct JSONReaderTests {
    /// Cases with `expected.json` hold what Go's `encoding/json` prints of the same text, indented by two spaces and in
    /// the text's own order; cases with `error.txt` the whole message.
    @Test(arguments: try CaseFolder.all("JSON"))
    func readsAndWritesAsGoDoes(_ folder: CaseFolder) throws {
        do {
            let value = try JSONReader.value(in: folder.bytes("input.json"))
            folder.expect(JSONWriter.text(of: value, layout: .indented) + "\n", in: "expected.json")
            #expect(try JSONReader.value(in: JSONWriter.text(of: value)).isNumericallyEqual(to: value))
        } catch let error as JSONError {
            folder.expect(error.description + "\n", in: "error.txt")
        }
    }

    @Test(
        arguments: [
            ("1", .integer(1)), ("-0", .integer(0)), ("1.0", .double(1)), ("1e2", .double(100)),
            ("-9223372036854775808", .integer(.min)), ("9223372036854775807", .integer(.max)),
            ("9223372036854775808", .double(9_223_372_036_854_775_808)),
            ("-9223372036854775809", .double(-9_223_372_036_854_775_808)),
            ("18446744073709551616", .double(18_446_744_073_709_551_616)),
            ("0.1", .double(0.1)),
            ("123456789012345678901234567890e-10", .double(12_345_678_901_234_567_890.123_456_789)),
            ("1e-400", .double(0)), ("1.7976931348623157e308", .double(.greatestFiniteMagnitude)),
        ] as [(String, Value)]
    )
    func readsNumbers(_ text: String, _ expected: Value) throws {
        #expect(try JSONReader.value(in: text) == expected)
    }

    @Test func minusZeroKeepsItsSignAsDouble() throws {
        #expect(try JSONReader.value(in: "-0.0").double?.sign == .minus)
    }

    @Test func errorsCarryTheirParts() {
        let error = #expect(throws: JSONError.self) { try JSONReader.value(in: "{\"a\": 1,\r\n \"é\": tru}") }
        #expect(error?.position == TextPosition(line: 2, column: 7))
        #expect(error?.message == "\"t\" where a value is expected")
        #expect(error?.description == "2:7: \"t\" where a value is expected")
    }

    @Test func depthIsTheCallers() throws {
        #expect(try JSONReader.value(in: "[[1]]", maximumDepth: 2) == [[1]])
        let error = #expect(throws: JSONError.self) { try JSONReader.value(in: "[{\"a\": []}]", maximumDepth: 2) }
        #expect(error == .tooDeep(TextPosition(line: 1, column: 8), limit: 2))
    }

    @Test func veryDeepTextIsRefusedAtOnce() {
        let bomb = [UInt8](repeating: UInt8(ascii: "["), count: 10_000_000)
        let error = #expect(throws: JSONError.self) { try JSONReader.value(in: bomb) }
        #expect(error == .tooDeep(TextPosition(line: 1, column: 513), limit: 512))
    }

    @Test func repeatedLongTextsAreToldApart() throws {
        // Same length, same ends: only the whole comparison tells these from each other.
        let texts = (0..<2000).map { "aaaaaaaaaaaaaaaa-\($0 + 1000)-zzzzzzzzzzzzzzzz" }
        let list = Value.array((texts + texts.reversed()).map { .mapping([$0: .string($0)]) })
        #expect(try JSONReader.value(in: JSONWriter.text(of: list)) == list)
    }
}
