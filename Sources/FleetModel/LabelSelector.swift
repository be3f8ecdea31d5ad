public import FleetValue

/// A Kubernetes label selector: requirements that all must hold.
///
/// Requirements are kept in ascending order of their keys, as Kubernetes keeps them, so that selectors of the same
/// meaning written in another order mostly compare equal.
public struct LabelSelector: Hashable, Sendable {
    /// What must hold, ascending by key.
    public private(set) var requirements: [Requirement]

    /// Makes a selector of checked requirements; without any it selects everything.
    public init(_ requirements: [Requirement] = []) {
        // A stable order: requirements on one key stay as written.
        self.requirements = requirements.enumerated()
            .sorted { ($0.element.key, $0.offset) < ($1.element.key, $1.offset) }
            .map(\.element)
    }

    /// Whether it has no requirement and so selects everything.
    public var isEmpty: Bool { requirements.isEmpty }

    /// Whether the labels meet all requirements.
    public func matches(_ labels: [String: String]) -> Bool {
        requirements.allSatisfy { $0.matches(labels) }
    }

    /// This selector and another's requirements beside its own.
    public func adding(_ other: LabelSelector) -> LabelSelector {
        LabelSelector(requirements + other.requirements)
    }
}

extension LabelSelector {
    /// How a label is looked at.
    public enum Operator: String, Hashable, Sendable {
        /// The label has the value.
        case equals = "="
        /// The label is absent or has another value.
        case notEquals = "!="
        /// The label has one of the values.
        case `in` = "in"
        /// The label is absent or has none of the values.
        case notIn = "notin"
        /// The label is there, with any value.
        case exists = "exists"
        /// The label is absent.
        case doesNotExist = "!"
        /// The label's value is a whole number above the given one.
        case greaterThan = ">"
        /// The label's value is a whole number below the given one.
        case lessThan = "<"
    }

    /// One condition on one label.
    public struct Requirement: Hashable, Sendable {
        /// The label's key.
        public let key: String
        /// How the label is looked at.
        public let `operator`: Operator
        /// The values, ascending and distinct.
        ///
        /// None for ``Operator/exists`` and ``Operator/doesNotExist``, at least one for
        /// ``Operator/in`` and ``Operator/notIn``, otherwise exactly one.
        public let values: [String]
        /// The bound of ``Operator/greaterThan`` and ``Operator/lessThan``.
        private let bound: Int64

        /// Makes a requirement after checking it as Kubernetes does.
        ///
        /// - Parameters:
        ///   - key: A qualified name.
        ///   - operator: Decides how many values there must be.
        ///   - values: In any order; repeated ones count once.
        ///   - checksValues: Whether values must be possible label values. Only Argo CD's selectors over generator
        ///     parameters do without.
        ///   - path: Where the requirement stands, for the error.
        /// - Throws: ``ModelError`` for a key or value that no label can have, for a wrong number of values and for
        ///   a bound that is no whole number of 64 bits.
        public init(
            key: String,
            operator: Operator,
            values: [String],
            checksValues: Bool = true,
            at path: ValuePath = ValuePath()
        ) throws(ModelError) {
            if let problem = KubernetesNames.problem(inLabelKey: key) {
                throw ModelError(path, "label key \"\(key)\" \(problem)")
            }
            let values = Set(values).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            var bound: Int64 = 0
            switch `operator` {
            case .in, .notIn:
                if values.isEmpty { throw ModelError(path, "needs at least one value for label \"\(key)\"") }
            case .exists, .doesNotExist:
                if !values.isEmpty { throw ModelError(path, "takes no values for label \"\(key)\"") }
            case .equals, .notEquals, .greaterThan, .lessThan:
                if values.count != 1 { throw ModelError(path, "needs exactly one value for label \"\(key)\"") }
            }
            if `operator` == .greaterThan || `operator` == .lessThan {
                guard let number = Int64(values[0]) else {
                    throw ModelError(path, "\"\(key)\(`operator`.rawValue)\(values[0])\" compares with no whole number")
                }
                bound = number
            }
            if checksValues {
                for value in values {
                    if let problem = KubernetesNames.problem(inLabelValue: value) {
                        throw ModelError(path, "value \"\(value)\" for label \"\(key)\" \(problem)")
                    }
                }
            }
            self.key = key
            self.operator = `operator`
            self.values = values
            self.bound = bound
        }

        /// Whether the labels meet this requirement.
        public func matches(_ labels: [String: String]) -> Bool {
            let value = labels[key]
            switch `operator` {
            case .equals, .in: return value.map(values.contains) ?? false
            case .notEquals, .notIn: return value.map { !values.contains($0) } ?? true
            case .exists: return value != nil
            case .doesNotExist: return value == nil
            case .greaterThan: return value.flatMap { Int64($0) }.map { $0 > bound } ?? false
            case .lessThan: return value.flatMap { Int64($0) }.map { $0 < bound } ?? false
            }
        }
    }
}

extension LabelSelector: CustomStringConvertible {
    /// The canonical text, which parses back into an equal selector: `env in (eu,us),tier!=test,!retired`.
    ///
    /// Values that were not checked may make it unreadable.
    public var description: String {
        requirements.map(\.description).joined(separator: ",")
    }
}

extension LabelSelector.Requirement: CustomStringConvertible {
    /// The canonical text of one requirement.
    public var description: String {
        switch `operator` {
        case .exists: return key
        case .doesNotExist: return "!" + key
        case .equals, .notEquals, .greaterThan, .lessThan: return key + `operator`.rawValue + values[0]
        case .in, .notIn: return "\(key) \(`operator`.rawValue) (\(values.joined(separator: ",")))"
        }
    }
}
