import FleetTemplate
import Testing

@testable import FleetSprig

@Suite struct DatesFunctionsTests {
    @Test(arguments: [
        (
            "2006-01-02", "31/12/2017",
            "parsing time \"31/12/2017\" as \"2006-01-02\": cannot parse \"2/2017\" as \"2006\""
        ),
        ("2006-01-02", "2017-13-01", "parsing time \"2017-13-01\": month out of range"),
        ("2006-01-02", "2017-02-29", "parsing time \"2017-02-29\": day out of range"),
        ("2006-01-02", "2017-02-28x", "parsing time \"2017-02-28x\": extra text: \"x\""),
        ("15:04", "24:00", "parsing time \"24:00\": hour out of range"),
        ("2006-002", "2017-366", "parsing time \"2017-366\": day-of-year out of range"),
        ("2006-01-002", "2020-03-031", "parsing time \"2020-03-031\": day-of-year does not match month"),
        ("Jan", "é", "parsing time \"\\xc3\\xa9\" as \"Jan\": cannot parse \"\\xc3\\xa9\" as \"Jan\""),
    ])
    func mistakesInTimesAreTold(_ layout: String, _ value: String, _ message: String) {
        #expect(
            SprigRendering.reason("{{mustToDate \"\(layout)\" \"\(value)\"}}") == "error calling mustToDate: \(message)"
        )
    }

    @Test(arguments: [
        ("nope", "time: invalid duration \"nope\""), ("1", "time: missing unit in duration \"1\""),
        ("1d", "time: unknown unit \"d\" in duration \"1d\""), ("", "time: invalid duration \"\""),
        ("9223372036854775807h", "time: invalid duration \"9223372036854775807h\""),
    ])
    func mistakesInDurationsAreTold(_ duration: String, _ message: String) {
        let template = "{{toDate \"2006\" \"2020\" | mustDateModify \"\(duration)\"}}"
        #expect(SprigRendering.reason(template) == "error calling mustDateModify: \(message)")
    }

    @Test func aFractionStandsForASecond() throws {
        let template = "{{mustToDate \"15:04:05\" \"12:30:.5\"}}"
        #expect(try SprigRendering.text(template) == "0000-01-01 12:30:00.5 +0000 UTC")
    }

    @Test func nowIsThatOfTheRendering() throws {
        let context = RenderContext(now: 1_700_000_000.25)
        let now = try SprigRendering.call("now", context: context)
        #expect(GoFormat.text(of: now) == "2023-11-14 22:13:20.25 +0000 UTC")
        #expect(try SprigRendering.call("ago", .int(1_699_996_400), context: context).text == "1h0m0s")
        #expect(try SprigRendering.call("durationRound", now, context: context).text == "0s")
        #expect(try SprigRendering.call("htmlDate", .string("anything else"), context: context).text == "2023-11-14")
    }

    @Test func furthestTimesDoNotTrap() throws {
        for seconds in [Int64.min, .max, 0] {
            for layout in ["2006-01-02 Mon 002 15:04", "06 Jan"] {
                _ = try SprigRendering.call("dateInZone", .string(layout), .int64(seconds), .string("Europe/Berlin"))
            }
        }
        _ = try SprigRendering.text(
            "{{$t := toDate \"2006\" \"9999\"}}{{$t.AddDate 9223372036854775807 9223372036854775807 9223372036854775807}}"
        )
        #expect(GoTime.zero.since(GoTime(unix: 0)) == .min)
    }

    @Test(arguments: [
        ("CET-1CEST,M3.5.0,M10.5.0/3", 1_711_846_799, "CET"), ("CET-1CEST,M3.5.0,M10.5.0/3", 1_711_846_800, "CEST"),
        ("CET-1CEST,M3.5.0,M10.5.0/3", 1_729_990_799, "CEST"), ("CET-1CEST,M3.5.0,M10.5.0/3", 1_729_990_800, "CET"),
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", 1_704_067_200, "AEDT"),
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", 1_719_792_000, "AEST"),
        ("<+03>-3", 0, "+03"), ("EST5", 0, "EST"), ("XXX3YYY,J60,300/1:30", 4_924_800, "XXX"),
        ("XXX3YYY,J60,300/1:30", 5_197_800, "YYY"),
    ])
    func rulesSayWhatHolds(_ rule: String, _ unix: Int64, _ name: String) throws {
        let footer = Array("\n\(rule)\n".utf8)
        #expect(try #require(ZoneRule(footer: footer[...])).period(at: unix).name == name)
    }

    @Test(arguments: ["", "C", "CET", "CET-", "CET-1CEST,M13.1.0,M1.1.0", "CET-1CEST,M3.5.0", "CET-200", "<CET-1"])
    func whatIsNoRuleIsNone(_ rule: String) {
        #expect(ZoneRule(footer: Array("\n\(rule)\n".utf8)[...]) == nil)
    }

    @Test func damagedZoneFilesAreNone() {
        let header = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
        #expect(ZoneFile([]) == nil)
        #expect(ZoneFile(header) == nil)
        #expect(ZoneFile(header + [UInt8](repeating: 0xFF, count: 24)) == nil)
        #expect(ZoneFile(header + [UInt8](repeating: 0, count: 24) + header + [UInt8](repeating: 0, count: 24)) == nil)
    }

    @Test(arguments: ["../../../etc/passwd", "/etc/localtime", "Europe/../Europe/Berlin", "Europe", "\0", "tzdata.zi"])
    func namesDoNotLeaveTheFolder(_ name: String) throws {
        let time = try SprigRendering.call("dateInZone", .string("MST -0700"), .int(0), .string(name))
        #expect(time.text == "UTC +0000")
    }
}
