import FleetTemplate
import FleetValue
import Testing

@Suite struct ListAndMapTests {
    @Test func keysAndValuesGoByAscendingKeys() throws {
        let data: Value = ["b": 2, "a": 1, "é": 4, "c": 3]
        #expect(try SprigRendering.text("{{keys .}} {{values .}}", data) == "[a b c é] [1 2 3 4]")
        #expect(try SprigRendering.text(#"{{keys . (dict "a" 1)}}"#, data) == "[a b c é a]")
    }

    @Test func mapsAreShared() throws {
        let template = #"{{$a := dict}}{{$b := $a}}{{$l := list $a}}{{$_ := set $b "k" 1}}{{$a}} {{first $l}}"#
        #expect(try SprigRendering.text(template) == "map[k:1] map[k:1]")
    }

    @Test func listsAreNotShared() throws {
        let template = #"{{$a := list 1}}{{$b := append $a 2}}{{$c := append $a 3}}{{$a}} {{$b}} {{$c}}"#
        #expect(try SprigRendering.text(template) == "[1] [1 2] [1 3]")
    }

    @Test func listsOfNothingAreNull() throws {
        for template in ["{{rest (list)}}", "{{initial (list)}}", "{{concat}}", "{{concat (list) (list)}}"] {
            let call = template.replacing("{{", with: "{{toJson (").replacing("}}", with: ")}}")
            #expect(try SprigRendering.text(call) == "null", "\(template)")
            #expect(try SprigRendering.text(template) == "[]")
        }
    }

    /// mergo 1.0, which Sprig 3.3 uses; 0.3 left the text.
    @Test func mapsOverwriteWhatIsNone() throws {
        let template = #"{{mergeOverwrite (dict "a" "text" "b" (list 1)) (dict "a" (dict "x" 1) "b" (dict "y" 2))}}"#
        #expect(try SprigRendering.text(template) == "map[a:map[x:1] b:map[y:2]]")
        let reverse = #"{{mergeOverwrite (dict "a" (dict "x" 1)) (dict "a" "text")}}"#
        #expect(try SprigRendering.text(reverse) == "map[a:text]")
    }

    @Test func mergingOneMapIntoItselfChangesNothing() throws {
        let template = #"{{$d := dict "a" (dict "b" 1)}}{{merge $d $d}} {{mergeOverwrite $d $d}}"#
        #expect(try SprigRendering.text(template) == "map[a:map[b:1]] map[a:map[b:1]]")
    }

    @Test func listsKeepTheirTypes() throws {
        let template =
            #"{{typeOf (slice (splitList "," "a,b") 1)}} {{typeOf (deepCopy (until 2))}} "#
            + #"{{typeOf (reverse (until 2))}} {{typeOf (deepCopy (chunk 1 (list 1)))}}"#
        #expect(try SprigRendering.text(template) == "[]string []int []interface {} [][]interface {}")
    }
}
