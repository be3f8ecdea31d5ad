import FleetValue
import FleetYAML
import Testing

@Suite struct GoYAMLReaderTests {
    @Test func theLastOfEqualKeysCounts() throws {
        let text = "a: 1\nb: 2\na: 3\nc: {x: 1, x: 2}\n"
        #expect(try GoYAMLReader.value(in: text) == ["a": 3, "b": 2, "c": ["x": 2]])
        let merged = "base: &b {a: 1, b: 2}\nuse:\n  <<: *b\n  a: 3\n  a: 4\n"
        #expect(try GoYAMLReader.value(in: merged) == ["base": ["a": 1, "b": 2], "use": ["a": 4, "b": 2]])
    }

    @Test(arguments: ["a: 1\n---\nb: 2\n", "a: 1\n---\n]broken", "# c\n---\na: 1\n...\nb: [\n"])
    func onlyTheFirstDocumentIsRead(_ text: String) throws {
        #expect(try GoYAMLReader.value(in: text) == ["a": 1])
    }

    @Test(arguments: ["", "\n", "# nothing\n", "---\n", "~", "---\n---\na: 1\n"])
    func nothingIsNull(_ text: String) throws {
        #expect(try GoYAMLReader.value(in: text) == .null)
    }

    @Test func scalarsAreThoseOfYAML11() throws {
        let text = "- y\n- No\n- 0644\n- 1_000\n- 0x1F\n- 1e3\n- 12:30\n- 2024-01-01\n- \"y\"\n- y: n\n"
        let expected: Value = [true, false, 420, 1000, 31, 1000.0, "12:30", "2024-01-01", "y", ["true": false]]
        #expect(try GoYAMLReader.value(in: text) == expected)
    }

    /// Messages of `sigs.k8s.io/yaml` 1.3.0.
    @Test(arguments: [
        ("a: [1, 2", "yaml: line 1: did not find expected ',' or ']'"),
        ("a: b: c", "yaml: mapping values are not allowed in this context"),
        ("x: 1\na: b: c", "yaml: line 2: mapping values are not allowed in this context"),
        ("x: 1\n\tb: 2", "yaml: line 2: found a tab character that violates indentation"),
        ("a: 1\n- b", "yaml: line 1: did not find expected key"),
        ("a: 'x", "yaml: found unexpected end of stream"),
        ("a: *x", "yaml: unknown anchor 'x' referenced"),
        ("a: &x [*x]", "yaml: anchor 'x' value contains itself"),
        ("a: *x\nb: ]", "yaml: unknown anchor 'x' referenced"),
        ("<<: 3", "yaml: map merge requires map or sequence of maps as the value"),
        ("a: !!binary '%'", "yaml: !!binary value contains invalid base64 data"),
        ("a: \u{1}", "yaml: control characters are not allowed"),
        ("a: .inf", "json: unsupported value: +Inf"),
        ("- {b: [-.inf]}", "json: unsupported value: -Inf"),
        (".nan", "json: unsupported value: NaN"),
    ])
    func messagesAreGos(_ text: String, _ message: String) {
        let expected = GoYAMLError(message: "error converting YAML to JSON: " + message)
        #expect(throws: expected) { try GoYAMLReader.value(in: text) }
    }

    @Test func whatDoesNotEndIsRefused() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: GoYAMLError.self) { try GoYAMLReader.value(in: deep) }
        var laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let alias = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            laughs += "a\(level): &a\(level) [\(alias)]\n"
        }
        let expected = GoYAMLError(
            message: "error converting YAML to JSON: yaml: document contains excessive aliasing"
        )
        #expect(throws: expected) { try GoYAMLReader.value(in: laughs) }
    }
}
