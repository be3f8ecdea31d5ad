import FleetModel

/// What extends the API: aggregated API services and custom resource definitions.
enum ExtensionHealth {
    /// Follows health_apiservice.go.
    static func apiService(_ resource: LiveResource) -> Health {
        guard let available = resource.condition("Available") else {
            return Health(.progressing, "Waiting to be processed")
        }
        return Health(available.isTrue ? .healthy : .progressing, "\(available.reason): \(available.message)")
    }

    /// Follows resource_customizations/apiextensions.k8s.io/CustomResourceDefinition.
    static func definition(_ resource: LiveResource) -> Health {
        let conditions = resource.conditions
        if conditions.isEmpty { return Health(.progressing, "Status conditions not found") }
        if let end = conditions.last(where: { $0.type == "Terminating" && $0.isTrue }) {
            return Health(.progressing, "CRD is terminating: \(end.message)")
        }
        if let names = conditions.last(where: { $0.type == "NamesAccepted" && $0.isFalse }) {
            return Health(.degraded, "CRD names have not been accepted: \(names.message)")
        }
        let established = conditions.last { $0.type == "Established" }
        // What the API server says of a definition for the moment before it is served.
        if established?.reason == "Installing", established?.isTrue == false {
            return Health(.progressing, "CRD is being installed")
        }
        guard established?.isTrue == true else { return Health(.degraded, "CRD is not established") }
        if let schema = conditions.last(where: { $0.type == "NonStructuralSchema" && $0.isTrue }) {
            return Health(.degraded, "Schema violations found: \(schema.message)")
        }
        return Health(.healthy, "CRD is healthy")
    }
}
