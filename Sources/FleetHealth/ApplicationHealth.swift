public import FleetModel

/// What one resource adds to the health of its application.
public struct ResourceHealth: Hashable, Sendable {
    /// The resource.
    public var key: ResourceKey
    /// Its health: ``HealthStatus/missing`` when it is not live, nil when its kind has none.
    public var health: Health?
    /// Whether it is live.
    public var isLive: Bool
    /// Whether it is part of the application at all; hooks and what is skipped or ignored are not.
    public var isPart: Bool
    /// Whether its health counts for the application.
    public var isCounted: Bool

    /// Makes an entry.
    public init(key: ResourceKey, health: Health?, isLive: Bool = true, isPart: Bool = true, isCounted: Bool = true) {
        self.key = key
        self.health = health
        self.isLive = isLive
        self.isPart = isPart
        self.isCounted = isCounted
    }
}

/// Follows argo-cd controller/health.go.
extension HealthAssessment {
    /// The annotation with which, set to `true`, a live resource does not count for its application's health.
    public static let ignoreAnnotation = "argocd.argoproj.io/ignore-healthcheck"

    /// The number of resources that an application's message names.
    private static let namedCauses = 3

    /// Assesses one resource of an application.
    ///
    /// - Parameters:
    ///   - key: The resource.
    ///   - desired: As declared, or nil when it is not declared.
    ///   - live: As it is, or nil when it is not there.
    /// - Returns: Its health and what that means for the application.
    public func assess(key: ResourceKey, desired: Manifest?, live: Manifest?) -> ResourceHealth {
        let isLeftOut =
            desired.map { Hook.isSkipped($0) || Hook.isHook($0) } == true
            || live.map { Hook.isSkipped($0) || Hook.isHook($0) } == true
        guard let live else {
            return ResourceHealth(key: key, health: Health(.missing), isLive: false, isPart: !isLeftOut)
        }
        return ResourceHealth(
            key: key,
            health: assess(live),
            isPart: !isLeftOut,
            isCounted: live.annotation(Self.ignoreAnnotation) != "true"
        )
    }

    /// The health of an application: the worst of its resources, and in the message which those are.
    ///
    /// Resources that are not there count only when none is: then the application is missing. They make it out of
    /// sync anyway. A child Application that is missing or unknown does not count, and neither does the application
    /// itself where it is among its own resources. Without any resource an application is healthy.
    ///
    /// An application whose comparison failed is ``HealthStatus/unknown``; who compares says so.
    ///
    /// - Parameters:
    ///   - resources: In the order in which the message names them.
    ///   - itself: The application's own key, when it may be among its resources.
    /// - Returns: The worst health; the message is empty for a healthy application and for a missing one.
    public static func application(resources: [ResourceHealth], itself: ResourceKey? = nil) -> Health {
        let parts = resources.filter(\.isPart)
        var worst = HealthStatus.healthy
        var causes: [ResourceKey] = []
        for resource in parts where resource.isLive && resource.isCounted && resource.key != itself {
            guard let status = resource.health?.status, !isForgiven(status, of: resource.key) else { continue }
            if status > worst {
                worst = status
                causes = [resource.key]
            } else if status == worst, status != .healthy {
                causes.append(resource.key)
            }
        }
        if !parts.isEmpty, !parts.contains(where: \.isLive), worst < .missing {
            return Health(.missing)
        }
        return Health(worst, message(naming: causes))
    }

    /// Whether the status belongs to a child Application that is missing or unknown.
    private static func isForgiven(_ status: HealthStatus, of key: ResourceKey) -> Bool {
        key.groupKind == GroupKind(group: "argoproj.io", kind: Application.kind)
            && (status == .missing || status == .unknown)
    }

    private static func message(naming causes: [ResourceKey]) -> String {
        guard !causes.isEmpty else { return "" }
        var text = "Caused by " + causes.prefix(namedCauses).map(name).joined(separator: ", ")
        if causes.count > namedCauses { text += " and \(causes.count - namedCauses) more" }
        return text
    }

    /// `apps/Deployment:web/frontend`, without what is empty.
    private static func name(_ key: ResourceKey) -> String {
        let type = key.group.isEmpty ? key.kind : "\(key.group)/\(key.kind)"
        return key.namespace.isEmpty ? "\(type):\(key.name)" : "\(type):\(key.namespace)/\(key.name)"
    }
}
