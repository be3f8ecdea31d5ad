import FleetTemplate
import FleetValue
import Testing

@Suite struct TextFunctionTests {
    /// xstrings 1.5, which Sprig 3.3 uses; 1.3 made `Foobar` of `FooBar`.
    @Test(arguments: [
        ("some_words", "SomeWords"), ("http_server", "HttpServer"), ("_complex__case_", "_Complex_Case_"),
        ("GOLANG_IS_GREAT", "GolangIsGreat"), ("FooBar", "FooBar"), ("fooBAR", "FooBAR"), ("foo BARbaz", "FooBarbaz"),
        ("_", "__"), ("-_ ", "-_  "), ("é_é", "ÉÉ"), ("ABc", "Abc"),
    ])
    func camelCaseKeepsTheInsideOfWords(_ text: String, _ expected: String) throws {
        #expect(try SprigRendering.call("camelcase", .string(text)).text == expected)
    }

    /// Go's `unicode.ToUpper`, `ToLower` and `ToTitle` of letters whose full mappings take several characters, or
    /// whose title letter is one of its own; printed by Go 1.19.
    @Test func lettersBecomeSingleLetters() throws {
        let letters = "ßŉǰΐᾀᾈᾳᾼῂﬀﬃǆǅıſK"
        #expect(try SprigRendering.call("upper", .string(letters)).text == "ßŉǰΐᾈᾈᾼᾼῂﬀﬃǄǄISK")
        #expect(try SprigRendering.call("lower", .string(letters + "İΣẞ")).text == "ßŉǰΐᾀᾀᾳᾳῂﬀﬃǆǆıſkiσß")
        #expect(try SprigRendering.call("title", .string("ß ŉ ᾀ ᾈ ﬀ ǆ Ǆ")).text == "ß ŉ ᾈ ᾈ ﬀ ǅ ǅ")
    }

    @Test func damagedBytesStayWhereTextsAreCut() throws {
        let damaged = GoValue.rawString([0xFF, 0x61, 0xC3])
        #expect(try SprigRendering.call("trunc", .int(1), damaged).stringBytes == [0xFF])
        #expect(try SprigRendering.call("trunc", .int(-2), damaged).stringBytes == [0x61, 0xC3])
        #expect(try SprigRendering.call("trimSuffix", .string("x"), damaged).stringBytes == [0xFF, 0x61, 0xC3])
        #expect(try SprigRendering.call("trim", damaged).stringBytes == [0xFF, 0x61, 0xC3])
        #expect(try SprigRendering.call("toString", damaged).stringBytes == [0xFF, 0x61, 0xC3])
    }

    @Test func damagedBytesBecomeOneCharacterEachWhereLettersChange() throws {
        let damaged = GoValue.rawString([0xE4, 0xBD, 0x61])
        #expect(try SprigRendering.call("upper", damaged).text == "\u{FFFD}\u{FFFD}A")
        #expect(try SprigRendering.call("quote", damaged).text == #""\xe4\xbda""#)
    }

    /// One byte of a character cut in the middle is a text of its own, which is put together again by appending.
    @Test func piecesOfCharactersCanBeJoined() throws {
        let template = #"{{join "" (list (trunc 1 "é") (trunc -1 "é"))}}"#
        #expect(try SprigRendering.text(template) == "é")
    }

    @Test func sameLettersInOtherBytesAreOthers() throws {
        let template = #"{{uniq (list "é" "e\u0301") | len}} {{has "é" (list "e\u0301")}} {{contains "é" "e\u0301"}}"#
        #expect(try SprigRendering.text(template) == "2 false false")
        #expect(try SprigRendering.text(#"{{sortAlpha (list "é" "z" "e\u0301")}}"#) == "[e\u{301} z é]")
    }
}
