import FleetTemplate
import FleetValue
import Testing

@testable import FleetSprig

@Suite struct RandomFunctionsTests {
    @Test(arguments: [
        ("randAlphaNum", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"),
        ("randAlpha", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"),
        ("randNumeric", "0123456789"),
        ("randAscii", String(decoding: Array(0x20...0x7E) as [UInt8], as: UTF8.self)),
    ])
    func textsHaveAllCharactersOfTheirAlphabetAndNoOther(_ function: String, _ alphabet: String) throws {
        let text = try #require(try SprigRendering.call(function, .int(5000)).text)
        #expect(text.utf8.count == 5000)
        #expect(Set(text) == Set(alphabet))
        #expect(try SprigRendering.call(function, .int(0)).text == "")
        #expect(try SprigRendering.call(function, .int(-1)).text == "")
        #expect(try SprigRendering.call(function, .int(20)).text != SprigRendering.call(function, .int(20)).text)
    }

    @Test func bytesAreInBase64() throws {
        let text = try #require(try SprigRendering.call("randBytes", .int(10)).text)
        #expect(try Base64.decoded(Array(text.utf8)).count == 10)
        #expect(throws: FunctionError("runtime error: makeslice: len out of range")) {
            try SprigRendering.call("randBytes", .int(-1))
        }
    }

    @Test func numbersAreInTheirRange() throws {
        var seen: Set<Int> = []
        for _ in 0..<200 { seen.insert(try SprigRendering.call("randInt", .int(-1), .int(3)).intArgument) }
        #expect(seen == [-1, 0, 1, 2])
    }

    @Test func identifiersAreOfVersionFour() throws {
        let text = try SprigRendering.text("{{uuidv4}}")
        let parts = text.split(separator: "-").map(String.init)
        #expect(parts.map(\.utf8.count) == [8, 4, 4, 4, 12])
        #expect(text.allSatisfy { "0123456789abcdef-".contains($0) })
        #expect(parts[2].hasPrefix("4"))
        #expect("89ab".contains(parts[3].prefix(1)))
        #expect(try SprigRendering.text("{{uuidv4}}") != text)
    }

    @Test func shufflingKeepsTheCharacters() throws {
        let text = "héllo wörld, häppy"
        let shuffled = try #require(try SprigRendering.call("shuffle", .string(text)).text)
        #expect(shuffled.unicodeScalars.sorted() == text.unicodeScalars.sorted())
        #expect(try (0..<5).contains { _ in try SprigRendering.call("shuffle", .string(text)).text != text })
    }

    @Test(arguments: ["randAlphaNum", "randAscii", "randBytes"])
    func hugeTextsAreRefused(_ function: String) {
        #expect(
            SprigRendering.reason("{{\(function) 1000000000}}")
                == "error calling \(function): the template makes a text of more than 67108864 bytes"
        )
    }
}
