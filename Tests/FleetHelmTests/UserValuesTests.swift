import FleetTestSupport
import FleetValue
import FleetYAML
import Testing

@testable import FleetHelm

/// Files of values and the language of `--set`.
@Suite struct UserValuesTests {
    @Test(arguments: [
        ("a=1", "{a: 1}"),
        ("a.b.c=x,d=z", "{a: {b: {c: x}}, d: z}"),
        ("a\\.b=x", "{a.b: x}"),
        ("a=x\\,y", "{a: 'x,y'}"),
        ("a={x,w},b=z", "{a: [x, w], b: z}"),
        ("a={1,true,null}", "{a: [1, true, null]}"),
        ("a[0]=x,a[2]=z", "{a: [x, null, z]}"),
        ("a[1].b=x,a[1].c=z", "{a: [null, {b: x, c: z}]}"),
        ("a[0][1]=x", "{a: [[null, x]]}"),
        ("old.list[1]=new", "{old: {list: [1, new]}}"),
        ("a=null", "{a: null}"),
        ("a=TRUE,b=False", "{a: true, b: false}"),
        ("a=007,b=0,c=-3,d=1.5", "{a: '007', b: 0, c: -3, d: '1.5'}"),
        ("a=", "{a: ''}"),
        ("a=b=c", "{a: b=c}"),
        ("nodeSelector.kubernetes\\.io/role=master", "{nodeSelector: {kubernetes.io/role: master}}"),
    ])
    func settingsAreReadAsHelmReadsThem(_ text: String, _ expected: String) throws {
        var values = UserValues()
        values.add(["old": ["list": [1, 2]]])
        try values.set(text)
        var wanted = try #require(YAMLReader.value(in: expected, file: "expected").mapping)
        if wanted["old"] == nil { wanted["old"] = ["list": [1, 2]] }
        #expect(Value.mapping(values.mapping) == .mapping(wanted))
    }

    @Test func textsStayTexts() throws {
        var values = UserValues()
        try values.set("a=1,b=true,c=null,d={1,x}", isText: true)
        #expect(values.mapping == ["a": "1", "b": "true", "c": "null", "d": ["1", "x"]])
    }

    @Test func aFileIsTakenAsItIs() throws {
        var values = UserValues()
        try values.set("a.script", toFile: Array("one, {two}\n".utf8))
        #expect(values.mapping == ["a": ["script": "one, {two}\n"]])
    }

    @Test(arguments: [
        ("a", "key \"a\" has no value"),
        ("a,b=1", "key \"a\" has no value (cannot end with ,)"),
        ("a.=", "key map \"a\" has no value"),
        ("a[x]=1", "error parsing index: strconv.Atoi: parsing \"x\": invalid syntax"),
        ("a[-1]=1", "negative -1 index not allowed"),
        ("a[65537]=1", "index of 65537 is greater than maximum supported index of 65536"),
        ("a[0", "error parsing index: EOF"),
        ("a[0]x=1", "unexpected data at end of array index: \"x\""),
        ("a={1,2", "list must terminate with '}'"),
        (
            String(repeating: "a.", count: 40) + "b=1",
            "value name nested level is greater than maximum supported nested level of 30"
        ),
        (
            "a" + String(repeating: "[0]", count: 40) + "=1",
            "value name nested level is greater than maximum supported nested level of 30"
        ),
    ])
    func mistakesAreNamed(_ text: String, _ message: String) {
        var values = UserValues()
        let error = #expect(throws: HelmError.self) { try values.set(text) }
        #expect(error?.message == "failed parsing --set data: " + message)
    }

    @Test func aSettingReplacesWhatIsNoMapping() {
        var values = UserValues()
        values.add(["a": "text"])
        let error = #expect(throws: HelmError.self) { try values.set("a.b=1") }
        #expect(error?.message == "failed parsing --set data: unable to parse key: \"a\" is no map")
    }

    @Test func filesAreMergedInOrder() throws {
        var values = UserValues()
        try values.add(file: Array("a: {x: 1, w: 2}\nb: [1]\n---\nc: second document\n".utf8), name: "one.yaml")
        try values.add(file: Array("a: {w: 3, z: null}\nb: [2]\n".utf8), name: "two.yaml")
        #expect(values.mapping == ["a": ["x": 1, "w": 3, "z": .null], "b": [2], "c": "second document"])
        let error = #expect(throws: HelmError.self) { try values.add(file: Array("- a\n".utf8), name: "three.yaml") }
        #expect(
            error?.message
                == "failed to parse three.yaml: cannot unmarshal yaml document: error unmarshaling JSON: while decoding "
                + "JSON: json: cannot unmarshal array into Go value of type map[string]interface {}"
        )
    }

    @Test(arguments: [
        ("1.31", "v1.31.0"), ("v1.30.4", "v1.30.4"), ("1", "v1.0.0"), ("1.29.1+k3s1", "v1.29.1+k3s1"), ("x", nil),
        ("1..2", nil), ("", nil), ("1.2.3.4", nil),
    ])
    func versionsAreWrittenOut(_ text: String, _ expected: String?) {
        #expect(Capabilities.version(text) == expected)
    }
}
