import FleetModel
import FleetValue
import Testing

@testable import FleetDiff

/// What the cases of a real server do not show: newer servers, odd answers, several managers.
struct LocalComparisonTests {
    private func verdict(
        _ spec: Value,
        live: Value? = nil,
        owned: Value,
        others: [Value] = [],
        apiVersion: String = "example.com/v1"
    ) -> LocalComparison.Verdict {
        let desired: Value = [
            "apiVersion": .string(apiVersion), "kind": "Thing", "metadata": ["name": "x"], "spec": spec,
        ]
        var held = desired
        held["spec"] = live ?? spec
        var entries: [Value] = [entry("fleet", "Apply", ["f:spec": owned], apiVersion)]
        for (place, fields) in others.enumerated() {
            entries.append(entry("other-\(place)", "Update", ["f:spec": fields], apiVersion))
        }
        held["metadata"] = ["name": "x", "managedFields": .array(entries)]
        return LocalComparison.compare(desired: Manifest(desired), live: Manifest(held), manager: "fleet")
    }

    private func entry(_ manager: String, _ operation: String, _ fields: Value, _ apiVersion: String) -> Value {
        [
            "manager": .string(manager), "operation": .string(operation), "apiVersion": .string(apiVersion),
            "fieldsType": "FieldsV1", "fieldsV1": fields,
        ]
    }

    private func candidate(_ steps: FieldPath.Step...) -> LocalComparison.Verdict {
        .candidate(FieldPath([.field("spec")] + steps))
    }

    @Test func emptyMappingThatOthersFilledIsNotOurs() {
        let owned: Value = ["f:aSelector": [:]]
        let spec: Value = ["aSelector": ["matchLabels": ["a": "b"]]]
        #expect(verdict(spec, owned: owned) == .inSync)
        let parts: Value = ["f:aSelector": ["f:matchLabels": ["f:a": [:]]]]
        #expect(verdict(spec, owned: owned, others: [parts]) == candidate(.field("aSelector")))
        // Shared as a whole.
        #expect(verdict(spec, owned: owned, others: [owned]) == .inSync)
    }

    @Test func mappingOfUnknownKindIsLeftToTheServer() {
        #expect(verdict(["things": ["a": 1]], owned: ["f:things": [:]]) == candidate(.field("things")))
        #expect(verdict(["things": [:]], owned: ["f:things": [:]]) == .inSync)
        #expect(verdict(["things": [1, 2]], owned: ["f:things": [:]]) == .inSync)
        let parts: Value = ["f:things": ["v:1": [:]]]
        #expect(verdict(["things": [1, 2]], owned: ["f:things": [:]], others: [parts]) == candidate(.field("things")))
    }

    @Test func elementsNeedTheirMark() {
        let spec: Value = ["items": [["name": "a"]]]
        #expect(verdict(spec, owned: ["f:items": [#"k:{"name":"a"}"#: [".": [:], "f:name": [:]]]]) == .inSync)
        #expect(verdict(spec, owned: ["f:items": [#"k:{"name":"a"}"#: ["f:name": [:]]]]) != .inSync)
        // All that is left after others took the fields over.
        #expect(verdict(spec, owned: ["f:items": [#"k:{"name":"a"}"#: [:]]]) != .inSync)
        #expect(verdict(spec, owned: ["f:items": [#"k:{"name":"a"}"#: [".": [:]]]]) != .inSync)
    }

