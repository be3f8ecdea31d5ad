import FleetTemplate
import FleetValue
import Testing

@testable import FleetSprig

// What Sprig prints of JSON, Base64 and Base32 is in the cases of `SprigCaseTests`.
@Suite struct EncodingFunctionsTests {
    @Test func bytesThatAreNoTextSurviveDecoding() throws {
        #expect(
            try SprigRendering.text(#"{{"/wAB/g==" | b64dec | b64enc}} {{"74AAB7Q=" | b32dec | b32enc}}"#)
                == "/wAB/g== 74AAB7Q="
        )
        let bytes = try SprigRendering.call("b64dec", .string("/w=="))
        guard case .rawString(let raw) = bytes else {
            Issue.record("\(bytes)")
            return
        }
        #expect(raw == [0xFF])
    }

    @Test func everyNumberOfBytesIsEncodedAndDecoded() throws {
        for count in 0..<40 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 97 &+ count) }
            #expect(try Base64.decoded(Array(Base64.encoded(bytes).utf8)) == bytes)
            #expect(try Base32.decoded(Array(Base32.encoded(bytes).utf8)) == bytes)
        }
    }

    @Test func bytesAndDamagedTextAreWrittenAsJSON() throws {
        let bytes = GoValue.list(GoList([.integer(1, .uint8), .integer(255, .uint8)], of: .uint8))
        #expect(try text("toJson", bytes) == #""Af8=""#)
        #expect(try text("toJson", .rawString([0x61, 0xFF])) == "\"a\u{FFFD}\"")
        #expect(try text("toJson", .none) == "null")
        #expect(try text("toJson", .list(GoList(nilOf: .any))) == "null")
        #expect(try text("toJson", .integer(-1, .uint64)) == "18446744073709552000")
        #expect(try text("toJson", .integer(1_500_000_000, .duration)) == "1500000000")
    }

    @Test(arguments: [(Double.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf")])
    func whatHasNoTextIsEmptyOrAnError(_ number: Double, _ name: String) throws {
        #expect(try text("toJson", .float(number)) == "")
        #expect(try text("toPrettyJson", .list([.float(number)])) == "")
        for function in ["mustToJson", "mustToPrettyJson", "mustToRawJson", "toRawJson"] {
            let expected = FunctionError("json: unsupported value: \(name)")
            #expect(throws: expected) { try SprigRendering.call(function, .float(number)) }
        }
    }

    @Test func aMapThatHoldsItselfIsRefused() throws {
        let template = #"{{$d := dict}}{{$_ := set $d "d" $d}}{{mustToJson $d}}"#
        let reason = "json: unsupported value: encountered a cycle via map[string]interface {}"
        #expect(SprigRendering.reason(template) == "error calling mustToJson: " + reason)
        #expect(try SprigRendering.text(template.replacing("mustToJson", with: "toJson")) == "")
    }

    @Test func listsThatShareTheirElementsAreBounded() {
        let doubling = #"{{$l := list "0123456789"}}{{range until 40}}{{$l = list $l $l}}{{end}}"#
        let reason = "error calling %: the template makes a text of more than 67108864 bytes"
        for name in ["toJson", "mustToJson", "toPrettyJson", "toRawJson"] {
            #expect(SprigRendering.reason(doubling + "{{\(name) $l}}") == reason.replacing("%", with: name))
        }
    }

    @Test func deepTextIsRefused() {
        let template = #"{{mustFromJson (repeat 100000 "[")}}"#
        #expect(SprigRendering.reason(template) == "error calling mustFromJson: exceeded max depth")
    }

    @Test func certificatesAreWrittenWithTheirFields() throws {
        let certificate = GoValue.object(SprigCertificate(certificate: "c", key: "k"))
        #expect(try text("toJson", .list([certificate])) == #"[{"Cert":"c","Key":"k"}]"#)
    }

    private func text(_ function: String, _ value: GoValue) throws -> String? {
        try SprigRendering.call(function, value).text
    }
}
