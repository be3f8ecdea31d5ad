import FleetModel
import FleetValue

/// Services and Ingresses, which wait for an address.
enum NetworkHealth {
    /// Follows health_service.go: only a load balancer has to wait.
    static func service(_ resource: LiveResource) -> Health {
        guard resource.spec["type"]?.string == "LoadBalancer" else { return Health(.healthy) }
        return Health(hasAddress(resource) ? .healthy : .progressing)
    }

    /// Follows health_ingress.go.
    static func ingress(_ resource: LiveResource) -> Health {
        Health(hasAddress(resource) ? .healthy : .progressing)
    }

    private static func hasAddress(_ resource: LiveResource) -> Bool {
        resource.status["loadBalancer"]?["ingress"]?.array?.isEmpty == false
    }
}
