import FleetValue
import Testing

@Suite struct Base64Tests {
    /// The test vectors of RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func textsOfTheSpecification(_ plain: String, _ text: String) {
        #expect(Base64.text(of: Array(plain.utf8)) == text)
        #expect(Base64.decoded(text) == Array(plain.utf8))
    }

    @Test func allBytesComeBack() {
        let bytes = [UInt8](0...255)
        #expect(Base64.decoded(Base64.text(of: bytes)) == bytes)
        #expect(Base64.decoded("Zm9v\r\nYmFy\n") == Array("foobar".utf8))
    }

    @Test(arguments: ["Zg", "Zg=", "Z===", "Zg==Zg==", "Z g=", "Zm9v!", "=Zg=", "Zm-v"])
    func otherTextIsNone(_ text: String) {
        #expect(Base64.decoded(text) == nil)
    }
}
