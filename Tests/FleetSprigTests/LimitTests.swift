import FleetTemplate
import FleetValue
import Testing

@Suite struct LimitTests {
    private static let tooLong = "error calling %: the template makes a text of more than 67108864 bytes"
    private static let tooMuch = "error calling %: the template does too much work"

    @Test(arguments: [
        #"{{repeat 1000000000 "x"}}"#,
        #"{{repeat 9223372036854775807 "xy"}}"#,
        #"{{indent 1000000000 "x"}}"#,
        #"{{nindent 30000000 "x\n\n\ny"}}"#,
        #"{{replace "" (repeat 1000000 "x") (repeat 1000 "y")}}"#,
        #"{{replace "y" (repeat 1000000 "x") (repeat 1000 "y")}}"#,
        #"{{wrapWith 1 (repeat 1000000 "x") (repeat 1000 "y")}}"#,
        #"{{join (repeat 1000000 "x") (until 1000)}}"#,
        "{{until 1000000000}}",
        "{{until -9223372036854775808}}",
        "{{untilStep -9223372036854775808 9223372036854775807 2}}",
        "{{seq 1000000000}}",
        #"{{$l := until 4000000}}{{concat $l $l}}"#,
    ])
    func hugeResultsAreRefusedBeforeTheyAreMade(_ template: String) throws {
        let name = try #require(
            ["indent", "nindent", "replace", "wrapWith", "join", "untilStep", "until", "seq", "concat"]
                .first { template.hasPrefix("{{\($0) ") } ?? (template.contains("concat") ? "concat" : "repeat")
        )
        #expect(SprigRendering.reason(template) == Self.tooLong.replacing("%", with: name))
    }

    @Test func workAddsUp() {
        let template = #"{{$l := until 10000}}{{range until 1000}}{{$_ := reverse $l}}{{end}}"#
        let limits = RenderContext.Limits(maximumWork: 100_000)
        #expect(SprigRendering.reason(template, limits: limits) == Self.tooMuch.replacing("%", with: "reverse"))
    }

    @Test func comparisonsOfLargeValuesAddUp() {
        let template = #"{{$l := list (until 1000)}}{{$m := until 1000}}{{range until 1000}}{{has $m $l}}{{end}}"#
        let limits = RenderContext.Limits(maximumWork: 100_000)
        #expect(SprigRendering.reason(template, limits: limits).hasSuffix("the template does too much work"))
    }

    @Test func manyDifferentScalarsAreToldApartAtOnce() throws {
        // Comparing each with each would be 200 million comparisons.
        let template = "{{len (uniq (concat (until 20000) (until 20000)))}} {{len (without (until 20000) 1 2.0 3)}}"
        #expect(try SprigRendering.text(template) == "20000 19998")
    }

    @Test func longPatternsAreFoundInTimeThatGrowsWithTheText() throws {
        // Comparing at each place would be ten thousand million comparisons.
        let template = #"{{contains (print (repeat 100000 "a") "b") (repeat 200000 "a")}}"#
        #expect(try SprigRendering.text(template) == "false")
    }

    @Test(arguments: [
        #"{{$d := dict}}{{$_ := set $d "self" $d}}{{$c := deepCopy $d}}"#,
        #"{{$d := dict}}{{$_ := set $d "self" $d}}{{$e := dict}}{{$_ := set $e "self" $e}}{{$_ := merge $d $e}}"#,
    ])
    func mapsThatHoldThemselvesAreRefused(_ template: String) {
        #expect(SprigRendering.reason(template).hasSuffix("a value is nested too deep"))
    }

    @Test func mapsThatHoldThemselvesAreNotComparedForEver() throws {
        let template = #"{{$d := dict}}{{$_ := set $d "self" $d}}{{deepEqual $d (dict "self" $d)}}"#
        #expect(try SprigRendering.text(template) == "true")
        let other = #"{{$d := dict}}{{$_ := set $d "self" $d}}{{$e := dict}}{{$_ := set $e "self" $e}}"#
        #expect(try SprigRendering.text(other + "{{deepEqual $d $e}}") == "false")
    }
}
