import FleetDiff
import FleetModel
public import FleetValue

extension DriftReport {
    /// The report as `-o json` prints it: `kind: DriftReport`, `apiVersion: fleet.internal/v1`.
    ///
    /// - Parameter time: Turns seconds since 1970 into RFC 3339.
    /// - Returns: A mapping whose lists are in the report\'s order.
    public func value(time: (Double) -> String) -> Value {
        [
            "apiVersion": "fleet.internal/v1",
            "kind": "DriftReport",
            "startedAt": .string(time(startedAt)),
            "seconds": .double((seconds * 1000).rounded() / 1000),
            "drifted": .bool(hasDrift),
            "complete": .bool(!isBlind),
            "clusters": .array(clusters.map(Self.value)),
            "findings": .array(findings.map(Self.value)),
        ]
    }

    private static func value(_ cluster: ClusterSummary) -> Value {
        [
            "name": .string(cluster.name),
            "reachable": .bool(cluster.isReachable),
            "applications": .integer(Int64(cluster.applications)),
            "resources": .integer(Int64(cluster.resources)),
            "findings": .integer(Int64(cluster.findings)),
        ]
    }

    private static func value(_ finding: Finding) -> Value {
        var value: Value = [
            "kind": .string(finding.kind.rawValue),
            "cluster": .string(finding.cluster),
            "application": .string(finding.application),
        ]
        if let key = finding.resource {
            value["resource"] = [
                "group": .string(key.group), "kind": .string(key.kind), "namespace": .string(key.namespace),
                "name": .string(key.name),
            ]
        }
        if !finding.changes.isEmpty { value["changes"] = .array(finding.changes.map(Self.value)) }
        if !finding.message.isEmpty { value["message"] = .string(finding.message) }
        return value
    }

    private static func value(_ change: FieldChange) -> Value {
        var value: Value = ["path": .string(change.path.description)]
        value["live"] = change.live
        value["desired"] = change.desired
        if let owner = change.owner {
            value["owner"] = [
                "manager": .string(owner.manager), "operation": .string(owner.operation),
                "subresource": .string(owner.subresource), "time": .string(owner.time),
            ]
        }
        return value
    }
}
