import FleetModel
import FleetTestSupport
import FleetValue
import FleetYAML
import Testing

@Suite struct LabelSelectorTests {
    @Test(arguments: try CaseFolder.all("Selector"))
    func decodesOrSaysWhatIsWrong(_ folder: CaseFolder) throws {
        let value = try YAMLReader.value(in: folder.text("selector.yaml"))
        do {
            let selector = try LabelSelector(decoding: value, at: ValuePath(keys: "spec", "selector"))
            folder.expect(selector.description + "\n", in: "expected.txt")
            #expect(try LabelSelector(parsing: selector.description) == selector)
        } catch {
            folder.expect(error.description + "\n", in: "error.txt")
        }
    }

    @Test func unchecksValuesButNotKeysOnRequest() throws {
        let value: Value = ["matchExpressions": [["key": "url", "operator": "In", "values": ["https://x"]]]]
        #expect(throws: ModelError.self) { try LabelSelector(decoding: value, at: ValuePath()) }
        let selector = try LabelSelector(decoding: value, at: ValuePath(), checksValues: false)
        #expect(selector.matches(["url": "https://x"]))
        #expect(throws: ModelError.self) {
            try LabelSelector(decoding: ["matchLabels": ["a b": "x"]], at: ValuePath(), checksValues: false)
        }
    }

    @Test(
        arguments: [
            ("", ""),
            ("  \t", ""),
            ("a=b", "a=b"),
            ("a==b", "a=b"),
            ("a = b", "a=b"),
            ("a!=b", "a!=b"),
            ("a != b , c", "a!=b,c"),
            ("a=", "a="),
            ("a=,b==,c!=", "a=,b=,c!="),
            ("a", "a"),
            ("!a", "!a"),
            ("! a", "!a"),
            ("b,a", "a,b"),
            ("a>5,a<10", "a>5,a<10"),
            ("a in (x)", "a in (x)"),
            ("a in(x,y)", "a in (x,y)"),
            ("a notin ( y , x , y )", "a notin (x,y)"),
            ("a in ()", "a in ()"),
            ("a in (,)", "a in ()"),
            ("a in (x,)", "a in (,x)"),
            ("a in (x,,y)", "a in (,x,y)"),
            ("x in (foo,,baz),y,z notin ()", "x in (,baz,foo),y,z notin ()"),
            ("in in (in,notin)", "in in (in,notin)"),
            ("notin=in", "notin=in"),
            ("a=in", "a=in"),
            ("example.com/a.b_c=Value-1.0_x", "example.com/a.b_c=Value-1.0_x"),
            ("a\n=\nb", "a=b"),
        ]
    )
    func readsWhatKubectlReads(_ text: String, _ canonical: String) throws {
        let selector = try LabelSelector(parsing: text)
        #expect(selector.description == canonical)
        #expect(try LabelSelector(parsing: selector.description) == selector)
    }

    @Test(
        arguments: [
            ("a,", "found the end, expected a label key"),
            (",a", "found \",\", expected a label key"),
            ("a,,b", "found \",\", expected a label key"),
            ("=b", "found \"=\", expected a label key"),
            ("!", "found the end, expected a label key"),
            ("!!a", "found \"!\", expected a label key"),
            ("!a=b", "found \"=\", expected \",\" or the end"),
            ("a b", "found \"b\", expected in, notin, =, ==, !=, < or >"),
            ("a !b", "found \"!\", expected in, notin, =, ==, !=, < or >"),
            ("a=b c", "found \"c\", expected \",\" or the end"),
            ("a===b", "found \"=\", expected a value"),
            ("a=!b", "found \"!\", expected a value"),
            ("a=>b", "found \">\", expected a value"),
            ("a>=5", "found \"=\", expected a value"),
            ("a in", "found the end, expected \"(\""),
            ("a in x", "found \"x\", expected \"(\""),
            ("a in (x", "found the end, expected \",\" or \")\""),
            ("a in (x y)", "found \"y\", expected \",\" or \")\""),
            ("a in (x=y)", "found \"=\", expected \",\" or \")\""),
            ("a in ((x))", "found \"(\", expected \",\" or \")\""),
            ("a in (x) b", "found \"b\", expected \",\" or the end"),
            ("a>b", "\"a>b\" compares with no whole number"),
            ("a>", "\"a>\" compares with no whole number"),
            ("a<99999999999999999999", "\"a<99999999999999999999\" compares with no whole number"),
            (
                "-a=b",
                "label key \"-a\" must consist of letters, digits, \"-\", \"_\" and \".\", and start and end with a "
                    + "letter or digit"
            ),
            ("a/b/c", "label key \"a/b/c\" must have at most one \"/\""),
            ("a/", "label key \"a/\" has no name after the \"/\""),
            (
                "a=b/c",
                "value \"b/c\" for label \"a\" must consist of letters, digits, \"-\", \"_\" and \".\", and start and "
                    + "end with a letter or digit"
            ),
        ]
    )
    func saysWhatIsWrong(_ text: String, _ message: String) {
        #expect(throws: ModelError(ValuePath(), "label selector \"\(text)\": \(message)")) {
            try LabelSelector(parsing: text)
        }
    }

    @Test(
        arguments: [
            ("", true, true),
            ("env=prod", true, false),
            ("env!=prod", false, true),
            ("env in (prod,test)", true, false),
            ("env notin (prod,test)", false, true),
            ("env", true, false),
            ("!env", false, true),
            ("size>3", true, false),
            ("size>4", false, false),
            ("size<5", true, false),
            ("env>1", false, false),
            ("env=prod,size=4", true, false),
            ("env=prod,size=5", false, false),
            ("empty=", true, false),
            ("env=Prod", false, false),
        ]
    )
    func matchesLabelsAndNone(_ text: String, _ matches: Bool, _ matchesNone: Bool) throws {
        let selector = try LabelSelector(parsing: text)
        #expect(selector.matches(["env": "prod", "size": "4", "empty": ""]) == matches)
        #expect(selector.matches([:]) == matchesNone)
        #expect(selector.isEmpty == text.isEmpty)
    }

    @Test func requirementsAddUp() throws {
        let both = try LabelSelector(parsing: "b=1").adding(LabelSelector(parsing: "a=2"))
        #expect(both.description == "a=2,b=1")
        #expect(!both.matches(["b": "1"]))
    }

    /// Whatever can be built prints as text that reads back as the same, and answers alike.
    @Test func canonicalTextReadsBack() throws {
        var random = SplitMix64(seed: 2)
        let keys = ["a", "in", "notin", "example.com/a", "A.b-c_d", "z9"]
        let values = ["", "x", "in", "1", "42", "v1.2_3-x", "Y"]
        let operators: [LabelSelector.Operator] = [
            .equals, .notEquals, .in, .notIn, .exists, .doesNotExist, .greaterThan, .lessThan,
        ]
        for _ in 0..<2_000 {
            var requirements: [LabelSelector.Requirement] = []
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                let comparison = operators[Int.random(in: 0..<operators.count, using: &random)]
                let chosen: [String] =
                    switch comparison {
                    case .exists, .doesNotExist: []
                    case .greaterThan, .lessThan: [String(Int.random(in: 0...50, using: &random))]
                    case .equals, .notEquals: [values[Int.random(in: 0..<values.count, using: &random)]]
                    case .in, .notIn:
                        (0...Int.random(in: 0...3, using: &random)).map { _ in
                            values[Int.random(in: 0..<values.count, using: &random)]
                        }
                    }
                requirements.append(
                    try LabelSelector.Requirement(
                        key: keys[Int.random(in: 0..<keys.count, using: &random)],
                        operator: comparison,
                        values: chosen
                    )
                )
            }
            let selector = LabelSelector(requirements)
            let copy = try LabelSelector(parsing: selector.description)
            #expect(copy == selector, "\(selector)")
            for _ in 0..<4 {
                var labels: [String: String] = [:]
                for key in keys where Bool.random(using: &random) {
                    labels[key] = values[Int.random(in: 0..<values.count, using: &random)]
                }
                #expect(copy.matches(labels) == requirements.allSatisfy { $0.matches(labels) })
            }
        }
    }
}
