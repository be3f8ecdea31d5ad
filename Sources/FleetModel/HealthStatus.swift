/// How a resource or an application is; the greater, the worse.
///
/// Follows argo-cd gitops-engine/pkg/health/health.go in words and order.
public enum HealthStatus: String, Hashable, Sendable, CaseIterable, Comparable {
    /// It is as it should be.
    case healthy = "Healthy"
    /// It was stopped on purpose.
    case suspended = "Suspended"
    /// It is on its way.
    case progressing = "Progressing"
    /// It is not there.
    case missing = "Missing"
    /// It failed.
    case degraded = "Degraded"
    /// It could not be assessed.
    case unknown = "Unknown"

    /// The place from best, 0, to worst, 5.
    private var order: Int {
        switch self {
        case .healthy: 0
        case .suspended: 1
        case .progressing: 2
        case .missing: 3
        case .degraded: 4
        case .unknown: 5
        }
    }

    /// Whether the left one is better.
    public static func < (left: HealthStatus, right: HealthStatus) -> Bool { left.order < right.order }
}
