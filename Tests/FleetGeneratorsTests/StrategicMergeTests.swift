import FleetValue
import Testing

@testable import FleetGenerators

@Suite struct StrategicMergeTests {
    @Test func mappingsJoinNullsDeleteListsAreReplaced() throws {
        let original: Value = ["a": ["b": 1, "c": [1, 2]], "d": "x", "e": ["f": 1]]
        let patch: Value = ["a": ["c": [3], "n": ["z": nil, "y": 1]], "d": nil, "e": "text", "absent": nil]
        #expect(
            try StrategicMerge.apply(patch, to: original)
                == ["a": ["b": 1, "c": [3], "n": ["y": 1]], "e": "text"]
        )
    }

    @Test func directivesOnMappings() throws {
        let original: Value = ["a": ["b": 1, "c": 2], "d": ["e": 1], "f": ["g": 1, "h": 2]]
        let patch: Value = [
            "a": ["$patch": "replace", "x": 1],
            "d": ["$patch": "delete"],
            "f": ["$retainKeys": ["h", "i"], "i": 3],
        ]
        #expect(try StrategicMerge.apply(patch, to: original) == ["a": ["x": 1], "d": [:], "f": ["h": 2, "i": 3]])
    }

    @Test func finalizersAreUnited() throws {
        let original: Value = ["metadata": ["finalizers": ["a", "b"]]]
        #expect(
            try StrategicMerge.apply(["metadata": ["finalizers": ["b", "c", "c"]]], to: original)["metadata"]
                == ["finalizers": ["a", "b", "c"]]
        )
        #expect(
            try StrategicMerge.apply(["metadata": ["$deleteFromPrimitiveList/finalizers": ["a"]]], to: original)[
                "metadata"
            ]
                == ["finalizers": ["b"]]
        )
        #expect(
            try StrategicMerge.apply(["metadata": ["finalizers": nil]], to: original) == ["metadata": [:]]
        )
    }

    @Test func ownerReferencesAreJoinedByTheirIdentifier() throws {
        let original: Value = [
            "metadata": ["ownerReferences": [["uid": "1", "name": "a"], ["uid": "2", "name": "b"]]]
        ]
        let patch: Value = [
            "metadata": ["ownerReferences": [["uid": "2", "name": "c"], ["uid": "1", "$patch": "delete"]]]
        ]
        #expect(
            try StrategicMerge.apply(patch, to: original)
                == ["metadata": ["ownerReferences": [["uid": "2", "name": "c"]]]]
        )
        #expect(throws: StrategicMerge.Problem.self) {
            try StrategicMerge.apply(["metadata": ["ownerReferences": [["name": "c"]]]], to: original)
        }
    }

    @Test func unknownDirectivesAreRefused() {
        #expect(
            throws: StrategicMerge.Problem(
                path: ValuePath(keys: "spec", "$patch"),
                message: "expected \"replace\" or \"delete\""
            )
        ) { try StrategicMerge.apply(["spec": ["$patch": "merge"]], to: ["spec": [:]]) }
        #expect(throws: StrategicMerge.Problem(path: ValuePath(keys: "$oops"), message: "is not a known directive")) {
            try StrategicMerge.apply(["$oops": 1], to: [:])
        }
    }
}
