public import FleetModel
import FleetValue

/// Tells the health of live resources.
///
/// Pure: what is live is given, nothing is fetched and no clock is read. Rules are asked in this order, and the first
/// answer counts: the deletion of the resource, the rules given, the built-in rules. A kind that none speaks for has
/// no health, which is not the same as an unknown one.
public struct HealthAssessment: Sendable {
    /// Asked before the built-in rules, in order.
    private let rules: [any HealthRule]

    /// Makes an assessment.
    ///
    /// - Parameter rules: Asked before the built-in rules, in order.
    public init(rules: [any HealthRule] = []) {
        self.rules = rules
    }

    /// The health of a live resource by the built-in rules alone, or nil when its kind has none.
    public static func assess(_ live: Manifest) -> Health? {
        HealthAssessment().assess(live)
    }

    /// The health of a live resource, or nil when its kind has none.
    ///
    /// A resource under deletion is progressing, whatever its kind, unless it is a hook that still carries its
    /// finalizer: then its own state decides. Follows argo-cd gitops-engine/pkg/health/health.go.
    public func assess(_ live: Manifest) -> Health? {
        if let deletion = live.value["metadata"]?["deletionTimestamp"], !deletion.isNull, !Hook.hasFinalizer(live) {
            return Health(.progressing, "Pending deletion")
        }
        for rule in rules {
            if let health = rule.health(of: live) { return health }
        }
        return BuiltInRules().health(of: live)
    }
}
