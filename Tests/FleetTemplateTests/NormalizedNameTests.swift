import FleetTemplate
import Testing

@Suite struct NormalizedNameTests {
    @Test(arguments: [
        ("staging-01", "staging-01"),
        ("Production_01/West", "production-01-west"),
        ("https://1.2.3.4:6443", "https---1.2.3.4-6443"),
        ("--.a..b.--", "a..b"),
        ("Größe", "gr--e"),
        ("\u{212A}ube", "kube"),
        ("\u{130}x", "ix"),
        ("日本", ""),
        ("", ""),
    ])
    func makesAName(_ name: String, _ expected: String) {
        #expect(NormalizedName.of(name) == expected)
    }

    @Test func isCutBeforeItsEndsAreTrimmed() {
        let name = String(repeating: "a", count: 251) + "--bcd"
        #expect(NormalizedName.of(name) == String(repeating: "a", count: 251))
        #expect(NormalizedName.of(String(repeating: "ä", count: 300)) == "")
    }
}
