public import FleetModel
import FleetValue

/// `strategy.rollingSync`: in which step each generated Application is synced.
///
/// Follows argo-cd `applicationset/progressivesync/progressive_sync.go` and `validation_issues.go`.
public struct RollingSteps: Sendable {
    /// What is wrong with the steps; all indices count from 0.
    public struct Issues: Hashable, Sendable {
        /// Operators that are neither `In` nor `NotIn`, and their steps, in order.
        public var invalidOperators: [InvalidOperator] = []
        /// Applications that several steps select, and which; the first one counts.
        public var duplicates: [String: [Int]] = [:]
        /// `maxUpdate` texts that are neither a number nor a percentage, by step.
        public var invalidMaxUpdates: [Int: String] = [:]
        /// Steps that select no Application.
        public var emptySteps: [Int] = []

        /// An operator that no step knows.
        public struct InvalidOperator: Hashable, Sendable {
            /// The step.
            public var step: Int
            /// The operator as declared.
            public var `operator`: String
        }

        /// Whether nothing is wrong.
        public var isEmpty: Bool {
            invalidOperators.isEmpty && duplicates.isEmpty && invalidMaxUpdates.isEmpty && emptySteps.isEmpty
        }
    }

    /// Applications assigned to steps.
    public struct Assignment: Hashable, Sendable {
        /// The names of the Applications that each step selects, in the order given.
        public var steps: [[String]] = []
        /// The first step that selects each Application.
        public var stepOf: [String: Int] = [:]
        /// What is wrong.
        public var issues = Issues()
    }

    /// How many Applications of a step may be updated at once.
    public enum MaxUpdate: Hashable, Sendable {
        /// So many.
        case count(Int)
        /// So many of a hundred.
        case percent(Int)

        /// How many that is of a step's Applications: percentages are rounded down, but any above 0 allows one.
        public func allowance(of total: Int) -> Int {
            switch self {
            case .count(let count): count
            case .percent(let percent): percent == 0 ? 0 : max(1, total * percent / 100)
            }
        }
    }

    private struct Requirement {
        var key: String
        var `operator`: String
        var values: [String]
    }

    private struct Step {
        var requirements: [Requirement]
        var maxUpdate: MaxUpdate?
        var invalidMaxUpdate: String?
    }

    private let steps: [Step]
    /// Whether generated Applications are synced in steps at all.
    public let isActive: Bool
    /// Whether Applications are deleted in the opposite order of the steps.
    public let deletesInReverse: Bool

    /// Decodes a strategy.
    ///
    /// - Throws: ``ModelError`` for fields of a wrong type and unknown fields.
    public init(of set: ApplicationSet) throws(ModelError) {
        guard let strategy = set.strategy else {
            (steps, isActive, deletesInReverse) = ([], false, false)
            return
        }
        let reader = try FieldReader(.mapping(strategy), at: ValuePath(keys: "spec", "strategy"))
        try reader.refuseUnknown(["type", "rollingSync", "deletionOrder"])
        let rolling = try reader.optionalReader("rollingSync")
        let isActive = try reader.string("type", default: "") == "RollingSync" && rolling != nil
        self.isActive = isActive
        let order = try reader.string("deletionOrder", default: "")
        guard isActive, let rolling else {
            (steps, deletesInReverse) = ([], false)
            return
        }
        try rolling.refuseUnknown(["steps"])
        var steps: [Step] = []
        for step in try rolling.readers("steps") { steps.append(try Self.step(step)) }
        self.steps = steps
        deletesInReverse = !steps.isEmpty && order.lowercased() == "reverse"
    }

    /// `maxUpdate` of a step, nil when it is not limited.
    ///
    /// A text that can not be read allows one.
    public func maxUpdate(ofStep index: Int) -> MaxUpdate? {
        guard steps.indices.contains(index) else { return nil }
        return steps[index].invalidMaxUpdate == nil ? steps[index].maxUpdate : .count(1)
    }

    /// Assigns Applications to the first step whose conditions their labels meet.
    ///
    /// - Parameter applications: The generated Applications, in order.
    /// - Returns: The steps of all, and what is wrong with them.
    public func assign(_ applications: [Manifest]) -> Assignment {
        var assignment = Assignment()
        assignment.steps = [[String]](repeating: [], count: steps.count)
        for application in applications {
            let labels = application.labels
            let selecting = steps.indices.filter { Self.selects(steps[$0], labels) }
            guard let first = selecting.first else { continue }
            for step in selecting { assignment.steps[step].append(application.name) }
            assignment.stepOf[application.name] = first
            if selecting.count > 1 { assignment.issues.duplicates[application.name] = selecting }
        }
        for (index, step) in steps.enumerated() {
            for word in step.requirements.map(\.operator) where word != "In" && word != "NotIn" {
                assignment.issues.invalidOperators.append(Issues.InvalidOperator(step: index, operator: word))
            }
            assignment.issues.invalidMaxUpdates[index] = step.invalidMaxUpdate
            if assignment.steps[index].isEmpty { assignment.issues.emptySteps.append(index) }
        }
        return assignment
    }

    private static func selects(_ step: Step, _ labels: [String: String]) -> Bool {
        step.requirements.allSatisfy { requirement in
            let value = labels[requirement.key]
            switch requirement.operator {
            case "In": return value.map(requirement.values.contains) ?? false
            case "NotIn": return !(value.map(requirement.values.contains) ?? false)
            default: return false
            }
        }
    }

    private static func step(_ reader: FieldReader) throws(ModelError) -> Step {
        try reader.refuseUnknown(["matchExpressions", "maxUpdate"])
        var step = Step(requirements: [])
        for expression in try reader.readers("matchExpressions") {
            try expression.refuseUnknown(["key", "operator", "values"])
            step.requirements.append(
                Requirement(
                    key: try expression.string("key", default: ""),
                    operator: try expression.string("operator", default: ""),
                    values: try expression.strings("values")
                )
            )
        }
        switch reader.value("maxUpdate") {
        case nil: break
        case .string(let text)?:
            if text.hasSuffix("%"), let percent = Int(text.dropLast()) {
                step.maxUpdate = .percent(percent)
            } else {
                step.invalidMaxUpdate = text
            }
        default:
            step.maxUpdate = .count(try reader.integer("maxUpdate", default: 0))
        }
        return step
    }
}

extension RollingSteps.Issues {
    /// The first category of what is wrong, in Argo CD's order and words; nil when nothing is.
    ///
    /// Steps count from 1 in it.
    public var message: String? {
        if let first = invalidOperators.first {
            return "Step \(first.step + 1) has an invalid operator in its matchExpressions: \(first.operator)"
        }
        if !duplicates.isEmpty {
            let names = duplicates.keys.sorted()
            let steps = names.map { name in
                "(" + (duplicates[name] ?? []).map { "\($0 + 1)" }.joined(separator: "-") + ")"
            }
            return "Applications \(names.map { "'\($0)'" }.joined(separator: ", ")) are selected by multiple steps: "
                + "[\(steps.joined(separator: ", "))]"
        }
        if let step = invalidMaxUpdates.keys.min(), let text = invalidMaxUpdates[step] {
            return "Step \(step + 1) has an invalid maxUpdate: \(text)"
        }
        if !emptySteps.isEmpty {
            let steps = emptySteps.map { "\($0 + 1)" }.joined(separator: " ")
            return "Steps [\(steps)] have no applications matching their criteria"
        }
        return nil
    }
}
