import FleetModel
import FleetValue

/// StatefulSets, which update Pod by Pod and may stop at a partition.
enum StatefulSetHealth {
    /// Follows health_statefulset.go.
    static func statefulSet(_ resource: LiveResource) -> Health {
        guard resource.observedGeneration != 0, resource.generation <= resource.observedGeneration else {
            return Health(.progressing, "Waiting for statefulset spec update to be observed...")
        }
        let ready = resource.count("readyReplicas")
        let updated = resource.count("updatedReplicas")
        if let replicas = resource.replicas, ready < replicas {
            return Health(.progressing, "Waiting for \(replicas - ready) pods to be ready...")
        }
        let strategy = resource.spec["updateStrategy"]
        if strategy?["type"]?.string == "RollingUpdate", let rolling = strategy?["rollingUpdate"], !rolling.isNull {
            return partitioned(resource, rolling, updated: updated)
        }
        if strategy?["type"]?.string == "OnDelete" {
            return Health(.healthy, "statefulset has \(ready) ready pods")
        }
        let revision = resource.text("updateRevision")
        let current = resource.text("currentRevision")
        if revision != current {
            return Health(
                .progressing,
                "waiting for statefulset rolling update to complete \(updated) pods at revision \(revision)..."
            )
        }
        return Health(
            .healthy,
            "statefulset rolling update complete \(resource.count("currentReplicas")) pods at revision \(current)..."
        )
    }

    private static func partitioned(_ resource: LiveResource, _ rolling: Value, updated: Int64) -> Health {
        if let replicas = resource.replicas, let partition = rolling["partition"]?.integer,
            updated < replicas - partition
        {
            return Health(
                .progressing,
                "Waiting for partitioned roll out to finish: "
                    + "\(updated) out of \(replicas - partition) new pods have been updated..."
            )
        }
        return Health(.healthy, "partitioned roll out complete: \(updated) new pods have been updated...")
    }
}
