import FleetDiff
import FleetModel
import FleetValue
import Testing

struct FieldComparisonTests {
    private func manifest(_ spec: Value, _ entries: [(String, String, Value)] = []) -> Manifest {
        let managed = entries.map { manager, time, fields -> Value in
            [
                "manager": .string(manager), "operation": "Update", "apiVersion": "v1", "time": .string(time),
                "fieldsV1": fields,
            ]
        }
        return Manifest(["kind": "Thing", "metadata": ["name": "x", "managedFields": .array(managed)], "spec": spec])
    }

    private func owners(_ live: Value, _ predicted: Value, _ entries: [(String, String, Value)]) -> [String] {
        FieldComparison.changes(live: manifest(live, entries), predicted: manifest(predicted))
            .map { "\($0.path): \($0.owner?.manager ?? "nobody")" }
    }

    @Test func leavesOutWhatWasNotDeclared() {
        let live: Value = [
            "metadata": [
                "uid": "1", "resourceVersion": "1", "generation": 1, "creationTimestamp": "a", "selfLink": "b",
                "annotations": ["kubectl.kubernetes.io/last-applied-configuration": "{}"], "labels": ["a": "b"],
            ],
            "status": ["phase": "Active"],
        ]
        #expect(FieldComparison.stripped(live) == ["metadata": ["labels": ["a": "b"]]])
        #expect(FieldComparison.stripped("text") == "text")
        let predicted: Value = ["metadata": ["labels": ["a": "b"]], "status": ["phase": "Terminating"]]
        #expect(FieldComparison.changes(live: Manifest(live), predicted: Manifest(predicted)).isEmpty)
    }

    @Test func theElementItselfSaysWhoseItIs() {
        // The comparison tells ports apart by name, the server by number and protocol.
        let live: Value = [
            "ports": [
                ["name": "a", "containerPort": 1, "protocol": "TCP", "hostPort": 1],
                ["name": "b", "containerPort": 2, "protocol": "TCP", "hostPort": 2],
            ]
        ]
        var predicted = live
        predicted["ports"] = [
            ["name": "a", "containerPort": 1, "protocol": "TCP", "hostPort": 8],
            ["name": "b", "containerPort": 2, "protocol": "TCP", "hostPort": 9],
        ]
        let first: Value = ["f:spec": ["f:ports": [#"k:{"containerPort":1,"protocol":"TCP"}"#: ["f:hostPort": [:]]]]]
        let second: Value = ["f:spec": ["f:ports": [#"k:{"containerPort":2,"protocol":"TCP"}"#: ["f:hostPort": [:]]]]]
        #expect(
            owners(live, predicted, [("one", "2", first), ("two", "1", second)])
                == ["spec.ports[name=a].hostPort: one", "spec.ports[name=b].hostPort: two"]
        )
    }

    @Test func elementsByPlaceAreFoundByTheirKeys() {
        let live: Value = ["rows": [["id": "x", "v": 1], ["id": "y", "v": 1]]]
        let predicted: Value = ["rows": [["id": "x", "v": 1], ["id": "y", "v": 2]]]
        let fields: Value = ["f:spec": ["f:rows": [#"k:{"id":"y"}"#: ["f:v": [:]]]]]
        #expect(owners(live, predicted, [("one", "1", fields)]) == ["spec.rows[1].v: one"])
    }

    @Test func theFieldComesBeforeTheWholeAndTheLastBeforeTheFirst() {
        let live: Value = ["map": ["a": 1]]
        let predicted: Value = ["map": ["a": 2]]
        let field: Value = ["f:spec": ["f:map": ["f:a": [:]]]]
        let whole: Value = ["f:spec": ["f:map": [:]]]
        #expect(owners(live, predicted, [("field", "1", field), ("whole", "2", whole)]) == ["spec.map.a: field"])
        #expect(owners(live, predicted, [("whole", "2", whole)]) == ["spec.map.a: whole"])
        #expect(owners(live, predicted, [("old", "1", field), ("new", "2", field)]) == ["spec.map.a: new"])
        #expect(owners(live, predicted, [("new", "2", field), ("old", "1", field)]) == ["spec.map.a: new"])
        #expect(
            owners(live, predicted, [("nothing", "3", [:]), ("own", "3", ["f:spec": [".": [:], "f:b": [:]]])]) == [
                "spec.map.a: nobody"
            ]
        )
    }

    @Test func whatIsNotThereIsNobodys() {
        let fields: Value = ["f:spec": ["f:b": [:]]]
        #expect(owners(["a": 1], ["a": 1, "b": 2], [("one", "1", fields)]) == ["spec.b: nobody"])
        #expect(owners(["a": 1, "b": 2], ["a": 1], [("one", "1", fields)]) == ["spec.b: one"])
    }

    @Test func everyDifferenceIsAChange() {
        func paths(_ live: Value, _ predicted: Value) -> [String] {
            FieldComparison.changes(live: manifest(live), predicted: manifest(predicted)).map(\.path.description)
        }
        #expect(paths([1, 2], [2, 1]) == ["spec"])
        #expect(paths(["a", "b"], ["b", "a"]) == ["spec"])
        #expect(paths(["a", "b"], ["b", "c"]) == ["spec[=a]", "spec[=c]"])
        #expect(paths(["a", "a"], ["a"]) == ["spec"])
        #expect(paths([], ["a"]) == ["spec[=a]"])
        #expect(paths([], [:]) == ["spec"])
        #expect(paths([:], nil) == ["spec"])
        #expect(
            paths([["name": "a", "v": 1], ["name": "b"]], [["name": "b"], ["name": "a", "v": 2]]) == [
                "spec", "spec[name=a].v",
            ]
        )
        #expect(paths([["x": 1]], [["x": 2]]) == ["spec[0].x"])
        #expect(paths([["x": 1]], [["x": 1], ["x": 2]]) == ["spec"])
        #expect(paths(["a.b": ["c": 1]], ["a.b": ["c": 2]]) == [#"spec["a.b"].c"#])
        #expect(paths("\u{e9}", "e\u{301}") == ["spec"])
        #expect(paths(1, 1.0).isEmpty)
        #expect(paths(["a": 1, "b": 2], ["b": 2, "a": 1]).isEmpty)
    }
}
