import FleetModel

/// Claims of persistent volumes.
enum StorageHealth {
    /// Follows health_pvc.go.
    static func claim(_ resource: LiveResource) -> Health {
        switch resource.text("phase") {
        case "Bound": Health(.healthy)
        case "Pending": Health(.progressing)
        case "Lost": Health(.degraded)
        default: Health(.unknown)
        }
    }
}
