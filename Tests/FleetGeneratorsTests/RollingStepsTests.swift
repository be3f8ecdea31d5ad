import FleetGenerators
import FleetModel
import FleetValue
import Testing

@Suite struct RollingStepsTests {
    private static func steps(_ steps: Value, type: String = "RollingSync") throws -> RollingSteps {
        var set = try Fixtures.applicationSet()
        set.strategy = ["type": .string(type), "rollingSync": ["steps": steps], "deletionOrder": "reverse"]
        return try RollingSteps(of: set)
    }

    private static func application(_ name: String, _ labels: Value) -> Manifest {
        Manifest(["metadata": ["name": .string(name), "labels": labels]])
    }

    private static func expression(_ key: Value, _ operator: Value, _ values: Value) -> Value {
        ["matchExpressions": [["key": key, "operator": `operator`, "values": values]]]
    }

    @Test func firstStepThatSelectsCounts() throws {
        let rolling = try Self.steps([
            Self.expression("env", "In", ["dev"]), Self.expression("env", "NotIn", ["prod"]), [:],
        ])
        let applications = [
            Self.application("a", ["env": "dev"]), Self.application("b", ["env": "qa"]),
            Self.application("c", ["env": "prod"]), Self.application("d", [:]),
        ]
        let assignment = rolling.assign(applications)
        #expect(assignment.steps == [["a"], ["a", "b", "d"], ["a", "b", "c", "d"]])
        #expect(assignment.stepOf == ["a": 0, "b": 1, "c": 2, "d": 1])
        #expect(assignment.issues.duplicates == ["a": [0, 1, 2], "b": [1, 2], "d": [1, 2]])
        #expect(rolling.isActive && rolling.deletesInReverse)
    }

    @Test func unselectedApplicationsAreInNoStep() throws {
        let assignment = try Self.steps([
            Self.expression("env", "Exists", ["x"]), Self.expression("env", "In", ["dev"]),
        ])
        .assign([Self.application("a", ["env": "dev"]), Self.application("b", [:])])
        #expect(assignment.stepOf == ["a": 1])
        #expect(assignment.issues.invalidOperators.map(\.operator) == ["Exists"])
        #expect(assignment.issues.emptySteps == [0])
        #expect(assignment.issues.message == "Step 1 has an invalid operator in its matchExpressions: Exists")
    }

    @Test(arguments: [
        (2 as Value, 10, 2), ("20%", 10, 2), ("1%", 10, 1), ("0%", 10, 0), (0, 10, 0), ("99%", 10, 9), ("many", 10, 1),
    ])
    func updatesAtOnceAreLimited(_ declared: Value, _ total: Int, _ expected: Int) throws {
        let rolling = try Self.steps([["maxUpdate": declared], [:]])
        #expect(rolling.maxUpdate(ofStep: 0)?.allowance(of: total) == expected)
        #expect(rolling.maxUpdate(ofStep: 1) == nil)
        #expect((rolling.assign([]).issues.invalidMaxUpdates == [0: "many"]) == (declared == "many"))
    }

    @Test func otherStrategiesHaveNoSteps() throws {
        let rolling = try Self.steps([[:]], type: "AllAtOnce")
        #expect(!rolling.isActive && !rolling.deletesInReverse)
        let assignment = rolling.assign([Self.application("a", [:])])
        #expect(assignment.steps.isEmpty && assignment.stepOf.isEmpty && assignment.issues.isEmpty)
    }
}