    @Test func listsOfOddNamesAreLeftToTheServer() {
        let spec: Value = ["items": [["name": "a"], ["name": "b"]]]
        let whole: Value = [".": [:], "f:name": [:]]
        for keys in [
            [#"k:{"name":"a"}"#, #"k:{"id":"b"}"#], [#"k:{"name":"a"}"#, #"v:"b""#], ["i:0", "i:1"],
            [#"k:{"name":"a"}"#, "f:name"], [#"k:{"name":"a"}"#, "k:{}"], [#"k:{"name":"a"}"#, "k:broken"],
            [#"k:{"name":"a"}"#, "x:b"], [#"k:{"name":"a"}"#, #"k:{"name":null}"#],
        ] {
            var owned = Mapping()
            for key in keys { owned[key] = whole }
            #expect(verdict(spec, owned: ["f:items": .mapping(owned)]) != .inSync, "\(keys)")
        }
    }

    @Test func repeatedElementsAreLeftToTheServer() {
        let owned: Value = ["f:items": [#"k:{"name":"a"}"#: [".": [:], "f:name": [:]]]]
        let once: Value = ["items": [["name": "a"]]]
        let twice: Value = ["items": [["name": "a"], ["name": "a"]]]
        #expect(verdict(once, live: twice, owned: owned) == candidate(.field("items"), .element(["name": "a"])))
        #expect(verdict(twice, live: twice, owned: owned) == candidate(.field("items")))
        let set: Value = ["f:set": [#"v:"a""#: [:]]]
        #expect(verdict(["set": ["a"]], live: ["set": ["b", "a"]], owned: set) == .inSync)
        #expect(verdict(["set": ["a"]], live: ["set": ["a", "b", "a"]], owned: set) != .inSync)
    }

    @Test func elementsWithoutTheirKeysAreLeftToTheServer() {
        let owned: Value = ["f:ports": [#"k:{"port":80,"protocol":"TCP"}"#: [".": [:], "f:port": [:]]]]
        let full: Value = ["ports": [["port": 80, "protocol": "TCP"]]]
        #expect(verdict(["ports": [["port": 80]]], live: full, owned: owned) == candidate(.field("ports")))
        let partial: Value = ["ports": [["port": 80, "protocol": "TCP"], ["port": 81]]]
        let both: Value = [
            "f:ports": [#"k:{"port":80,"protocol":"TCP"}"#: [".": [:], "f:port": [:], "f:protocol": [:]]]
        ]
        #expect(verdict(full, owned: both) == .inSync)
        #expect(verdict(full, live: partial, owned: both) == candidate(.field("ports")))
    }

    @Test func keysOfEveryTypeAreRead() {
        let keys: [(String, Value)] = [
            (#"k:{"port":80,"secure":true}"#, ["port": 80, "secure": true]),
            (#"k:{"port":-1,"secure":false}"#, ["port": -1, "secure": false]),
            (#"k:{"port":1.5,"secure":"a\"b"}"#, ["port": 1.5, "secure": #"a"b"#]),
            (#"k:{"port":9223372036854775807,"secure":"\u00e9"}"#, ["port": .integer(.max), "secure": "\u{e9}"]),
            (#"k:{"secure":"","port":"k:{}"}"#, ["port": "k:{}", "secure": ""]),
        ]
        let owned = Mapping(uniqueEntries: keys.map { ($0.0, [".": [:], "f:port": [:], "f:secure": [:]]) })
        let spec: Value = ["items": .array(keys.map(\.1))]
        #expect(verdict(spec, owned: ["f:items": .mapping(owned)]) == .inSync)
        for place in keys.indices {
            var elements = keys.map(\.1)
            elements[place]["port"] = "other"
            let live: Value = ["items": .array(elements)]
            #expect(verdict(spec, live: live, owned: ["f:items": .mapping(owned)]) != .inSync)
        }
    }

    @Test func numbersAreComparedAsTheServerDoes() {
        #expect(verdict(["a": 1], live: ["a": 1.0], owned: ["f:a": [:]]) == .inSync)
        #expect(verdict(["a": 1], live: ["a": "1"], owned: ["f:a": [:]]) == candidate(.field("a")))
        #expect(verdict(["a": true], live: ["a": 1], owned: ["f:a": [:]]) == candidate(.field("a")))
        #expect(verdict(["set": [1.0]], live: ["set": [1]], owned: ["f:set": ["v:1": [:]]]) == .inSync)
    }

    @Test func namesAreBytes() {
        // A combining mark makes one character with the colon before it.
        #expect(verdict(["\u{301}": 1], owned: ["f:\u{301}": [:]]) == .inSync)
        #expect(verdict(["\u{e9}": 1], live: ["e\u{301}": 1], owned: ["f:\u{e9}": [:]]) == candidate(.field("\u{e9}")))
        #expect(verdict(["\u{e9}": 1], owned: ["f:e\u{301}": [:]]) == candidate(.field("e\u{301}")))
        let elements: Value = ["items": [["name": "e\u{301}"]]]
        let owned: Value = ["f:items": ["k:{\"name\":\"\u{e9}\"}": [".": [:], "f:name": [:]]]]
        #expect(verdict(elements, owned: owned) == candidate(.field("items")))
    }

    @Test func identityMustAgree() {
        let live: Value = [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": [
                "name": "a", "namespace": "n",
                "managedFields": [entry("fleet", "Apply", ["f:data": ["f:k": [:]]], "v1")],
            ],
            "data": ["k": "v"],
        ]
        func verdict(_ change: (inout Value) -> Void) -> LocalComparison.Verdict {
            var desired = live
            desired["metadata"]?["managedFields"] = nil
            change(&desired)
            return LocalComparison.compare(desired: Manifest(desired), live: Manifest(live), manager: "fleet")
        }
        #expect(verdict { _ in } == .inSync)
        #expect(verdict { $0["apiVersion"] = "v2" } == .candidate(FieldPath([.field("apiVersion")])))
        #expect(verdict { $0["kind"] = nil } == .candidate(FieldPath([.field("kind")])))
        let name = FieldPath([.field("metadata"), .field("name")])
        #expect(verdict { $0["metadata"]?["name"] = "b" } == .candidate(name))
        #expect(verdict { $0["metadata"]?["name"] = nil } == .candidate(name))
        let namespace = FieldPath([.field("metadata"), .field("namespace")])
        #expect(verdict { $0["metadata"]?["namespace"] = nil } == .candidate(namespace))
        #expect(verdict { $0["metadata"]?["uid"] = "1" } == .candidate(FieldPath([.field("metadata"), .field("uid")])))
        #expect(verdict { $0["metadata"] = nil } == .candidate(FieldPath([.field("metadata")])))
        #expect(verdict { $0 = "text" } == .candidate(FieldPath()))
    }

    @Test func onlyTheManagersOwnApplyCounts() {
        let fields: Value = ["f:data": ["f:k": [:]]]
        func verdict(_ entries: [Value]) -> LocalComparison.Verdict {
            let desired: Value = [
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a"], "data": ["k": "v"],
            ]
            var live = desired
            live["metadata"]?["managedFields"] = .array(entries)
            return LocalComparison.compare(desired: Manifest(desired), live: Manifest(live), manager: "fleet")
        }
        let own = entry("fleet", "Apply", fields, "v1")
        #expect(verdict([own]) == .inSync)
        #expect(verdict([entry("fleet", "Update", fields, "v1"), own]) == .inSync)
        #expect(verdict([]) == .candidate(FieldPath()))
        #expect(verdict([entry("fleet", "Update", fields, "v1")]) == .candidate(FieldPath()))
        #expect(verdict([entry("fleets", "Apply", fields, "v1")]) == .candidate(FieldPath()))
        #expect(verdict([entry("fleet", "Apply", fields, "v2")]) == .candidate(FieldPath()))
        #expect(verdict([own, own]) == .candidate(FieldPath()))
        var status = own
        status["subresource"] = "status"
        #expect(verdict([status]) == .candidate(FieldPath()))
        #expect(verdict([status, own]) == .inSync)
        var empty = own
        empty["fieldsV1"] = nil
        #expect(verdict([empty]) == .candidate(FieldPath()))
    }

    @Test func podDefaultsCountInKubernetesKindsOnly() {
        let spec: Value = ["fieldRef": ["fieldPath": "metadata.name"]]
        let live: Value = ["fieldRef": ["fieldPath": "metadata.name", "apiVersion": "v1"]]
        let other: Value = ["fieldRef": ["fieldPath": "metadata.name", "apiVersion": "v2"]]
        let whole: Value = ["f:fieldRef": [:]]
        let parts: Value = ["f:fieldRef": ["f:fieldPath": [:]]]
        #expect(verdict(spec, live: live, owned: whole, apiVersion: "apps/v1") == .inSync)
        #expect(verdict(spec, live: other, owned: whole, apiVersion: "apps/v1") == candidate(.field("fieldRef")))
        #expect(verdict(spec, live: live, owned: whole) == candidate(.field("fieldRef")))
        #expect(verdict(spec, live: live, owned: parts, apiVersion: "apps/v1") == .inSync)
        // A newer server replaces the reference as a whole, and would drop what others put there.
        #expect(verdict(spec, live: other, owned: parts, apiVersion: "apps/v1") == candidate(.field("fieldRef")))
    }
}
