import FleetDiff
import FleetModel
import FleetValue
import Testing

struct MaskingTests {
    private static let key = ResourceKey(group: "", kind: "Secret", namespace: "n", name: "s")
    private static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

    private static let secret: Value = [
        "apiVersion": "v1", "kind": "Secret", "type": "Opaque", "immutable": true,
        "metadata": [
            "name": "s", "labels": ["a": "b"],
            "annotations": [
                "kubectl.kubernetes.io/last-applied-configuration": "HIDE", "kapp.k14s.io/original": "HIDE",
                "example.com/last-applied": "HIDE", "note": "shown",
            ],
        ],
        "data": ["one": "HIDE", "two": "HIDE2", "three": "HIDE", "list": ["HIDE"], "deep": ["er": "HIDE"]],
        "stringData": ["x": "HIDE"], "unknown": ["y": "HIDE"],
    ]

    @Test func hidesValuesAndKeepsWhatTheySayOfEachOther() {
        let masked = Masking.masked(Manifest(Self.secret)).value
        #expect(!JSONWriter.text(of: masked).contains("HIDE"))
        #expect(masked["data"]?["one"] == masked["data"]?["three"])
        #expect(masked["data"]?["one"] != masked["data"]?["two"])
        #expect(masked["data"]?.mapping?.keys == ["one", "two", "three", "list", "deep"])
        #expect(masked["type"] == "Opaque")
        #expect(masked["immutable"] == true)
        #expect(masked["metadata"]?["annotations"]?["note"] == "shown")
        #expect(masked["metadata"]?["labels"] == ["a": "b"])
    }

    @Test func bothSidesGetTheSameMaskForTheSameValue() {
        var other = Self.secret
        other["data"] = ["one": "HIDE2", "two": "HIDE2"]
        let (left, right) = Masking.masked(Manifest(Self.secret), Manifest(other))
        #expect(left?.value["data"]?["two"] == right?.value["data"]?["two"])
        #expect(left?.value["data"]?["one"] != right?.value["data"]?["one"])
        #expect(Masking.masked(nil, nil) == (nil, nil))
        let alone = Manifest(["apiVersion": "v1", "kind": "Secret", "data": ["one": "HIDE"]])
        #expect(Masking.masked(nil, alone).1?.value["data"] == ["one": "++++++++"])
        // One side that is no Secret does not uncover the other.
        let odd = Masking.masked(Manifest("text"), Manifest(Self.secret))
        let text = JSONWriter.text(of: odd.1?.value ?? .null)
        #expect(!text.contains("HIDE"))
    }

    /// A change at any place of a Secret, down to its root, shows nothing of it.
    @Test func hidesChangesAtEveryDepth() {
        var changes: [FieldChange] = []
        func visit(_ value: Value, _ path: FieldPath) {
            changes.append(FieldChange(path: path, live: value, desired: nil))
            changes.append(FieldChange(path: path, live: nil, desired: value))
            for (key, value) in value.mapping ?? [:] { visit(value, path.appending(.field(key))) }
            for (place, value) in (value.array ?? []).enumerated() {
                visit(value, path.appending(.index(place)))
                visit(value, path.appending(.element(["": value])))
            }
        }
        visit(Self.secret, FieldPath())
        let masked = Masking.masked(changes, of: Self.key)
        #expect(masked.count == changes.count)
        for change in masked {
            let text =
                [change.live, change.desired].map { JSONWriter.text(of: $0 ?? .null) }.joined() + "\(change.path)"
            #expect(!text.contains("HIDE"), "\(change.path)")
        }
        #expect(masked.contains { $0.path.description == "metadata.annotations.note" && $0.live == "shown" })
        let config = ResourceKey(group: "", kind: "ConfigMap", namespace: "n", name: "s")
        #expect(Masking.masked(changes, of: config) == changes)
    }

    @Test func equalAndDifferentShowInAChange() {
        let path = FieldPath([.field("data"), .field("a")])
        let changes = [
            FieldChange(path: path, live: "x", desired: "y"),
            FieldChange(path: path, live: ["a": "x"], desired: ["a": "x"]),
        ]
        let masked = Masking.masked(changes, of: Self.key)
        #expect(masked[0].live == "++++++++")
        #expect(masked[0].desired == "++++++++++++")
        #expect(masked[1].live == masked[1].desired)
    }

    @Test func onlyCoreSecretsAreSecret() {
        #expect(Masking.isSecret(Self.key))
        #expect(!Masking.isSecret(ResourceKey(group: "example.com", kind: "Secret", namespace: "n", name: "s")))
        #expect(!Masking.isSecret(ResourceKey(group: "", kind: "secret", namespace: "n", name: "s")))
        let custom = Manifest(["apiVersion": "example.com/v1", "kind": "Secret", "data": ["a": "b"]])
        #expect(Masking.masked(custom) == custom)
    }

    @Test func unifiedDiffOfASecretHoldsNoSecret() {
        var live = Self.secret
        live["data"] = ["one": "HIDE3"]
        let text = UnifiedDiff.text(live: Manifest(live), desired: Manifest(Self.secret))
        #expect(text.contains("+  two: "))
        #expect(!text.contains("HIDE"))
        #expect(!UnifiedDiff.text(live: nil, desired: Manifest(Self.secret)).contains("HIDE"))
        #expect(!UnifiedDiff.text(live: Manifest(Self.secret), desired: nil).contains("HIDE"))
        #expect(UnifiedDiff.text(live: Manifest(live), desired: Manifest(live)).isEmpty)
    }
}
