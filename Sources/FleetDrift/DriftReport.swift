public import FleetDeclarations
import FleetDiff
import FleetModel
public import FleetSync
import FleetValue

/// What differs across the fleet, and what could not be looked at.
public struct DriftReport: Sendable, Hashable {
    /// What was seen of one cluster.
    public struct ClusterSummary: Sendable, Hashable {
        /// The cluster.
        public var name: String
        /// Whether it could be looked at.
        public var isReachable: Bool
        /// The number of applications compared.
        public var applications: Int
        /// The number of resources compared.
        public var resources: Int
        /// The number of findings.
        public var findings: Int
    }

    /// The clusters that were looked at, sorted by name.
    public var clusters: [ClusterSummary]
    /// The findings, sorted by cluster, application, resource and kind.
    public var findings: [Finding]
    /// When the look began, in seconds since 1970.
    public var startedAt: Double
    /// How long it took, in seconds.
    public var seconds: Double

    /// Whether something is not as declared.
    public var hasDrift: Bool { findings.contains { !$0.kind.isBlind } }
    /// Whether something could not be looked at.
    public var isBlind: Bool { findings.contains { $0.kind.isBlind } }

    /// Gathers what was compared into a report.
    ///
    /// - Parameters:
    ///   - comparisons: One a cluster.
    ///   - failures: What could not be brought as far as a comparison.
    ///   - startedAt: When the look began, in seconds since 1970.
    ///   - seconds: How long it took.
    public init(
        comparisons: [ClusterComparison],
        failures: [ApplicationFailure],
        startedAt: Double,
        seconds: Double
    ) {
        self.startedAt = startedAt
        self.seconds = seconds
        var findings = failures.map { failure in
            Finding(
                kind: .failed,
                cluster: failure.cluster ?? "",
                application: failure.application ?? failure.subject,
                // What stands below it is for whoever repairs the text.
                message: String(failure.message.prefix { !$0.isNewline })
            )
        }
        let homes = Self.homes(comparisons)
        for comparison in comparisons { findings += Self.findings(in: comparison, homes) }
        self.findings = findings.sorted(by: Self.precedes)
        let counts = Dictionary(grouping: findings, by: \.cluster).mapValues(\.count)
        clusters = comparisons.map { comparison in
            ClusterSummary(
                name: comparison.cluster,
                isReachable: comparison.failure == nil,
                applications: comparison.applications.count,
                resources: comparison.applications.reduce(0) { $0 + $1.resources.count },
                findings: counts[comparison.cluster] ?? 0
            )
        }
        clusters.sort { $0.name < $1.name }
    }

    /// The cluster to which each application is declared to go.
    private static func homes(_ comparisons: [ClusterComparison]) -> [String: String] {
        var homes: [String: String] = [:]
        for comparison in comparisons {
            for application in comparison.applications where !application.desired.isRemoved {
                homes[application.desired.name] = comparison.cluster
            }
        }
        return homes
    }

    private static func findings(in comparison: ClusterComparison, _ homes: [String: String]) -> [Finding] {
        if let failure = comparison.failure {
            return [
                Finding(
                    kind: .unreachable,
                    cluster: comparison.cluster,
                    application: "",
                    message: failure.description
                )
            ]
        }
        var findings: [Finding] = []
        for application in comparison.applications {
            findings += application.gaps.map { gap in
                Finding(
                    kind: .unknown,
                    cluster: comparison.cluster,
                    application: application.desired.name,
                    message: gap
                )
            }
            findings += application.resources.compactMap { finding($0, application.desired, comparison.cluster) }
        }
        findings += comparison.orphans.map { orphan in
            Finding(
                kind: .orphaned,
                cluster: comparison.cluster,
                application: orphan.application,
                resource: orphan.key,
                message: homes[orphan.application].map { "its application is declared for cluster \"\($0)\"" }
                    ?? "its application is not declared"
            )
        }
        return findings
    }

    private static func finding(
        _ resource: ResourceComparison,
        _ application: DesiredApplication,
        _ cluster: String
    ) -> Finding? {
        var finding = Finding(
            kind: .modified,
            cluster: cluster,
            application: application.name,
            resource: resource.key
        )
        switch resource.outcome {
        case .synced: return nil
        case .missing: finding.kind = .missing
        case .modified(let changes):
            finding.changes = Masking.masked(changes, of: resource.key)
        case .extra:
            guard resource.isOutOfSync else { return nil }
            finding.kind = .extra
            if resource.live?.value["metadata"]?["deletionTimestamp"].map({ !$0.isNull }) ?? false {
                finding.message = "it is being deleted"
            } else if application.isRemoved {
                finding.message = "its application is no longer declared"
            }
        case .unknown(let reason):
            finding.kind = .unknown
            finding.message = reason
        }
        return finding
    }

    private static func precedes(_ left: Finding, _ right: Finding) -> Bool {
        let leftPlace = (left.cluster, left.application)
        let rightPlace = (right.cluster, right.application)
        if leftPlace != rightPlace { return leftPlace < rightPlace }
        switch (left.resource, right.resource) {
        case (let leftKey?, let rightKey?) where leftKey != rightKey: return leftKey < rightKey
        case (nil, .some): return true
        case (.some, nil): return false
        default: return (left.kind.rawValue, left.message) < (right.kind.rawValue, right.message)
        }
    }
}
