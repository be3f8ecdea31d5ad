import FleetModel

/// Pod disruption budgets.
enum PolicyHealth {
    /// Follows resource_customizations/policy/PodDisruptionBudget: too few Pods alone is no failure.
    static func disruptionBudget(_ resource: LiveResource) -> Health {
        let conditions = resource.conditions
        guard let last = conditions.last else { return Health(.progressing, "Waiting for status") }
        if let failing = conditions.first(where: { $0.isFalse && $0.reason != "InsufficientPods" }) {
            return Health(.degraded, "PodDisruptionBudget has \(failing.reason)")
        }
        return Health(.healthy, "PodDisruptionBudget has \(last.reason)")
    }
}
