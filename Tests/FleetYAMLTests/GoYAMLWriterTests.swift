import FleetTestSupport
import FleetValue
import FleetYAML
import Testing

@Suite struct GoYAMLWriterTests {
    @Test(arguments: try CaseFolder.all("GoYAML"))
    func writesWhatGoWrites(_ folder: CaseFolder) throws {
        // Go decodes all numbers as `float64`.
        let value = asDoubles(try JSONReader.value(in: folder.text("input.json")))
        folder.expect(GoYAMLWriter.text(of: value), in: "folded.yaml")
        folder.expect(GoYAMLWriter.text(of: value, style: .indented), in: "indented.yaml")
    }

    @Test func wholeNumbersAreWholeOnlyWhereTheyPassThroughJSON() {
        let value: Value = [1_000_000.0, 9_223_372_036_854_775_808.0, 1e20, -0.0, 1_000_000]
        #expect(GoYAMLWriter.text(of: value) == "- 1000000\n- 9223372036854776000\n- 1e+20\n- 0\n- 1000000\n")
        let indented = GoYAMLWriter.text(of: value, style: .indented)
        #expect(indented == "- 1e+06\n- 9.223372036854776e+18\n- 1e+20\n- -0\n- 1000000\n")
    }

    @Test func wholeNumbersKeepAllDigits() {
        #expect(
            GoYAMLWriter.text(of: ["a": .integer(.max), "b": .integer(.min)]) == """
                a: 9223372036854775807
                b: -9223372036854775808

                """
        )
    }

    @Test func whatJSONHasNoTextForIsWrittenAllTheSame() {
        #expect(
            GoYAMLWriter.text(of: [.double(.nan), .double(.infinity), .double(-.infinity)]) == """
                - .nan
                - .inf
                - -.inf

                """
        )
    }

    @Test func theOrderOfKeysInTheTreeDoesNotMatter() {
        let one: Value = ["a10": 1, "a9": 2, "b": ["y": 1, "x": 2]]
        let other: Value = ["b": ["x": 2, "y": 1], "a9": 2, "a10": 1]
        #expect(GoYAMLWriter.bytes(of: one) == GoYAMLWriter.bytes(of: other))
        #expect(GoYAMLWriter.text(of: one) == "a9: 2\na10: 1\nb:\n  x: 2\n  \"y\": 1\n")
    }

    @Test func whatIsWrittenReadsBack() throws {
        var random = RandomValue(seed: 20)
        random.hasOnlyFiniteNumbers = true
        for _ in 0..<300 {
            let value = random.value()
            // Go writes it plainly, and then it is a merge key.
            if holdsMergeKey(value) { continue }
            for style in [GoYAMLWriter.Style.folded, .indented] {
                // A text that starts with a line end loses it with yaml.v3.
                if style == .indented, startsWithLineEnd(value) { continue }
                let text = GoYAMLWriter.text(of: value, style: style)
                #expect(try GoYAMLReader.value(in: text).isNumericallyEqual(to: value), "\(text)")
            }
        }
    }

    private func holdsMergeKey(_ value: Value) -> Bool {
        switch value {
        case .array(let values): values.contains(where: holdsMergeKey)
        case .mapping(let mapping): mapping.contains { $0.key == "<<" || holdsMergeKey($0.value) }
        default: false
        }
    }

    private func startsWithLineEnd(_ value: Value) -> Bool {
        switch value {
        case .string(let text): text.unicodeScalars.first == "\n"
        case .array(let values): values.contains(where: startsWithLineEnd)
        case .mapping(let mapping):
            mapping.contains { startsWithLineEnd(.string($0.key)) || startsWithLineEnd($0.value) }
        default: false
        }
    }

    private func asDoubles(_ value: Value) -> Value {
        switch value {
        case .integer(let number): .double(Double(number))
        case .array(let values): .array(values.map(asDoubles))
        case .mapping(let mapping): .mapping(mapping.mapValues(asDoubles))
        default: value
        }
    }
}
