import FleetTestSupport
import FleetValue
import FleetYAML
import Testing

/// What is written is read back as the same tree, for trees that seek trouble.
@Suite struct RoundTripTests {
    @Test(arguments: 0..<40)
    func yamlReadsWhatItWrote(_ seed: Int) throws {
        var random = RandomValue(seed: UInt64(seed))
        for _ in 0..<50 {
            let value = random.value()
            let text = YAMLWriter.text(of: value)
            #expect(try YAMLReader.value(in: text) == value, "\(text)")
        }
    }

    @Test(arguments: 0..<20)
    func jsonReadsWhatItWrote(_ seed: Int) throws {
        var random = RandomValue(seed: UInt64(seed))
        random.hasOnlyFiniteNumbers = true
        for _ in 0..<50 {
            let value = random.value()
            for layout in [JSONWriter.Layout.compact, .indented] {
                let text = JSONWriter.text(of: value, layout: layout, escapesHTML: layout == .compact)
                // A double without a fraction is written like an integer.
                #expect(try JSONReader.value(in: text).isNumericallyEqual(to: value), "\(text)")
            }
        }
    }

    @Test(arguments: 0..<10)
    func streamsKeepTheirDocuments(_ seed: Int) throws {
        var random = RandomValue(seed: UInt64(seed) + 1000)
        let values = (0..<20).map { _ in random.value() }
        let text = YAMLWriter.text(of: values)
        #expect(try YAMLReader.documents(in: text, file: "x").map(\.value) == values, "\(text)")
    }

    @Test func whatIsNoTextIsNotQuotedAndTextIsNotMisread() throws {
        for text in RandomValue.nastyTexts {
            let value: Value = ["key": .string(text), "list": [.string(text), [.string(text)]], text: "value"]
            let written = YAMLWriter.text(of: value)
            #expect(try YAMLReader.value(in: written) == value, "\(written)")
        }
    }
}
