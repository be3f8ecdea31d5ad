import FleetModel
import FleetValue

/// Deployments, ReplicaSets and DaemonSets, which all compare counts of replicas.
enum WorkloadHealth {
    /// Follows health_deployment.go.
    static func deployment(_ resource: LiveResource) -> Health {
        if resource.spec["paused"]?.bool == true { return Health(.suspended, "Deployment is paused") }
        guard resource.generation <= resource.observedGeneration else {
            return Health(
                .progressing,
                "Waiting for rollout to finish: observed deployment generation less than desired generation"
            )
        }
        if resource.condition("Progressing")?.reason == "ProgressDeadlineExceeded" {
            return Health(.degraded, "Deployment \"\(resource.manifest.name)\" exceeded its progress deadline")
        }
        let updated = resource.count("updatedReplicas")
        let available = resource.count("availableReplicas")
        let old = resource.count("replicas") - updated
        if let replicas = resource.replicas, updated < replicas {
            return waiting("\(updated) out of \(replicas) new replicas have been updated...")
        }
        if old > 0 { return waiting("\(old) old replicas are pending termination...") }
        if available < updated { return waiting("\(available) of \(updated) updated replicas are available...") }
        return Health(.healthy)
    }

    /// Follows health_replicaset.go.
    static func replicaSet(_ resource: LiveResource) -> Health {
        guard resource.generation <= resource.observedGeneration else {
            return Health(
                .progressing,
                "Waiting for rollout to finish: observed replica set generation less than desired generation"
            )
        }
        if let failure = resource.condition("ReplicaFailure"), failure.isTrue {
            return Health(.degraded, failure.message)
        }
        let available = resource.count("availableReplicas")
        if let replicas = resource.replicas, available < replicas {
            return waiting("\(available) out of \(replicas) new replicas are available...")
        }
        return Health(.healthy)
    }

    /// Follows health_daemonset.go.
    static func daemonSet(_ resource: LiveResource) -> Health {
        guard resource.generation <= resource.observedGeneration else {
            return Health(
                .progressing,
                "Waiting for rollout to finish: observed daemon set generation less than desired generation"
            )
        }
        let name = resource.manifest.name
        let desired = resource.count("desiredNumberScheduled")
        let updated = resource.count("updatedNumberScheduled")
        let available = resource.count("numberAvailable")
        if resource.spec["updateStrategy"]?["type"]?.string == "OnDelete" {
            return Health(.healthy, "daemon set \(updated) out of \(desired) new pods have been updated")
        }
        if updated < desired {
            return Health(
                .progressing,
                "Waiting for daemon set \"\(name)\" rollout to finish: "
                    + "\(updated) out of \(desired) new pods have been updated..."
            )
        }
        if available < desired {
            return Health(
                .progressing,
                "Waiting for daemon set \"\(name)\" rollout to finish: "
                    + "\(available) of \(desired) updated pods are available..."
            )
        }
        return Health(.healthy)
    }

    private static func waiting(_ what: String) -> Health {
        Health(.progressing, "Waiting for rollout to finish: " + what)
    }
}
