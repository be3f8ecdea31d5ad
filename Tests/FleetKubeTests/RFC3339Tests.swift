import Testing

@testable import FleetKube

struct RFC3339Tests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0.0),
        ("2000-02-29T12:30:45Z", 951_827_445.0),
        ("2025-01-31T23:59:59.5Z", 1_738_367_999.5),
        ("2025-02-01T00:59:59+01:00", 1_738_367_999.0),
        ("2025-01-31T18:29:59-05:30", 1_738_367_999.0),
        ("1969-12-31T23:59:59Z", -1.0),
    ])
    func readsMoments(_ text: String, _ seconds: Double) {
        #expect(RFC3339.seconds(in: text) == seconds)
    }

    @Test(arguments: [
        "", "2025-01-31", "2025-01-31T23:59:59", "2025-13-01T00:00:00Z", "2025-01-31T24:00:00Z",
        "2025-01-31T23:59:59.Z",
        "2025-01-31T23:59:59Zx", "2025-01-31T23:59:59+0100", "20x5-01-31T23:59:59Z",
    ])
    func refusesOtherText(_ text: String) {
        #expect(RFC3339.seconds(in: text) == nil)
    }

    @Test(arguments: [0.0, -1, 951_827_445, 1_738_367_999, 4_102_444_800, -2_208_988_800, 951_782_400, 1_709_164_800])
    func writesWhatItReads(_ seconds: Double) {
        #expect(RFC3339.seconds(in: RFC3339.text(of: seconds)) == seconds)
    }

    @Test func writesSeconds() {
        #expect(RFC3339.text(of: 1_738_367_999.9) == "2025-01-31T23:59:59Z")
    }
}
