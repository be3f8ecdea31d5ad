import FleetModel
import FleetValue

/// HorizontalPodAutoscalers.
enum AutoscalerHealth {
    /// Where `autoscaling/v1` keeps its conditions, as JSON text.
    private static let conditionsAnnotation = "autoscaling.alpha.kubernetes.io/conditions"

    /// Follows health_hpa.go: a failing condition anywhere counts before a good one.
    static func autoscaler(_ resource: LiveResource) -> Health {
        var conditions = resource.conditions
        if resource.manifest.groupVersionKind.version == "v1" {
            guard let text = resource.manifest.annotation(conditionsAnnotation) else { return waiting }
            do {
                conditions = Condition.all(in: try JSONReader.value(in: text))
            } catch {
                return Health(.unknown, "annotation \(conditionsAnnotation) is not JSON: \(error)")
            }
        }
        if let failing = conditions.first(where: isFailing) { return Health(.degraded, failing.message) }
        if let good = conditions.first(where: isGood) { return Health(.healthy, good.message) }
        return waiting
    }

    private static let waiting = Health(.progressing, "Waiting to Autoscale")

    private static func isFailing(_ condition: Condition) -> Bool {
        switch condition.type {
        case "AbleToScale": condition.reason == "FailedGetScale" || condition.reason == "FailedUpdateScale"
        case "ScalingActive": condition.reason.hasPrefix("FailedGet") || condition.reason == "InvalidSelector"
        default: false
        }
    }

    private static func isGood(_ condition: Condition) -> Bool {
        (condition.type == "AbleToScale" || condition.type == "ScalingLimited") && condition.isTrue
    }
}
