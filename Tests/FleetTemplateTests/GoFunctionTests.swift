import FleetTemplate
import FleetValue
import Testing

@Suite struct GoFunctionTests {
    /// A function of one parameter that says the type it got.
    private static func typeName(of parameter: GoFunction.Parameter) -> GoFunction {
        GoFunction(parameter) { arguments, _ in .string(arguments[0].typeName) }
    }

    private static let functions = FunctionTable([
        "any": typeName(of: .any), "string": typeName(of: .string), "bool": typeName(of: .bool),
        "int": typeName(of: .int), "int64": typeName(of: .int64), "float64": typeName(of: .float64),
        "duration": typeName(of: .duration), "list": typeName(of: .list), "strings": typeName(of: .strings),
        "map": typeName(of: .map), "bytes": typeName(of: .bytes), "reflect": typeName(of: .reflect),
        "five": GoFunction { _, _ in .int(5) }, "null": GoFunction { _, _ in .null },
        "texts": GoFunction { _, _ in .strings(["a", "b"]) },
        "put": GoFunction(.map) { arguments, _ in
            if case .map(let map) = arguments[0] { map["x"] = .int(1) }
            return arguments[0]
        },
        "join": GoFunction(.string, variadic: .int) { arguments, _ in
            .string(arguments.map { GoFormat.text(of: $0) }.joined(separator: ","))
        },
    ])

    private func render(_ source: String, _ data: Value = [:]) -> String {
        do throws(TemplateError) {
            let template = try GoTemplate(source, options: GoOptions(functions: Self.functions))
            return try template.render(GoValue(data))
        } catch {
            guard case .go(let failure) = error else { return error.message }
            return failure.reason
        }
    }

    @Test(arguments: [
        (
            "{{int 3}} {{int64 3}} {{float64 3}} {{duration 3}} {{any 3}} {{any 3.0}} {{any 'a'}} {{int 3.0}}",
            "int int64 float64 time.Duration int float64 int int"
        ),
        (
            "{{float64 1.5}} {{bool true}} {{string `x`}} {{any nil}} {{map nil}} {{list nil}} {{strings nil}}",
            "float64 bool string <nil> map[string]interface {} []interface {} []string"
        ),
        (
            "{{any .none}} {{reflect .none}} {{map .none}} {{bytes .none}} {{any null}} {{strings texts}}",
            "<nil> <nil> map[string]interface {} []uint8 <nil> []string"
        ),
        ("{{join `a`}} {{join `a` 1 2}} {{5 | join `a` 1}} {{five | join `a`}}", "a a,1,2 a,1,5 a,5"),
    ])
    func constantsBecomeTheParametersType(_ source: String, _ expected: String) {
        #expect(render(source) == expected)
    }

    @Test(arguments: [
        ("{{int 3.5}}", "expected integer; found 3.5"), ("{{string 3}}", "expected string; found 3"),
        ("{{bool 1}}", "expected bool; found 1"), ("{{float64 `x`}}", "expected float; found `x`"),
        ("{{list 3}}", "can't handle 3 for arg of type []interface {}"),
        ("{{map true}}", "can't handle true for arg of type map[string]interface {}"),
        ("{{string nil}}", "cannot assign nil to string"), ("{{int nil}}", "cannot assign nil to int"),
        ("{{string .n}}", "wrong type for value; expected string; got float64"),
        ("{{.n | string}}", "wrong type for value; expected string; got float64"),
        ("{{int .n}}", "wrong type for value; expected int; got float64"),
        ("{{int64 five}}", "wrong type for value; expected int64; got int"),
        ("{{strings .l}}", "wrong type for value; expected []string; got []interface {}"),
        ("{{list texts}}", "wrong type for value; expected []interface {}; got []string"),
        ("{{map .l}}", "wrong type for value; expected map[string]interface {}; got []interface {}"),
        ("{{string .z}}", "wrong type for value; expected string; got interface {}"),
        ("{{.z | string}}", "invalid value; expected string"), ("{{string .none}}", "invalid value; expected string"),
        ("{{join}}", "wrong number of args for join: want at least 1 got 0"),
        ("{{string `a` `b`}}", "wrong number of args for string: want 1 got 2"),
        ("{{`b` | string `a`}}", "wrong number of args for string: want 1 got 2"),
        ("{{put nil}}", "error calling put: assignment to entry in nil map"),
    ])
    func wrongArgumentsFailInGoWords(_ source: String, _ reason: String) {
        #expect(render(source, ["n": 3, "l": [1], "z": nil]) == reason)
    }

