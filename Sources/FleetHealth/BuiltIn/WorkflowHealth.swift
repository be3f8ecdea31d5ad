import FleetModel

/// Argo Workflows, which often are hooks.
enum WorkflowHealth {
    /// Follows health_argo.go.
    static func workflow(_ resource: LiveResource) -> Health {
        let message = resource.text("message")
        switch resource.text("phase") {
        case "", "Pending", "Running": return Health(.progressing, message)
        case "Succeeded": return Health(.healthy, message)
        case "Failed", "Error": return Health(.degraded, message)
        default: return Health(.unknown, message)
        }
    }
}