    @Test func whatAFunctionChangesIsSeen() {
        #expect(render("{{$_ := put .m}}{{.m.x}} {{len (put .m)}}", ["m": ["a": "b"]]) == "1 2")
    }

    @Test func tableHidesBuiltInFunctions() throws {
        var table = FunctionTable()
        table["len"] = GoFunction(.any) { _, _ in .string("mine") }
        table["and"] = GoFunction(variadic: .any) { arguments, _ in .int(arguments.count) }
        let template = try GoTemplate("{{len 3}} {{and false 1 2}}", options: GoOptions(functions: table))
        #expect(try template.render(.null) == "mine 3")
    }

    // MARK: Objects

    private final class Ship: GoObject {
        let typeName = "*ports.Ship"
        let kindName = "ptr"
        let text = "the ship"

        func member(_ name: String) -> GoMember? {
            switch name {
            case "Name": .value(.string("Alma"))
            case "Load":
                .method(
                    GoFunction(.int, variadic: .string) { arguments, _ throws(FunctionError) in
                        guard case .integer(let count, _) = arguments[0], count < 10 else {
                            throw FunctionError("too heavy")
                        }
                        return .string(arguments.map { GoFormat.text(of: $0) }.joined(separator: "+"))
                    }
                )
            default: nil
            }
        }

        func isEqual(to other: any GoObject) -> Bool { other is Ship }
    }

    @Test(arguments: [
        ("{{.s.Name}} {{.s}} {{printf `%s %q %T` .s .s .s}}", #"Alma the ship the ship "the ship" *ports.Ship"#),
        (
            "{{.s.Load 3}} {{.s.Load 3 `a`}} {{`b` | .s.Load 3 `a`}} {{(.s).Load 1}} {{$x := .s}}{{$x.Load 2}}",
            "3 3+a 3+a+b 1 2"
        ),
        ("{{eq .s .s}} {{if .s}}yes{{end}}", "true yes"),
        ("{{.s.Load 10}}", "error calling Load: too heavy"),
        ("{{.s.Load}}", "wrong number of args for Load: want at least 1 got 0"),
        ("{{.s.Load `x`}}", "expected integer; found `x`"),
        ("{{.s.Name 1}}", "Name has arguments but cannot be invoked as function"),
        ("{{.s.Crew}}", "can't evaluate field Crew in type interface {}"),
        ("{{range .s}}{{end}}", "range can't iterate over the ship"),
    ])
    func objectsHaveFieldsAndMethods(_ source: String, _ expected: String) throws {
        let data = GoValue.map(GoMap(["s": .object(Ship())]))
        do throws(TemplateError) {
            #expect(try GoTemplate(source, options: GoOptions()).render(data) == expected)
        } catch {
            guard case .go(let failure) = error else { throw error }
            #expect(failure.reason == expected)
        }
    }

    @Test func durationsHaveMethods() throws {
        let data = GoValue.map(GoMap(["d": .integer(5_400_000_000_000, .duration)]))
        let source = "{{.d}} {{.d.Hours}} {{.d.Minutes}} {{.d.Seconds}} {{printf `%d %v %T` .d .d .d}}"
        #expect(
            try GoTemplate(source, options: GoOptions()).render(data)
                == "1h30m0s 1.5 90 5400 5400000000000 1h30m0s time.Duration"
        )
    }
}
